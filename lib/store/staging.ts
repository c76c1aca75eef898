import { InvalidRequest } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import type { StagedBytes } from '../contracts/payloads.ts';
import type { ObjectStore } from './object-store.ts';
import { sha256Of } from './place-file.ts';

/** What one object of staging holds at most: a step keeps this much in memory, however large its group is. */
const largestObject = 8 * 1024 * 1024;

/**
 * Claim checks: bytes too large for a state, under staging/, where they expire after a day. Many pieces share one
 * object, each a range of its bytes: a piece costs a fraction of a PUT.
 */
export function stagingArea(store: ObjectStore, name: string) {
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 0;
  const key = () => keys.staging(`${name}-${number}`);

  async function flush(): Promise<void> {
    if (size === 0) return;
    const full = { key: key(), bytes: Buffer.concat(parts), contentType: 'application/octet-stream' };
    parts = [];
    size = 0;
    number += 1;
    await store.put(full);
  }

  return {
    /** The piece can be read once `flush` is done. */
    async add(bytes: Uint8Array): Promise<StagedBytes> {
      while (size > 0 && size + bytes.length > largestObject) await flush(); // another may be added meanwhile
      const start = size;
      parts.push(bytes);
      size += bytes.length;
      return { key: key(), start, end: size, sha256: sha256Of(bytes) };
    },
    flush,
  };
}

export async function readStaged(store: ObjectStore, { key, start, end, sha256 }: StagedBytes): Promise<Buffer> {
  const found = await store.get(key, { start, end });
  if (!found)
    throw new InvalidRequest(
      `${key} is gone: claim checks expire after a day. Replay the event: its label is then fetched anew.`,
    );
  if (sha256Of(found.bytes) !== sha256)
    throw new InvalidRequest(`${key} does not hold the bytes it was written with. Replay the event.`);
  return found.bytes;
}
