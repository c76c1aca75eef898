import { printable } from '../../lib/contracts/printable.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import type { Looked } from '../../lib/queue/look-through.ts';
import type { Replayed } from '../../lib/queue/replay.ts';
import { deadLetters, jsonLine, LetterCounts } from '../dead-letter-text.ts';
import { type Where, whereText } from '../deployment.ts';
import { Interrupted } from '../failure.ts';
import { terminalWidth } from '../terminal.ts';
import { groupsText } from './group-text.ts';
import { LetterGroups, whatToDoAbout } from './letter-groups.ts';
import { LetterTable } from './letter-table.ts';
import type { PlatformFacts } from './what-to-do.ts';

type ListingOptions = Where & {
  readonly json?: boolean;
  readonly flat?: boolean;
  readonly groups?: boolean;
  readonly limit?: number;
};

const mostGroups = 20;
const mostRows = 200;

/** Takes letters window by window, counts them, and prints them: grouped by reason at the end, or as they come. */
export class Listing {
  readonly counts = new LetterCounts();
  readonly #groups = new LetterGroups();
  readonly #table: LetterTable;
  readonly #options: ListingOptions;
  readonly #at: string;
  readonly #platforms: ReadonlyMap<string, PlatformFacts>;
  readonly #width = terminalWidth();

  /** `platforms`: what is known of them, by connection. */
  constructor(options: ListingOptions, platforms: ReadonlyMap<string, PlatformFacts>) {
    this.#options = options;
    this.#platforms = platforms;
    this.#at = whereText(options);
    this.#table = new LetterTable(this.#width);
  }

  add(letters: readonly HeldLetter[]): void {
    if (letters.length === 0) return;
    const left = (this.#options.limit ?? mostRows) - this.counts.total;
    this.counts.add(letters);
    if (this.#options.json && !this.#options.groups) console.log(letters.map(jsonLine).join('\n'));
    else if (!this.#options.flat) this.#groups.add(letters);
    else if (left > 0) console.log(this.#table.text(letters.slice(0, left)));
  }

  /** After the last letter. `now`: what "5 min ago" is counted from. */
  end(now = new Date()): void {
    const { json, groups } = this.#options;
    if (json && groups) for (const line of groupsJson(this.#groups, this.#platforms, this.#at)) console.log(line);
    if (json || this.counts.total === 0) return;
    const limit = this.#options.limit ?? mostGroups;
    const context = { at: this.#at, now, platforms: this.#platforms, width: this.#width };
    const last = this.#options.flat ? this.#moreRows() : groupsText(this.#groups, limit, context);
    if (last !== undefined) console.log(last);
    console.log(`\n${this.counts}`);
  }

  #moreRows(): string | undefined {
    const more = this.counts.total - (this.#options.limit ?? mostRows);
    return more > 0 ? `…and ${deadLetters(more)} more. --limit <n> shows so many; --json all of them.` : undefined;
  }
}

/** A line for each reason, and at the end how many letters have others, where there are too many reasons. */
export const groupsJson = (
  { all, lettersOfOtherReasons }: Pick<LetterGroups, 'all' | 'lettersOfOtherReasons'>,
  platforms: ReadonlyMap<string, PlatformFacts>,
  at: string,
): string[] => [
  ...all.map((group) => printable(JSON.stringify({ ...group, whatToDo: whatToDoAbout(group, platforms, at) }))),
  ...(lettersOfOtherReasons > 0 ? [JSON.stringify({ lettersOfOtherReasons })] : []),
];

/** What became of a letter whose events were to go through the pipeline again. */
export type Outcome = Omit<Replayed, 'letter'> & { readonly letter: DeadLetter };

export const outcomeJson = ({ letter: { id, events }, outcome, reason }: Outcome): string =>
  printable(JSON.stringify({ id, outcome, reason, events: events.length }));

const marks = { replayed: '✓ replayed', partly: '✗ partly  ', kept: '✗ kept    ' } as const;

/** What a dry run would do with a letter. */
export const plannedJson = ({ id, events }: DeadLetter, outcome: 'would be replayed' | 'would be deleted'): string =>
  JSON.stringify({ id, outcome, events: events.length });

export const outcomeLine = ({ letter: { id, events, error }, outcome, reason }: Outcome): string =>
  `${marks[outcome]}  ${id}  ${printable(reason ?? `${events.length} event${events.length === 1 ? '' : 's'}, was ${error}`)}`;

export const purgedJson = ({ id, error }: HeldLetter, isKept: boolean): string =>
  printable(JSON.stringify({ id, outcome: isKept ? 'kept' : 'deleted', error }));

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
  checkLook(looked, stay);
}

/** Throws what is left undone: `stay`, and why not every letter was looked at. */
export function checkLook(looked: Looked, stay?: string): void {
  if (looked.interrupted)
    throw new Interrupted('Interrupted: the letters that were held are given back. Run it again for the others.');
  const problems = [stay, unseenText(looked)].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(problems.join(' '));
}

/** Why the caller cannot say that every letter was looked at. */
export function unseenText({ heldElsewhere, waiting }: Looked): string | undefined {
  const unseen = [
    ...(heldElsewhere > 0 ? [`${heldElsewhere} held elsewhere (by another command, by the SQS console)`] : []),
    ...(waiting > 0 ? [`${waiting} that arrived meanwhile`] : []),
  ];
  if (unseen.length === 0) return undefined;
  return `Not every dead letter could be looked at: SQS counts about ${unseen.join(' and ')}. Run it again in some minutes.`;
}
