import { reasonShape } from '../../cli/dlq/reason-shape.ts';
import { pipelineErrors } from '../../lib/contracts/errors.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';

/** Dead letters with the same reason, but for the ids and numbers in it. */
export type LetterGroup = {
  readonly error: string;
  /** Of its first letter. */
  readonly message: string;
  /** What the error means; missing for one of AWS's. */
  readonly means?: string;
  readonly letters: readonly DeadLetter[];
  readonly first: string;
  readonly last: string;
  /** `connection/project`, each once. */
  readonly places: readonly string[];
};

/** The largest group first. */
export function letterGroups(letters: readonly DeadLetter[]): LetterGroup[] {
  const groups = Map.groupBy(letters, ({ error, message }) => `${error} ${reasonShape(message)}`);
  return [...groups.values()]
    .flatMap((own) => {
      const [letter] = own;
      if (!letter) return [];
      const { error, message } = letter;
      return [{ error, message, ...meaningOf(error), letters: own, ...timesOf(own), places: placesOf(own) }];
    })
    .sort((one, other) => other.letters.length - one.letters.length);
}

function meaningOf(error: string): { readonly means?: string } {
  return Object.hasOwn(pipelineErrors, error)
    ? { means: pipelineErrors[error as keyof typeof pipelineErrors].when }
    : {};
}

function timesOf(letters: readonly DeadLetter[]): { readonly first: string; readonly last: string } {
  const first = letters.map(({ firstFailedAt }) => firstFailedAt).sort()[0] ?? '';
  const last =
    letters
      .map(({ lastFailedAt }) => lastFailedAt)
      .sort()
      .at(-1) ?? '';
  return { first, last };
}

const placesOf = (letters: readonly DeadLetter[]): string[] =>
  [
    ...new Set(letters.flatMap(({ events }) => events.map(({ connection, project }) => `${connection}/${project}`))),
  ].sort();
