import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { type TarMember, tarArchive } from '../../lib/release/tar.ts';
import { ifAbsent } from './checked-file.ts';
import type { ChosenFile } from './chosen-files.ts';

/** In the headers of pictures that a pull put into a tar file: without these members it is the file of the release. */
export const pictureOwner = 'labelwire-picture';

/** Whether a path of a release is that of a tar file of samples. */
export const isShard = (path: string): boolean => /-\d{6}\.tar$/.test(path);

/** A member whose bytes are read when they are wanted, before the next one is. */
export type ShardMember = Pick<TarMember, 'path' | 'owner'> & { readonly key: string; bytes(): Promise<Buffer> };

/** The members of a tar file of samples of this machine, one after the other. */
export async function* membersOf(file: string): AsyncGenerator<ShardMember> {
  const tar = pipeline(createReadStream(file), extract(), () => {}); // whoever reads the members gets its error
  for await (const entry of tar) {
    const { name: path, uname } = entry.header;
    yield { path, key: keyOf(path), bytes: () => buffer(entry), owner: uname || undefined };
    entry.resume();
  }
}

/** As the library has it: up to the first dot of the name. */
const keyOf = (path: string): string => path.replace(/\.[^/]*$/, '');

/** Whether a tar file has the bytes of the release, but for the pictures that are in it, too. */
export async function isWholeBesidePictures(path: string, { bytes, sha256 }: ChosenFile): Promise<boolean> {
  const found = await stat(path).catch(ifAbsent);
  if (!found?.isFile() || found.size < bytes) return false;
  const hash = createHash('sha256');
  try {
    for await (const chunk of tarArchive(annotations(path))) hash.update(chunk);
  } catch {
    return false; // it is no tar file any more, and is fetched again
  }
  return hash.digest('hex') === sha256;
}

async function* annotations(file: string): AsyncGenerator<TarMember> {
  for await (const { path, owner, bytes } of membersOf(file))
    if (owner !== pictureOwner) yield { path, owner, bytes: await bytes() };
}
