import type { KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { PlatformThrottled, PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { clockOf } from '../../kit/listing.ts';
import { textOf } from '../../kit/text-of.ts';
import type { HttpAnswer, PlatformApi } from '../../platform.ts';
import { parsePrivateKey } from './private-key.ts';
import type { Refusal } from './refusals.ts';
import { signV1, signV2 } from './request-signing.ts';

/** The result of a query with the server's own clock, or why Encord refuses it. */
type Answer = { readonly response: unknown; readonly at?: string } | { readonly refusal: Refusal };

export type Client = {
  /** `POST /public`. The query's method is always GET: PUT would initialise label rows, which changes the project. */
  query(type: 'labelrow' | 'labelrowmetadata', uid: readonly string[] | null, payload: object): Promise<Answer>;
  /** `GET /v2/public/projects/<project>`, or a path below it. */
  get(path?: string): Promise<HttpAnswer>;
};

/** The server refuses a time that is ahead of its clock, so the SDK signs v2 requests with a time this far in the past. */
const clockSkewMilliseconds = 30_000;

const Body = z.object({ status: z.number(), response: z.optional(z.unknown()), payload: z.optional(z.unknown()) });
const Codes = z.tuple([z.string().check(z.regex(/^[A-Z_]+$/))]);

const json = { Accept: 'application/json', 'Content-Type': 'application/json' };

/** All requests about one project. InvalidConfiguration when the credential is not a usable key. */
export function connect(project: string, api: PlatformApi): Client {
  const key = parsePrivateKey(api.credential);
  return {
    async query(type, uid, payload) {
      const body = JSON.stringify({ query_type: type, query_method: 'GET', values: { uid, payload } });
      const headers = { ...json, ResourceType: 'project', ResourceID: project, ...signV1(key, body) };
      return answerOf(await api.request({ method: 'POST', url: `${api.url}/public`, headers, body }));
    },
    get: (path = '') => getProjects(key, api, `/${encodeURIComponent(project)}${path}`),
  };
}

/** `GET /v2/public/projects`, with a query or a path below it. */
export async function getProjects(key: KeyObject, api: PlatformApi, path: string): Promise<HttpAnswer> {
  const request = { method: 'GET', url: `${api.url}/v2/public/projects${path}` } as const;
  const created = new Date(api.now().getTime() - clockSkewMilliseconds);
  return api.request({ ...request, headers: { ...json, ...signV2(key, request, created) } });
}

/** The status in the body counts: the SDK does not look at the HTTP status of `/public` either. */
function answerOf(answer: HttpAnswer): Answer {
  const { status, response, payload } = parseAnswer(Body, answer);
  if (status === 200) return { response, ...given({ at: clockOf(answer) }) };
  if (status === 429) throw new PlatformThrottled('Encord answered 429: too many requests.');
  const codes = Codes.safeParse(response);
  return { refusal: { code: codes.success ? codes.data[0] : `status ${status} without a code`, payload } };
}

/** An answer as JSON of the given form. */
export function parseAnswer<Schema extends z.ZodMiniType>(
  schema: Schema,
  { status, body }: HttpAnswer,
): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(textOf(body));
  } catch (cause) {
    throw new PlatformUnavailable(`Encord answered HTTP ${status} with a body that is not JSON.`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new PlatformUnavailable(`Encord answered HTTP ${status} with JSON of an unknown form.`);
}
