import type * as z from 'zod/mini';
import { PlatformRefused, PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { clockOf } from '../../kit/listing.ts';
import { textOf } from '../../kit/text-of.ts';
import type { HttpAnswer, PlatformApi } from '../../platform.ts';
import { authorization, mayBeStale } from './token.ts';

type Query = Readonly<Record<string, string>>;

/** The JSON of an answer; undefined for 404. */
export const get = async (api: PlatformApi, path: string, query: Query = {}): Promise<unknown> =>
  (await answerTo(api, path, query))?.json;

/** `at`: the server's own clock, ISO 8601 in UTC. */
export type Answer = { readonly json: unknown; readonly at?: string };

/** Undefined for 404. */
export async function answerTo(api: PlatformApi, path: string, query: Query): Promise<Answer | undefined> {
  const search = new URLSearchParams(query).toString();
  const url = `${api.url}${path}${search === '' ? '' : `?${search}`}`;
  const ask = async (isFresh: boolean) => {
    const headers = { Accept: 'application/json', ...(await authorization(api, isFresh)) };
    return api.request({ method: 'GET', url, headers });
  };
  const answer = await withFreshToken(ask, api);
  const json = jsonOf(answer, path);
  return json === undefined ? undefined : given({ json, at: clockOf(answer) });
}

/** The server may have ended an access token early: the request gets one new token, and then the answer counts. */
async function withFreshToken(ask: (isFresh: boolean) => Promise<HttpAnswer>, api: PlatformApi): Promise<HttpAnswer> {
  try {
    return await ask(false);
  } catch (error) {
    if (!(error instanceof PlatformRefused) || !mayBeStale(api)) throw error;
    return ask(true);
  }
}

function jsonOf({ status, body }: HttpAnswer, path: string): unknown {
  if (status === 404) return undefined;
  const place = path.replace(/\d+/g, '<id>');
  if (status !== 200) throw new PlatformUnavailable(`Label Studio answered GET ${place} with HTTP ${status}.`);
  try {
    return JSON.parse(textOf(body));
  } catch (cause) {
    throw new PlatformUnavailable(
      `Label Studio answered GET ${place} with something other than JSON. Check platforms.label-studio.apiUrl in labelwire.config.ts.`,
      { cause },
    );
  }
}

export function parse<Schema extends z.ZodMiniType>(schema: Schema, json: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new PlatformUnavailable('Label Studio answered with JSON of an unknown form.');
}

/** Not LabelNotFound, which would delete the exports of every label because a project is only hidden or misspelt. */
export const hiddenProject = (project: string) =>
  new PlatformRefused(
    `Label Studio does not show project ${project}. Check the number, and that the token's user is a member of it.`,
  );
