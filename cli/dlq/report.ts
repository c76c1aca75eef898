import { printable } from '../../lib/contracts/printable.ts';
import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import type { Looked } from '../../lib/queue/look-through.ts';
import type { Replayed } from '../../lib/queue/replay.ts';
import { deadLetters, jsonLine, LetterCounts, LetterTable } from '../dead-letter-text.ts';

/** Prints letters window by window, as a table or as lines of JSON, and counts them. */
export class Listing {
  readonly counts = new LetterCounts();
  readonly #table = new LetterTable();
  readonly #json: boolean;

  constructor({ json = false }: { readonly json?: boolean }) {
    this.#json = json;
  }

  print(letters: readonly HeldLetter[]): void {
    if (letters.length === 0) return;
    this.counts.add(letters);
    console.log(this.#json ? letters.map(jsonLine).join('\n') : this.#table.text(letters));
  }
}

export const outcomeJson = ({ letter: { id, events }, outcome, reason }: Replayed): string =>
  printable(JSON.stringify({ id, outcome, reason, events: events.length }));

const marks = { replayed: '✓ replayed', partly: '✗ partly  ', kept: '✗ kept    ' } as const;

export const outcomeLine = ({ letter: { id, events, error }, outcome, reason }: Replayed): string =>
  `${marks[outcome]}  ${id}  ${printable(reason ?? `${events.length} event(s), was ${error}`)}`;

export const purgedLine = ({ id, error }: HeldLetter, isKept: boolean): string =>
  `${isKept ? '✗ kept   ' : '✓ deleted'}  ${id}  ${printable(error)}`;

/** Only for a look that was whole. */
export const nothing = ({ looked }: Looked, what?: string): string =>
  looked === 0
    ? ['No dead letters', ...(what ? [what] : [])].join(' ').concat('.')
    : `None of ${deadLetters(looked)} fits.`;

/** Ends a command that changes letters with what stays, what arrived meanwhile, and what it could not look at. */
export function checkEnd(looked: Looked, stay: string | undefined): void {
  // Newcomers are left to the next call: among them may be labels that were replayed and failed again.
  const { arrived } = looked;
  if (arrived > 0)
    console.error(`labelwire: ${deadLetters(arrived)} arrived meanwhile and stay. Run it again for them.`);
  const problems = [stay, problemOf(looked)].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(problems.join(' '));
}

/** Why the caller cannot say that every letter was looked at. */
export function problemOf({ heldElsewhere, waiting, interrupted }: Looked): string | undefined {
  if (interrupted) return 'Interrupted: the letters that were held are given back. Run it again for the others.';
  const unseen = [
    ...(heldElsewhere > 0 ? [`${heldElsewhere} held elsewhere (by another command, by the SQS console)`] : []),
    ...(waiting > 0 ? [`${waiting} that arrived meanwhile`] : []),
  ];
  if (unseen.length === 0) return undefined;
  return `Not every dead letter could be looked at: SQS counts about ${unseen.join(' and ')}. Run it again in some minutes.`;
}
