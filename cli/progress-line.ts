import { createRequire } from 'node:module';
import type * as LogUpdate from 'log-update';

const betweenLinesMilliseconds = 10_000;
const betweenPaintsMilliseconds = 100;

type Output = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
};
type Painting = ReturnType<typeof LogUpdate.createLogUpdate>;

/** Progress on standard error: on a terminal a text that changes in its place, otherwise a line every ten seconds. */
export class ProgressLine {
  readonly #stream: Output;
  readonly #now: () => number;
  readonly #painting: Painting | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(stream: Output = process.stderr, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    if (hasRoom(stream)) this.#painting = paintingOn(stream);
  }

  show(text: () => string): void {
    const now = this.#now();
    if (now - this.#reportedAt < (this.#painting ? betweenPaintsMilliseconds : betweenLinesMilliseconds)) return;
    this.#reportedAt = now;
    if (this.#painting) this.#painting(text());
    else this.#stream.write(`${text()}\n`);
  }

  /** A line that stays. */
  say(text: string): void {
    this.end();
    this.#stream.write(`${text}\n`);
  }

  end(): void {
    this.#painting?.clear();
  }
}

/** A terminal that does not say its size, as some CIs have one, is as good as a file. */
const hasRoom = ({ isTTY, columns, rows }: Output): boolean => isTTY === true && columns !== 0 && rows !== 0;

/** Loaded only for a terminal. The cursor stays, so that a command that is killed leaves the terminal as it was. */
function paintingOn(stream: Output): Painting {
  const { createLogUpdate } = createRequire(import.meta.url)('log-update') as typeof LogUpdate;
  return createLogUpdate(stream as NodeJS.WriteStream, { showCursor: true });
}

const width = 24;

export function bar(done: number, total: number): string {
  const filled = total === 0 ? width : Math.min(width, Math.floor((done / total) * width));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
