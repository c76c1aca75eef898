import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

/** The members of a tar file in their order: name → bytes. */
export async function tarMembers(bytes: Uint8Array): Promise<ReadonlyMap<string, Buffer>> {
  const members = new Map<string, Buffer>();
  const tar = Readable.from([bytes]).pipe(extract());
  for await (const entry of tar) members.set(entry.header.name, await buffer(entry));
  return members;
}
