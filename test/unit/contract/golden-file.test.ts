import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { newFolder } from '../../../local/new-folder.ts';
import { expectGoldenFile } from '../../contract/suites/golden-file.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
});

it('two files that are equal as text, but not as bytes, differ', () => {
  const path = join(folder, 'mask.png');
  writeFileSync(path, Buffer.of(0x89, 0xff));
  const other = Buffer.of(0x89, 0xfe);
  expect(other.toString('utf8')).toBe(readFileSync(path, 'utf8'));
  expect(() => expectGoldenFile(path, other)).toThrow(/89fe/);
  expect(() => expectGoldenFile(path, Buffer.of(0x89, 0xff))).not.toThrow();
});
