import { createHash } from 'node:crypto';
import type { ChosenFormat } from '../configuration/chosen-formats.ts';
import { encodeId, keys } from '../contracts/keys.ts';
import type { FileToAssemble, ReleaseRequest } from '../contracts/release.ts';
import { assemble } from '../formats/data-set.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { buildObjects, requestOf } from './build-objects.ts';
import { fragmentName } from './fragments.ts';
import type { ManifestLine } from './layout.ts';
import type { SettledFacts } from './settle.ts';
import { outputIn, splitOfFile, treesOf } from './trees.ts';

export type AssembleDependencies = {
  readonly store: ObjectStore;
  formatsOf(request: ReleaseRequest): readonly ChosenFormat[];
};

/** One file of the whole data set, streamed: memory holds one fragment and one part of the file, however many labels there are. */
export async function assembleFile(build: FileToAssemble, { store, formatsOf }: AssembleDependencies): Promise<'ok'> {
  const { release, batches, output } = build;
  const request = await requestOf(store, build);
  const objects = buildObjects(store, build);
  const { classes, splits } = await objects.readOne<SettledFacts>('facts', 0);
  const { tree, file } = outputIn(treesOf(formatsOf(request), splits), output, classes);
  const path = `${tree.root}/${file.path}`;
  const sha256 = createHash('sha256');
  async function* fragment(place: { readonly file: string; readonly stream: string; readonly batch: number }) {
    const text = await objects.findText(fragmentName(tree.root, place), place.batch);
    if (text !== undefined) yield text;
  }
  async function* hashed() {
    for await (const text of assemble(file, { batches, read: fragment })) {
      const bytes = Buffer.from(text);
      sha256.update(bytes);
      yield bytes;
    }
  }
  const bytes = await store.putParts({ key: keys.release(release, path), contentType: file.contentType }, hashed());
  const split = splitOfFile(tree, file.path);
  const line: ManifestLine = { path, sha256: sha256.digest('hex'), bytes, ...(split === undefined ? {} : { split }) };
  await objects.writeLines(wholeFileName(path), 0, [line]);
  return 'ok';
}

/** Where the line of the manifest of a whole file waits. */
export const wholeFileName = (path: string): string => `whole-files/${encodeId(path)}`;
