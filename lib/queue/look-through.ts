import { countLetters, type HeldLetter, type Queues, receiveLetters, requestsAtOnce } from './dead-letters.ts';
import { Holds } from './holds.ts';

export type Look = {
  /**
   * Looks at some thousand letters at most, the oldest of them first. All of them stay held until the end, apart from those
   * that it deletes and takes out of `holds`; where it takes minutes it extends them.
   */
  window(letters: readonly HeldLetter[], holds: Holds): Promise<void>;
  /** After the last window, while all letters are still held; not when the look was interrupted. */
  end?(holds: Holds): Promise<void>;
  /** Letters that were sent after the look began: a replay must not take up the letters of its own replays. */
  readonly newcomers?: 'looked at' | 'left';
  readonly signal?: AbortSignal;
  progress?(looked: number, counted: number): void;
};

/** What a look through the dead letters came to. */
export type Looked = {
  readonly looked: number;
  /** Newcomers that were left. */
  readonly arrived: number;
  /** About how many letters could not be received, by the count of SQS: held elsewhere, or arriving faster than received. */
  readonly heldElsewhere: number;
  readonly waiting: number;
  readonly interrupted: boolean;
};

const windowLetters = 2_000;
const windowBytes = 64 * 1024 * 1024;
/** Newcomers may arrive without end: so many requests that return nothing else, and a worker stops. */
const quietReceives = 10;
const pauseMilliseconds = 1_000;
/** The count of SQS lags by up to a minute: one that changes is worth another pause, and one that stays is believed. */
const mostPauses = 30;
const mostUnchanged = 5;

/**
 * Receives every letter once, in windows, and holds it until the end: SQS gives a letter that is visible again to the same
 * reader again, and never says which ones it has not given yet. Gives all of them back, whatever happens.
 */
export async function lookThrough(queues: Queues, look: Look): Promise<Looked> {
  const holds = new Holds(queues);
  try {
    return await new LookThrough(queues, holds, look).run();
  } finally {
    await holds.release();
  }
}

/** Every letter, oldest first: where there are few, or memory does not matter. Gives them back. */
export async function allLetters(queues: Queues): Promise<HeldLetter[]> {
  const letters: HeldLetter[] = [];
  await lookThrough(queues, { window: async (held) => void letters.push(...held) });
  return letters.sort(byAge);
}

const byAge = (a: HeldLetter, b: HeldLetter): number =>
  a.lastFailedAt.localeCompare(b.lastFailedAt) || a.id.localeCompare(b.id);

class LookThrough {
  readonly #queues: Queues;
  readonly #holds: Holds;
  readonly #look: Look;
  readonly #begunAt = new Date().toISOString();
  /** Ids that were received: a letter whose hold ended in spite of all comes again. */
  readonly #received = new Set<string>();
  #looked = 0;
  #newcomers = 0;
  #counted = 0;

  constructor(queues: Queues, holds: Holds, look: Look) {
    this.#queues = queues;
    this.#holds = holds;
    this.#look = look;
  }

  get #interrupted(): boolean {
    return this.#look.signal?.aborted ?? false;
  }

  async run(): Promise<Looked> {
    const { visible, held } = await countLetters(this.#queues);
    this.#counted = visible + held;
    let unseen = await this.#lookAtVisible(visible);
    for (let pauses = 0, unchanged = 0; pauses < mostPauses && unchanged < mostUnchanged; pauses += 1) {
      if (unseen.total === 0 || this.#interrupted) break;
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      const { total } = unseen;
      const newcomers = this.#newcomers;
      unseen = await this.#lookAtVisible(unseen.waiting);
      if (this.#newcomers > newcomers && unseen.waiting > 0) break; // they arrive faster than anybody can look
      unchanged = unseen.total === total ? unchanged + 1 : 0;
    }
    if (!this.#interrupted) await this.#look.end?.(this.#holds);
    const { waiting, heldElsewhere } = unseen;
    const arrived = this.#look.newcomers === 'left' ? this.#newcomers : 0;
    return { looked: this.#looked, arrived, heldElsewhere, waiting, interrupted: this.#interrupted };
  }

  /** Looks at what can be received now, and returns what SQS counts besides it. */
  async #lookAtVisible(about: number) {
    for (let isFull = true; isFull && !this.#interrupted; ) {
      const window = new Window();
      const workers = Math.min(Math.max(Math.ceil(about / 20), 1), requestsAtOnce);
      await Promise.all(Array.from({ length: workers }, () => this.#receiveInto(window)));
      isFull = window.isFull;
      if (window.letters.length === 0 || this.#interrupted) continue;
      this.#looked += window.letters.length;
      await this.#look.window(window.letters.sort(byAge), this.#holds);
      this.#look.progress?.(this.#looked, Math.max(this.#counted, this.#looked));
    }
    const { visible: waiting, held } = await countLetters(this.#queues);
    const heldElsewhere = Math.max(held - this.#holds.count, 0);
    return { waiting, heldElsewhere, total: waiting + heldElsewhere };
  }

  async #receiveInto(window: Window): Promise<void> {
    for (let quiet = 0; quiet < quietReceives && !window.isFull && !this.#interrupted; ) {
      await this.#holds.extend();
      const { letters: received, bytes } = await receiveLetters(this.#queues);
      if (received.length === 0) return;
      this.#holds.add(received);
      const fresh = received.filter(({ id }) => !this.#received.has(id));
      for (const { id } of fresh) this.#received.add(id);
      const older = fresh.filter(({ lastFailedAt }) => lastFailedAt <= this.#begunAt);
      quiet = older.length > 0 ? 0 : quiet + 1;
      this.#newcomers += fresh.length - older.length;
      const letters = this.#look.newcomers === 'left' ? older : fresh;
      if (letters.length > 0) window.add(letters, bytes);
    }
  }
}

class Window {
  readonly letters: HeldLetter[] = [];
  #bytes = 0;

  get isFull(): boolean {
    return this.letters.length >= windowLetters || this.#bytes >= windowBytes;
  }

  add(letters: readonly HeldLetter[], bytes: number): void {
    this.letters.push(...letters);
    this.#bytes += bytes;
  }
}
