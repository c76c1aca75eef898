import { eachSplit } from './data-set-files.ts';
import type { FormatContext, FormatFile, Piece, WholeFile } from './format.ts';

/** Formats of lines of JSON, for most of them one a unit. */

/** A line of JSON Lines. Python's `splitlines` takes three characters for the end of a line that JSON leaves as they are. */
export const jsonLine = (value: object): string =>
  `${JSON.stringify(value).replace(/[\u0085\u2028\u2029]/g, escaped)}\n`;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Arrow takes no half of a surrogate pair: each is U+FFFD. The line itself where its texts have none. */
export function wholeCharactersIn<Line extends object>(line: Line): Line {
  const whole = JSON.stringify(line, (_, value) => (typeof value === 'string' ? value.toWellFormed() : value));
  return whole === JSON.stringify(line) ? line : (JSON.parse(whole) as Line);
}

type Names = {
  /** Of the file of one unit: `.jsonl`. */
  readonly ending: string;
  /** The file of the lines of a data set, or of one of its splits. */
  pathOf(split: string | undefined): string;
};

/** The lines of a label: each a file of its unit or, in a data set, a piece of the file of all. */
export class UnitLines {
  readonly files: FormatFile[] = [];
  readonly pieces: Piece[] = [];
  readonly #names: Names;
  readonly #context: Pick<FormatContext, 'paths' | 'dataSet'>;

  constructor(names: Names, context: Pick<FormatContext, 'paths' | 'dataSet'>) {
    this.#names = names;
    this.#context = context;
  }

  /** One line of the unit, or several; none makes an empty file. `isEmpty` where they say that nothing is in the unit. */
  add(unit: string, lines: object | readonly object[], isEmpty: boolean): void {
    const { paths, dataSet } = this.#context;
    const text = [lines].flat().map(jsonLine).join('');
    const emptyUnit = isEmpty ? unit : undefined;
    if (dataSet) {
      this.pieces.push({ file: this.#names.pathOf(dataSet.splitOf(unit)), stream, text, emptyUnit });
      return;
    }
    const path = `${paths.get(unit)}${this.#names.ending}`;
    this.files.push({ path, contentType, bytes: Buffer.from(text), namedAfter: 'unit', emptyUnit });
  }
}

/** The files of a whole data set to which `UnitLines` brings pieces. */
export const wholeLines = ({ pathOf }: Names, splits: readonly string[]): WholeFile[] =>
  eachSplit(splits).map((split) => ({
    path: pathOf(split),
    contentType,
    parts: [{ stream }],
  }));

const contentType = 'application/jsonl; charset=utf-8';
const stream = 'lines';
