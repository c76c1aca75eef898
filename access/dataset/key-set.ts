import { createHash } from 'node:crypto';

/**
 * Which of millions of keys were seen, in at most 32 bytes a key: a table of 64-bit hashes with open addressing. Among a million
 * keys, two have the same hash once in 10^7 runs.
 */
export class KeySet {
  #table = new BigUint64Array(2048);
  #size = 0;

  /** Returns whether the key is new. */
  add(key: string): boolean {
    const hash = hashOf(key);
    const slot = slotOf(hash, this.#table);
    if (this.#table[slot] === hash) return false;
    this.#table[slot] = hash;
    this.#size += 1;
    if (this.#size * 2 > this.#table.length) this.#grow();
    return true;
  }

  has(key: string): boolean {
    const hash = hashOf(key);
    return this.#table[slotOf(hash, this.#table)] === hash;
  }

  #grow(): void {
    const larger = new BigUint64Array(this.#table.length * 2);
    for (const hash of this.#table) if (hash !== empty) larger[slotOf(hash, larger)] = hash;
    this.#table = larger;
  }
}

const empty = 0n;

const hashOf = (key: string): bigint => createHash('sha256').update(key).digest().readBigUInt64LE() || 1n;

/** Where the hash is, or else where it belongs. The table's length is a power of two, and half of it is empty. */
function slotOf(hash: bigint, table: BigUint64Array): number {
  const mask = table.length - 1;
  let slot = Number(hash & 0xffff_ffffn) & mask;
  while (table[slot] !== hash && table[slot] !== empty) slot = (slot + 1) & mask;
  return slot;
}
