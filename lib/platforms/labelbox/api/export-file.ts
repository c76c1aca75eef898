import { TextDecoder } from 'node:util';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';
import { type ExportStream, type Piece, type Place, piecesOf } from './export-parts.ts';

/**
 * Bytes of a line in memory, which is a data row with all of its labels: as much as an answer of one request may have. One
 * character beyond Latin-1 makes V8 hold the whole line with two bytes a character.
 */
const longestLine = 64 * 1024 * 1024;
const beyondLatin1 = /[\u0100-\uffff]/;
/** Of a longer line only its beginning is kept, which names the data row. */
const keptCharacters = 10_000;

export type ExportLine = {
  readonly text: string;
  /** The line is too long to be held, and `text` is its beginning. */
  readonly isCut: boolean;
  /** Where the next line begins. */
  readonly end: Place;
};

/** The lines of a stream of a finished export; empty when it has no such stream. Holds one piece of the file and one line. */
export async function* linesOf(
  task: string,
  stream: ExportStream,
  api: PlatformApi,
  from: Place = { part: 0, skip: 0 },
): AsyncGenerator<ExportLine> {
  try {
    yield* linesIn(piecesOf(task, stream, api, from));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new PlatformUnavailable(`The file of export task ${task} must be UTF-8, but is not.`, { cause: error });
  }
}

const newline = 10;

/** The lines of a file whose pieces may end inside a line or a character; empty lines are left out. */
async function* linesIn(pieces: AsyncIterable<Piece>): AsyncGenerator<ExportLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let open = new OpenLine();
  let fileEnd: Place = { part: 0, skip: 0 };
  for await (const { bytes, place } of pieces) {
    const text = decoder.decode(bytes, { stream: true });
    let start = 0;
    // No character but this one has its byte, so the bytes have as many newlines as the text.
    let lastNewline = -1;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      open.add(text.slice(start, end));
      start = end + 1;
      lastNewline = bytes.indexOf(newline, lastNewline + 1);
      yield* open.lines({ ...place, skip: place.skip + lastNewline + 1 });
      open = new OpenLine();
    }
    open.add(text.slice(start));
    fileEnd = { ...place, skip: place.skip + bytes.length };
  }
  open.add(decoder.decode());
  yield* open.lines(fileEnd);
}

/** A line of many pieces is joined once. */
class OpenLine {
  #parts: string[] = [];
  #length = 0;
  #isWide = false;

  get #isTooLong(): boolean {
    return this.#length * (this.#isWide ? 2 : 1) > longestLine;
  }

  add(part: string): void {
    this.#length += part.length;
    this.#isWide ||= beyondLatin1.test(part);
    if (!this.#isTooLong) this.#parts.push(part);
    else this.#parts = [[...this.#parts, part.slice(0, keptCharacters)].join('').slice(0, keptCharacters)];
  }

  *lines(end: Place): Generator<ExportLine> {
    const text = this.#parts.join('');
    if (text.trim() !== '') yield { text, isCut: this.#isTooLong, end };
  }
}
