import * as z from 'zod/mini';
import {
  InvalidRequest,
  type PipelineError,
  PlatformRefused,
  PlatformThrottled,
  PlatformUnavailable,
} from '../../../contracts/errors.ts';
import type { HttpAnswer } from '../../platform.ts';

export const GraphqlError = z.object({
  message: z.nullish(z.string()),
  /** Where exports put what was wrong with a MALFORMED_REQUEST: https://github.com/Labelbox/labelbox-python/pull/1160 */
  errors: z.nullish(z.array(z.looseObject({ error: z.nullish(z.string()) }))),
  extensions: z.nullish(
    z.object({
      code: z.nullish(z.string()),
      exception: z.nullish(z.object({ status: z.nullish(z.number()) })),
    }),
  ),
});
type GraphqlError = z.infer<typeof GraphqlError>;

type Verdict = { readonly error: new (message: string) => PipelineError; readonly advice: string };

const credential: Verdict = { error: PlatformRefused, advice: 'Check the API key and what its owner may do.' };
const project: Verdict = {
  error: PlatformRefused,
  advice: 'Check the project id and that the key may see the project.',
};
const plan: Verdict = { error: PlatformRefused, advice: 'The plan of the workspace does not allow it.' };
const request: Verdict = { error: InvalidRequest, advice: 'Labelbox no longer takes this request: please report it.' };
const throttled: Verdict = { error: PlatformThrottled, advice: 'It is tried again later.' };
const unavailable: Verdict = { error: PlatformUnavailable, advice: 'It is tried again.' };

// Codes as the SDK knows them: https://github.com/Labelbox/labelbox-python/blob/develop/libs/lbox-clients/src/lbox/request_client.py
const byCode: ReadonlyMap<string, Verdict> = new Map([
  ['AUTHENTICATION_ERROR', credential],
  ['AUTHORIZATION_ERROR', credential],
  ['OPERATION_NOT_ALLOWED', plan],
  ['RESOURCE_NOT_FOUND', project],
  ['RESOURCE_CONFLICT', request],
  ['MALFORMED_REQUEST', request],
  ['GRAPHQL_VALIDATION_FAILED', request],
  ['GRAPHQL_PARSE_FAILED', request],
]);

/** Labelbox reports many errors of the caller as INTERNAL_SERVER_ERROR; `extensions.exception.status` tells them apart. */
const byStatus: ReadonlyMap<number, Verdict> = new Map([
  [400, request],
  [401, credential],
  [403, credential],
  [404, project],
  [422, request],
  [426, plan],
  [429, throttled],
]);

/**
 * Ten exports of a project and twenty of a workspace may run at once (https://docs.labelbox.com/docs/limits); how the
 * refusal of one more is spelled is not documented, so its words are looked for.
 */
const quota =
  /^you have exceeded|\b(too many|maximum|limit|quota)\b.{0,100}\b(running|concurrent|simultaneous|in progress)\b|\b(running|concurrent|simultaneous)\b.{0,100}\b(limit|quota|maximum)\b|\btoo many (exports?|tasks?|requests?)\b/i;

/** What Labelbox's answer to an operation comes to; undefined when it is no refusal. */
export function refusal(
  operation: string,
  answer: HttpAnswer,
  said: { readonly errors?: readonly GraphqlError[] | null | undefined; readonly message?: string | null | undefined },
): PipelineError | undefined {
  const error = said.errors?.find((one) => byCode.has(one.extensions?.code ?? '')) ?? said.errors?.[0];
  const words = error?.message ?? error?.errors?.map((detail) => detail.error).join(', ') ?? said.message ?? '';
  if (!error && answer.status === 200 && !quota.test(words)) return undefined;
  const code = error?.extensions?.code ?? `HTTP ${answer.status}`;
  const verdict = quota.test(words) ? throttled : judge(error, answer.status);
  const message = `Labelbox refused ${operation} (${code}): ${printable(words)}. ${verdict.advice}`;
  return new verdict.error(message);
}

const judge = (error: GraphqlError | undefined, httpStatus: number): Verdict =>
  byCode.get(error?.extensions?.code ?? '') ??
  byStatus.get(error?.extensions?.exception?.status ?? (error ? 500 : httpStatus)) ??
  unavailable;

const longestWords = 120;

/** Labelbox's own words, without addresses of people and short enough for a state's error. */
const printable = (words: string): string =>
  words
    .replace(/(?<!\S)\S+@\S+/g, '(address)') // from the start of a word only, else its time is quadratic
    .slice(0, longestWords)
    .trim()
    .replace(/\.$/, '') || 'no reason given';
