import { printable } from '../lib/contracts/printable.ts';
import type { DeadLetter } from '../lib/contracts/read-dead-letter.ts';
import type { HeldLetter } from '../lib/queue/dead-letters.ts';

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
    const counts = [...this.#counts]
      .sort(([, a], [, b]) => b - a)
      .map(([error, count]) => `${count.toLocaleString('en')} ${printable(error)}`);
    return `${deadLetters(this.total)}: ${counts.join(', ')}`;
  }
}

export const deadLetters = (count: number): string =>
  `${count.toLocaleString('en')} dead letter${count === 1 ? '' : 's'}`;

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
