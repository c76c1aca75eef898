const betweenLinesMilliseconds = 10_000;
const betweenPaintsMilliseconds = 100;
const width = 24;

/** How far it is, on standard error: one line that changes where a person looks, else a line every ten seconds. */
export class Progress {
  readonly #stream = process.stderr;
  #toldAt = Number.NEGATIVE_INFINITY;
  #isPainted = false;

  listing(rows: number, refused: number): void {
    this.#tell(() => `listing  ${rows} rows, ${refused} refused`);
  }

  sending(done: number, all: number): void {
    this.#tell(() => {
      const filled = all === 0 ? width : Math.floor((done / all) * width);
      return `sending  ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done} of ${all} rows`;
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

  #tell(text: () => string): void {
    const now = performance.now();
    if (now - this.#toldAt < (this.#stream.isTTY ? betweenPaintsMilliseconds : betweenLinesMilliseconds)) return;
    this.#toldAt = now;
    if (!this.#stream.isTTY) return void this.#stream.write(`${text()}\n`);
    this.#stream.write(`\r\x1b[K${text()}`);
    this.#isPainted = true;
  }
}
