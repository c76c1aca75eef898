const betweenLinesMilliseconds = 10_000;
const betweenPaintsMilliseconds = 100;

type Output = { readonly isTTY?: boolean; write(text: string): unknown };

/** Progress on standard error: on a terminal one line that changes, otherwise a line every ten seconds. */
export class ProgressLine {
  readonly #stream: Output;
  readonly #now: () => number;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #isPainted = false;

  constructor(stream: Output = process.stderr, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  show(text: () => string): void {
    const now = this.#now();
    if (now - this.#reportedAt < (this.#stream.isTTY ? betweenPaintsMilliseconds : betweenLinesMilliseconds)) return;
    this.#reportedAt = now;
    if (!this.#stream.isTTY) return void this.#stream.write(`${text()}\n`);
    this.#stream.write(`\r\x1b[K${text()}`);
    this.#isPainted = true;
  }

  /** A line that stays. */
  say(text: string): void {
    this.end();
    this.#stream.write(`${text}\n`);
  }

  end(): void {
    if (this.#isPainted) this.#stream.write('\r\x1b[K');
    this.#isPainted = false;
  }
}

const width = 24;

export function bar(done: number, total: number): string {
  const filled = total === 0 ? width : Math.min(width, Math.floor((done / total) * width));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
