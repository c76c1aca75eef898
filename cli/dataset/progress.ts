const betweenLinesMilliseconds = 10_000;
const betweenPaintsMilliseconds = 100;
const width = 24;

/** Progress on standard error: on a terminal one line that changes, otherwise a line every ten seconds. */
export class Progress {
  readonly #stream = process.stderr;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #isPainted = false;

  listing(rows: number, refused: number): void {
    this.#report(() => `listing  ${rows} rows, ${refused} refused`);
  }

  sending(done: number, total: number): void {
    this.#report(() => {
      const filled = total === 0 ? width : Math.floor((done / total) * width);
      return `sending  ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done} of ${total} rows`;
    });
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

  #report(text: () => string): void {
    const now = performance.now();
    if (now - this.#reportedAt < (this.#stream.isTTY ? betweenPaintsMilliseconds : betweenLinesMilliseconds)) return;
    this.#reportedAt = now;
    if (!this.#stream.isTTY) return void this.#stream.write(`${text()}\n`);
    this.#stream.write(`\r\x1b[K${text()}`);
    this.#isPainted = true;
  }
}
