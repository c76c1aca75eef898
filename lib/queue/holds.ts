import { type HeldLetter, holdFor, holdSeconds, type Queues, type Receipt } from './dead-letters.ts';

const holdMilliseconds = holdSeconds * 1000;

/** The letters that this process holds: without their contents, since there may be a hundred thousand of them. */
export class Holds {
  readonly #queues: Queues;
  /** By id, the one whose hold ends first at the front. */
  readonly #held = new Map<string, Receipt & { readonly endsAt: number }>();
  #extending: Promise<void> | undefined;

  constructor(queues: Queues) {
    this.#queues = queues;
  }

  get count(): number {
    return this.#held.size;
  }

  /** Takes over letters that were received just now. */
  add(letters: readonly Receipt[]): void {
    const endsAt = Date.now() + holdMilliseconds;
    for (const { id, receiptHandle } of letters) {
      this.#held.delete(id);
      this.#held.set(id, { id, receiptHandle, endsAt });
    }
  }

  /** Forgets letters that were deleted. */
  forget(letters: readonly Pick<HeldLetter, 'id'>[]): void {
    for (const { id } of letters) this.#held.delete(id);
  }

  /** Extends every hold that is half over. To be called between requests, and at least every half minute. */
  async extend(): Promise<void> {
    this.#extending ??= this.#extendEnding().finally(() => {
      this.#extending = undefined;
    });
    return this.#extending;
  }

  async #extendEnding(): Promise<void> {
    const soon = Date.now() + holdMilliseconds / 2;
    const ending: Receipt[] = [];
    for (const receipt of this.#held.values()) {
      if (receipt.endsAt > soon) break;
      ending.push(receipt);
    }
    if (ending.length === 0) return;
    const lost = await holdFor(holdSeconds, this.#queues, ending);
    this.add(ending.filter(({ id }) => this.#held.has(id))); // some may have been deleted meanwhile
    this.forget(lost);
  }

  /** Lets everybody see the letters again, at once. */
  async release(): Promise<void> {
    await this.#extending;
    await holdFor(0, this.#queues, [...this.#held.values()]);
    this.#held.clear();
  }
}
