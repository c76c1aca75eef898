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
  /** Here exports say what was wrong with a MALFORMED_REQUEST: https://github.com/Labelbox/labelbox-python/pull/1160 */
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

const credential: Verdict = { error: PlatformRefused, advice: 'Check the API key and the permissions of its owner.' };
const project: Verdict = {
  error: PlatformRefused,
  advice: 'Check the project id, and that the owner of the key has access to the project.',
};
const plan: Verdict = { error: PlatformRefused, advice: 'The plan of the workspace does not allow it.' };
const request: Verdict = {
  error: InvalidRequest,
  advice: 'Labelbox no longer accepts this request. Please report it to the authors of Labelwire.',
};
const throttled: Verdict = { error: PlatformThrottled, advice: 'The request is retried later.' };
const unavailable: Verdict = { error: PlatformUnavailable, advice: 'The request is retried.' };

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

/** Labelbox reports many errors of the caller as INTERNAL_SERVER_ERROR; `extensions.exception.status` distinguishes them. */
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
 * Ten exports of a project and twenty of a workspace may run at once (https://docs.labelbox.com/docs/limits). How the
 * refusal of one more is worded is not documented, so it is recognised by words that are likely.
 */
const quota =
  /^you have exceeded|\b(too many|maximum|limit|quota)\b.{0,100}\b(running|concurrent|simultaneous|in progress)\b|\b(running|concurrent|simultaneous)\b.{0,100}\b(limit|quota|maximum)\b|\btoo many (exports?|tasks?|requests?)\b/i;

type Content = {
  readonly errors?: readonly GraphqlError[] | null | undefined;
  readonly message?: string | null | undefined;
};

/** The error that Labelbox's answer to an operation amounts to; undefined when it is not a refusal. */
export function refusal(operation: string, answer: HttpAnswer, content: Content): PipelineError | undefined {
  const error = content.errors?.find(({ extensions }) => byCode.has(extensions?.code ?? '')) ?? content.errors?.[0];
  const words = error?.message ?? error?.errors?.map((detail) => detail.error).join(', ') ?? content.message ?? '';
  if (!error && answer.status === 200 && !quota.test(words)) return undefined;
  const code = error?.extensions?.code ?? `HTTP ${answer.status}`;
  const verdict = quota.test(words) ? throttled : judge(error, answer.status);
  return new verdict.error(`Labelbox refused ${operation} (${code}): ${printable(words)}. ${verdict.advice}`);
}

const judge = (error: GraphqlError | undefined, httpStatus: number): Verdict =>
  byCode.get(error?.extensions?.code ?? '') ??
  byStatus.get(error?.extensions?.exception?.status ?? (error ? 500 : httpStatus)) ??
  unavailable;

const longestWords = 120;

/**
 * Labelbox's own words, without e-mail addresses, keys of its API (JSON Web Tokens) and queries of URLs, which may be signatures,
 * and short enough for the error of a state.
 */
const printable = (words: string): string =>
  words
    .replace(/\beyJ[\w.-]+/g, '(key)')
    .replace(/\?[^\s?]+/g, '?…')
    .replace(/(?<!\S)\S+@\S+/g, '(address)') // from the start of a word only, or it would take quadratic time
    .slice(0, longestWords)
    .trim()
    .replace(/\.$/, '') || 'no reason given';
