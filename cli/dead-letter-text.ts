import { printable } from '../lib/contracts/printable.ts';
import type { DeadLetter } from '../lib/contracts/read-dead-letter.ts';
import type { HeldLetter } from '../lib/queue/dead-letters.ts';

const labelsOf = ({ events }: DeadLetter): string => {
  const [first, ...more] = events;
  if (!first) return '(unreadable message)';
  const what = first.label ?? (first.dataUnit ? `data unit ${first.dataUnit}` : `listing ${first.listing}`);
  return `${first.connection} ${what}${more.length > 0 ? ` and ${more.length} more` : ''}`;
};

const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

const columns: readonly { readonly head: string; readonly cell: (letter: DeadLetter) => string }[] = [
  { head: 'id', cell: ({ id }) => id.slice(0, 8) },
  { head: 'failed', cell: ({ lastFailedAt }) => lastFailedAt.slice(0, 19).replace('T', ' ') },
  { head: 'tries', cell: ({ attempts }) => String(attempts) },
  { head: 'error', cell: ({ error }) => printable(error) },
  { head: 'label', cell: (letter) => printable(labelsOf(letter)) },
  { head: 'reason', cell: ({ message }) => printable(shortened(message.replaceAll(/\s+/g, ' '), 100)) },
];

/** One line a letter, in columns as wide as the first letters need; they come in thousands at a time. */
export class LetterTable {
  #widths: readonly number[] | undefined;

  text(letters: readonly DeadLetter[]): string {
    const rows = letters.map((letter) => columns.map(({ cell }) => cell(letter)));
    if (this.#widths) return linesOf(rows, this.#widths);
    const withHead = [columns.map(({ head }) => head), ...rows];
    this.#widths = columns.map((_, column) => Math.max(...withHead.map((row) => row[column]?.length ?? 0)));
    return linesOf(withHead, this.#widths);
  }
}

const linesOf = (rows: readonly (readonly string[])[], widths: readonly number[]): string =>
  rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');

/** How many letters there are of each error. */
export class LetterCounts {
  readonly #counts = new Map<string, number>();

  add(letters: readonly DeadLetter[]): void {
    for (const { error } of letters) this.#counts.set(error, (this.#counts.get(error) ?? 0) + 1);
  }

  get total(): number {
    return this.#counts.values().reduce((sum, count) => sum + count, 0);
  }

  /** `3 dead letters: 2 InvalidLabel, 1 PlatformRefused` */
  toString(): string {
    const counts = [...this.#counts].map(([error, count]) => `${count} ${printable(error)}`);
    return `${deadLetters(this.total)}: ${counts.join(', ')}`;
  }
}

export const deadLetters = (count: number): string => `${count} dead letter${count === 1 ? '' : 's'}`;

/** A letter on one line, without the handle that only this process can use. */
export function jsonLine({ receiptHandle: _receiptHandle, ...letter }: HeldLetter): string {
  return printable(JSON.stringify(letter));
}

const indent = 14;

export function describeLetter(letter: DeadLetter): string {
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['id', letter.id],
    ['error', letter.error],
    ['reason', letter.message],
    ['step', letter.step],
    ['execution', letter.executionArn],
    ['first failed', letter.firstFailedAt],
    ['last failed', letter.lastFailedAt],
    ['attempts', letter.attempts],
    ['replays', letter.replays],
    ['message', letter.unreadable],
  ];
  const lines = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(indent - 1)} ${indented(String(value))}`],
  );
  return [...lines, ...eventLines('events', letter.events), ...eventLines('unreadable', letter.unreadableEvents)].join(
    '\n',
  );
}

/** A line of a message must not look like a fact of the letter. */
const indented = (text: string): string =>
  text
    .split(/\r?\n/)
    .map(printable)
    .join(`\n${' '.repeat(indent)}`);

const eventLines = (head: string, events: readonly unknown[] = []): string[] =>
  events.length === 0 ? [] : [head, ...events.map((event) => `  ${printable(JSON.stringify(event))}`)];
