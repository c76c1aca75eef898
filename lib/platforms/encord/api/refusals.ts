import {
  InvalidLabel,
  InvalidRequest,
  LabelNotFound,
  type PipelineError,
  PlatformRefused,
  PlatformUnavailable,
} from '../../../contracts/errors.ts';

/** What `POST /public` answers instead of a result: a code in the body, with any HTTP status. */
export type Refusal = { readonly code: string; readonly payload: unknown };

type Meaning = { readonly error: new (message: string) => PipelineError; readonly advice: string };

const checkKey = 'Check that the key in the secret is registered with Encord and not revoked.';
const checkAccess = 'Add the service account to the project.';
const bug = 'This is a mistake in the request, which no retry can fix.';
const reopen = 'Open the label in Encord, save it again, and replay the dead letter.';

/** https://github.com/encord-team/encord-client-python/blob/master/encord/exceptions.py */
const meanings: Readonly<Record<string, Meaning>> = {
  AUTHENTICATION_ERROR: { error: PlatformRefused, advice: checkKey },
  SSH_KEY_NOT_FOUND_ERROR: { error: PlatformRefused, advice: checkKey },
  AUTHORISATION_ERROR: { error: PlatformRefused, advice: checkAccess },
  RESOURCE_NOT_FOUND_ERROR: { error: LabelNotFound, advice: 'The label was deleted, or was never in this project.' },
  OPERATION_NOT_ALLOWED: { error: InvalidRequest, advice: bug },
  METHOD_NOT_ALLOWED_ERROR: { error: InvalidRequest, advice: bug },
  INVALID_ARGUMENTS_ERROR: { error: InvalidRequest, advice: bug },
  WRONG_PROJECT_TYPE_ERROR: { error: InvalidRequest, advice: 'The project is of a kind that has no label rows.' },
  CORRUPTED_LABEL_ERROR: { error: InvalidLabel, advice: reopen },
  ANSWER_DICTIONARY_ERROR: { error: InvalidLabel, advice: reopen },
  FEATURE_DOES_NOT_EXIST_ERROR: { error: InvalidLabel, advice: reopen },
};

/**
 * A code that is not in the table (UNKNOWN_ERROR, and any that Encord adds) counts as a passing failure: all requests only
 * read, so a retry does no harm, and a lasting failure ends in the dead letters with its code in any case.
 */
const unknownCode: Meaning = { error: PlatformUnavailable, advice: 'The request is retried later.' };

const meaningOf = ({ code }: Refusal): Meaning =>
  (Object.hasOwn(meanings, code) ? meanings[code] : undefined) ?? unknownCode;

export function errorOf(refusal: Refusal, asked: string): PipelineError {
  const { error, advice } = meaningOf(refusal);
  return new error(`Encord answered ${refusal.code} when asked for ${asked}. ${advice}`);
}

/** Whether ONE label hash of a group may be the reason, so that the others must be requested without it. */
export const mayBeOneLabel = (refusal: Refusal): boolean =>
  [LabelNotFound, InvalidLabel].some((error) => error === meaningOf(refusal).error) ||
  refusal.code === 'INVALID_ARGUMENTS_ERROR';
