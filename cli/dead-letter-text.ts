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
  { head: 'error', cell: ({ error }) => error },
  { head: 'label', cell: labelsOf },
  { head: 'reason', cell: ({ message }) => shortened(message.replaceAll(/\s+/g, ' '), 100) },
];

/** One line a letter, columns aligned. */
export function table(letters: readonly DeadLetter[]): string {
  const rows = [columns.map(({ head }) => head), ...letters.map((letter) => columns.map(({ cell }) => cell(letter)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `3 dead letters: 2 InvalidLabel, 1 PlatformRefused` */
export function summary(letters: readonly DeadLetter[]): string {
  const counts = [...Map.groupBy(letters, ({ error }) => error)].map(([error, same]) => `${same.length} ${error}`);
  return `${letters.length} dead letter${letters.length === 1 ? '' : 's'}: ${counts.join(', ')}`;
}

/** A letter without the handle that only this process can use. */
export function asJson({ receiptHandle: _receiptHandle, ...letter }: HeldLetter): DeadLetter {
  return letter;
}

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
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(13)} ${value}`]));
  const events = letter.events.map((event) => `  ${JSON.stringify(event)}`);
  return [...lines, ...(events.length > 0 ? ['events', ...events] : [])].join('\n');
}
