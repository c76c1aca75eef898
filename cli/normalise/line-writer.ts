import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Lines for another program, no faster than it reads. When it stops reading (`| head`), that is not an error. */
export class LineWriter {
  readonly #stream: Writable;
  readonly #closed: Promise<void>;
  readonly #onError: (error: NodeJS.ErrnoException) => void;
  isClosed = false;

  constructor(stream: Writable) {
    this.#stream = stream;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#closed = promise;
    this.#closed.catch(() => undefined); // the next write throws it
    this.#onError = (error) => {
      this.isClosed = true;
      if (error.code === 'EPIPE') resolve();
      else reject(error);
    };
    stream.once('error', this.#onError);
  }

  async write(line: string): Promise<void> {
    if (this.isClosed || this.#stream.write(`${line}\n`)) return;
    const done = new AbortController();
    await Promise.race([once(this.#stream, 'drain', { signal: done.signal }), this.#closed]).finally(() =>
      done.abort(),
    );
  }

  /** What is not written yet still is. */
  [Symbol.dispose](): void {
    this.#stream.off('error', this.#onError);
  }
}
