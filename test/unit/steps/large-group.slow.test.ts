import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const megabyte = 1024 * 1024;
const program = new URL('../../support/large-group-process.ts', import.meta.url).pathname;

it('fetches a group of 200 MB in less than 128 MB of memory: its bytes are staged as they come, in objects of 8 MB', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--max-old-space-size=160', program]);
  const measured = JSON.parse(stdout) as { labels: number; staged: number; largestObject: number; grown: number };
  expect(measured.labels).toBe(200);
  expect(measured.staged).toBeGreaterThan(200 * megabyte);
  expect(measured.largestObject).toBeLessThanOrEqual(8 * megabyte);
  expect(measured.grown).toBeLessThan(128 * megabyte);
}, 60_000);
