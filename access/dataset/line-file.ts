import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';

const bufferedCharacters = 64 * 1024;

/** JSON Lines that get their name only when they are complete: until then the name ends in `.partial`. */
export class LineFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #waiting = '';

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<LineFile> {
    return new LineFile(path, await open(`${path}.partial`, 'w'));
  }

  async write(value: unknown): Promise<void> {
    this.#waiting += `${JSON.stringify(value)}\n`;
    if (this.#waiting.length >= bufferedCharacters) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
    await this.close();
    await rename(`${this.#path}.partial`, this.#path);
  }

  /** Leaves what was written under the unfinished name. */
  close(): Promise<void> {
    return this.#handle.close();
  }

  async #flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    await this.#handle.writeFile(text); // appends at the current position
  }
}

/** The values of a file, in their order. `readline` would also end lines at U+2028, which JSON may contain. */
export async function* linesOf<Value>(path: string): AsyncGenerator<Value> {
  let begun: string[] = []; // pieces of one line, joined once: a line may be longer than many pieces
  for await (const piece of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const [end = '', ...beginnings] = piece.split('\n');
    begun.push(end);
    for (const beginning of beginnings) {
      yield JSON.parse(begun.join('')) as Value;
      begun = [beginning];
    }
  }
  if (begun.join('') !== '')
    throw new Error(`${path} ends in the middle of a line. Delete it and run the same command again.`);
}
