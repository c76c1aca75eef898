import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/**
 * A file of a format and the one that is expected, byte for byte: as text, two different pictures would be equal. `vitest -u`
 * writes what is expected; without it, only what is missing is written, and nothing where vitest runs in continuous integration.
 */
export function expectGoldenFile(path: string, bytes: Uint8Array): void {
  const mode = expect.getState().snapshotState.snapshotUpdateState;
  const expected = existsSync(path) ? readFileSync(path) : undefined;
  if (expected?.equals(bytes)) return;
  if (mode === 'all' || (mode === 'new' && !expected)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return;
  }
  // Text reads better in a message, where the difference shows in it.
  expect(Buffer.from(bytes).toString('utf8'), path).toBe(expected?.toString('utf8'));
  expect(Buffer.from(bytes).toString('hex'), path).toBe(expected?.toString('hex'));
}
