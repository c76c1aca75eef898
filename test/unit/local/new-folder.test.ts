import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, removeFolders } from '../../../local/new-folder.ts';

it('removes the folders that were made since the last time, whatever is in them', () => {
  const [outer, other] = [newFolder(), newFolder()];
  const inner = newFolder(outer);
  mkdirSync(join(inner, 'a', 'b'), { recursive: true });
  writeFileSync(join(inner, 'a', 'b', 'c.txt'), 'text');
  removeFolders();
  expect([outer, other, inner].filter(existsSync)).toEqual([]);
  const next = newFolder();
  expect(existsSync(next)).toBe(true);
  expect(basename(next)).toContain(`-${process.pid}-`); // by which those of a process that was killed are found
});
