import { printable } from '../../lib/contracts/printable.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { shortened, shortenedInside } from '../terminal.ts';

type Column = {
  readonly head: string;
  readonly cell: (letter: DeadLetter) => string;
  /** As much of it as a narrow terminal shows. */
  readonly narrow: number;
};

const columns: readonly Column[] = [
  { head: 'id', cell: ({ id }) => id.slice(0, 8), narrow: 8 },
  { head: 'failed (UTC)', cell: ({ lastFailedAt }) => lastFailedAt.slice(0, 19).replace('T', ' '), narrow: 19 },
  { head: 'error', cell: ({ error }) => error, narrow: 12 },
  { head: 'connection', cell: ({ events }) => events[0]?.connection ?? '–', narrow: 10 },
  { head: 'project', cell: ({ events }) => events[0]?.project ?? '–', narrow: 9 },
  { head: 'label', cell: (letter) => labelsOf(letter), narrow: 12 },
];
const gap = '  ';
const reasonIndent = 10;
/** A reason with less room has a line of its own. */
const leastReason = 40;

/** One row a letter, in columns as wide as the first letters need; they come in thousands at a time. */
export class LetterTable {
  readonly #width: number;
  #widths: readonly number[] | undefined;

  /** `width`: columns of the terminal; undefined where nothing is cut. */
  constructor(width: number | undefined) {
    this.#width = width ?? Number.POSITIVE_INFINITY;
  }

  text(letters: readonly DeadLetter[]): string {
    const rows = letters.map((letter) => columns.map(({ cell }) => printable(cell(letter))));
    const isFirst = this.#widths === undefined;
    this.#widths ??= fitted(rows, this.#width);
    const widths = this.#widths;
    const left = this.#width - widths.reduce((sum, width) => sum + width + gap.length, 0);
    const isBeside = left >= leastReason;
    const heads = [...columns.map(({ head }) => head), ...(isBeside ? ['reason'] : [])];
    const lines = letters.map((letter, index) => {
      const cells = rowText(rows[index] ?? [], widths);
      const reason = printable(letter.message.replaceAll(/\s+/g, ' '));
      if (isBeside) return `${cells}${gap}${shortened(reason, left)}`;
      return `${cells.trimEnd()}\n${' '.repeat(reasonIndent)}${shortened(reason, this.#width - reasonIndent)}`;
    });
    return [...(isFirst ? [rowText(heads, widths).trimEnd()] : []), ...lines].join('\n');
  }
}

function fitted(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const widest = columns.map(({ head }, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const all = widest.reduce((sum, each) => sum + each + gap.length, 0) - gap.length;
  return all <= width ? widest : widest.map((each, column) => Math.min(each, columns[column]?.narrow ?? each));
}

const rowText = (row: readonly string[], widths: readonly number[]): string =>
  row.map((cell, column) => cellText(cell, widths[column] ?? cell.length)).join(gap);

const cellText = (cell: string, width: number): string => shortenedInside(cell, width).padEnd(width);

const labelsOf = ({ events }: DeadLetter): string => {
  const [first, ...more] = events;
  if (!first) return '(unreadable)';
  const what = first.label ?? (first.dataUnit ? `data unit ${first.dataUnit}` : `listing ${first.listing}`);
  return `${what}${more.length > 0 ? ` and ${more.length} more` : ''}`;
};
