import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TarArchive } from '../../../lib/release/tar.ts';

const files: readonly (readonly [path: string, text: string])[] = [
  ['yolo/labels/a.txt', 'one\n'],
  ['yolo/labels/empty.txt', ''],
  [`yolo/labels/${'long/'.repeat(40)}b.txt`, 'x'.repeat(512)],
  ['yolo/labels/Straße 🚦/c.txt', 'y'.repeat(1025)],
];

const archived = () => {
  const archive = new TarArchive();
  for (const [path, text] of files) archive.add(path, Buffer.from(text));
  return archive;
};

it('a tar file is read by tar, names of any length and alphabet included', () => {
  const folder = mkdtempSync(join(tmpdir(), 'labelwire-'));
  try {
    writeFileSync(join(folder, 'a.tar'), archived().finish());
    execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
    for (const [path, text] of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('a tar file of equal files has equal bytes, in whole blocks', () => {
  const bytes = archived().finish();
  expect(archived().finish()).toEqual(bytes);
  expect(bytes.length % 512).toBe(0);
  expect(archived().files).toBe(4);
});
