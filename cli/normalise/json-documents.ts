import { TextDecoder } from 'node:util';

/** A document's own text, not parsed yet, and which one of its file it is, from 1. */
export type DocumentText = { readonly number: number; readonly text: string };

/**
 * The documents of a file that comes in pieces: one JSON value, a JSON list of them, or JSON Lines. Of a list and of lines
 * one document is held at a time. Throws TypeError (ERR_ENCODING_INVALID_ENCODED_DATA) where the bytes are not UTF-8.
 */
export async function* documentsIn(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<DocumentText> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let reader: PieceReader | undefined;
  let number = 0;
  const numbered = (texts: readonly string[]): DocumentText[] =>
    texts.filter((text) => text.trim() !== '').map((text) => ({ number: ++number, text }));
  let begun = '';
  for await (const piece of pieces) {
    begun += decoder.decode(piece, { stream: true });
    reader ??= readerFor(begun);
    if (!reader) continue;
    yield* numbered(reader.take(begun));
    begun = '';
  }
  begun += decoder.decode();
  reader ??= new OneDocument();
  yield* numbered([...reader.take(begun), ...reader.end()]);
}

/** `take` gives the documents that ended in this text, `end` what is left. */
type PieceReader = { take(text: string): string[]; end(): string[] };

/** By how the file begins; undefined while that does not tell. */
function readerFor(begun: string): PieceReader | undefined {
  const text = begun.trimStart();
  if (text.startsWith('[')) return new ListItems();
  const lineEnd = text.indexOf('\n');
  if (lineEnd < 0) return undefined;
  // A first line that is whole, or is broken but long, is a line of JSON Lines; `{` alone begins a printed document.
  return isJson(text.slice(0, lineEnd)) || /^\{"/.test(text) ? new Lines() : new OneDocument();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Text in pieces, joined once. */
class Pieces {
  #parts: string[] = [];
  add(text: string): void {
    this.#parts.push(text);
  }
  take(): string {
    const text = this.#parts.join('');
    this.#parts = [];
    return text;
  }
}

class OneDocument implements PieceReader {
  readonly #text = new Pieces();
  take(text: string): string[] {
    this.#text.add(text);
    return [];
  }
  end(): string[] {
    return [this.#text.take()];
  }
}

class Lines implements PieceReader {
  readonly #open = new Pieces();
  take(text: string): string[] {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    const whole = lines.map((line, index) => {
      if (index > 0) return line;
      this.#open.add(line);
      return this.#open.take();
    });
    this.#open.add(last);
    return whole;
  }
  end(): string[] {
    return [this.#open.take()];
  }
}

/** Of one list. Looks only for what tells items apart: JSON.parse judges each of them. */
class ListItems implements PieceReader {
  readonly #open = new Pieces();
  #depth = 0;
  #inText = false;
  #escaped = false;

  take(text: string): string[] {
    const items: string[] = [];
    let start = 0;
    for (let index = 0; index < text.length; index++) {
      const character = text[index];
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (character === '\\') this.#escaped = true;
        else if (character === '"') this.#inText = false;
      } else if (character === '"') this.#inText = true;
      else if (character === '[' || character === '{') {
        if (this.#depth++ === 0) start = index + 1;
      } else if (character === ']' || character === '}' || character === ',') {
        if (character !== ',') this.#depth--;
        const endsItem = character === ',' ? this.#depth === 1 : this.#depth === 0;
        if (!endsItem) continue;
        this.#open.add(text.slice(start, index));
        start = index + 1;
        items.push(this.#open.take());
      }
    }
    this.#open.add(text.slice(start));
    return items;
  }

  /** What follows the list; of a list without an end what there is, and something that JSON.parse refuses. */
  end(): string[] {
    const left = this.#open.take();
    if (this.#depth === 0) return [left];
    return left.trim() === '' || isJson(left) ? [left, cutOff] : [left];
  }
}

/** A list that is not closed is not JSON. */
const cutOff = '[';
