import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { printable } from '../../lib/contracts/printable.ts';
import { hashed } from '../../lib/release/read-release.ts';
import { sha256Of } from '../../lib/store/place-file.ts';
import type { ChosenFile } from './chosen-files.ts';

/**
 * Up to so many bytes a file is held whole and written at once: a data set has a million small files, and the turns of an
 * asynchronous write take several times as long as the write.
 */
const smallFile = 1024 * 1024;

/** Writes the bytes of a file of the release. Throws where they are not those of the manifest; `source` is where they come from. */
export async function writeChecked(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  file: ChosenFile,
  source: string,
): Promise<void> {
  const checked = checkedChunks(chunks, file, source);
  if (file.bytes <= smallFile) writeFileSync(path, await buffer(checked));
  else await writeFile(path, checked);
}

/** Whether the file at the path has the bytes of the manifest. */
export async function isWhole(path: string, { bytes, sha256 }: Pick<ChosenFile, 'bytes' | 'sha256'>): Promise<boolean> {
  const found = await stat(path).catch(ifAbsent);
  if (!found?.isFile() || found.size !== bytes) return false;
  if (bytes <= smallFile) return sha256Of(readFileSync(path)) === sha256;
  const hash = createHash('sha256');
  for await (const _ of hashed(createReadStream(path), hash));
  return hash.digest('hex') === sha256;
}

export function ifAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

async function* checkedChunks(
  chunks: AsyncIterable<Uint8Array>,
  { bytes, sha256, path }: ChosenFile,
  source: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > bytes) throw damaged(path, source, `must have ${bytes} bytes, but has more`);
    hash.update(chunk);
    yield chunk;
  }
  if (length < bytes) throw damaged(path, source, `must have ${bytes} bytes, but has ${length}`);
  if (hash.digest('hex') !== sha256)
    throw damaged(path, source, 'must have the sha256 of the manifest, but has another');
}

const damaged = (path: string, source: string, problem: string) =>
  new Error(
    `${printable(path === source ? path : `${path} in ${source}`)} ${problem}. It was changed after the release was created: restore it in the bucket, or create another release.`,
  );
