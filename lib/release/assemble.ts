import { createHash } from 'node:crypto';
import type { ChosenFormat } from '../configuration/chosen-formats.ts';
import { encodeId, keys } from '../contracts/keys.ts';
import type { FileToAssemble, ReleaseRequest } from '../contracts/release.ts';
import { assemble } from '../formats/data-set.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { assembleSamples } from './assemble-samples.ts';
import { type BuildObjects, buildObjects, requestOf, whileStanding } from './build-objects.ts';
import { fragmentName } from './fragments.ts';
import type { ManifestLine } from './layout.ts';
import { waitingSamples } from './samples.ts';
import type { SettledFacts } from './settle.ts';
import { outputIn, splitOfFile, type Tree, treesOf } from './trees.ts';

export type AssembleDependencies = {
  readonly store: ObjectStore;
  formatsOf(request: ReleaseRequest): readonly ChosenFormat[];
};

/** One file of the whole data set, or all tar files of one of its splits, streamed: memory holds one fragment and one part of the file, however many labels there are. */
export async function assembleFile(build: FileToAssemble, { store, formatsOf }: AssembleDependencies): Promise<'ok'> {
  const { release, batches, output } = build;
  const request = await requestOf(store, build);
  const objects = buildObjects(store, build);
  const { classes, splits } = await objects.readOne<SettledFacts>('facts', 0);
  const trees = treesOf(formatsOf(request), splits, request.layout);
  if (output.samples) return assembleSplit(build, { store, objects, trees });
  const { tree, file } = outputIn(trees, output, classes);
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
  const target = { key: keys.release(release, path), contentType: file.contentType };
  const bytes = await whileStanding(store, build).putParts(target, hashed());
  const split = splitOfFile(tree, file.path);
  const line: ManifestLine = { path, sha256: sha256.digest('hex'), bytes, ...(split === undefined ? {} : { split }) };
  await objects.writeLines(wholeFileName(path), 0, [line]);
  return 'ok';
}

type SplitToAssemble = {
  readonly store: ObjectStore;
  readonly objects: BuildObjects;
  readonly trees: readonly Tree[];
};

async function assembleSplit(build: FileToAssemble, { store, objects, trees }: SplitToAssemble): Promise<'ok'> {
  const { release, batches, output } = build;
  const { format, split, path } = output;
  const tree = trees.find((each) => each.format === format);
  if (!tree) throw new TypeError(`The release has no format ${format}.`);
  const { root } = tree;
  const samples = waitingSamples(objects, { root, split }, batches);
  const lines = await assembleSamples(samples, {
    store: whileStanding(store, build),
    ...{ release, root, name: path, split },
  });
  await objects.writeLines(wholeFileName(`${root}/${path}`), 0, lines);
  return 'ok';
}

/** Where the lines of the manifest of a whole file, or of the tar files of a split, wait. */
export const wholeFileName = (path: string): string => `whole-files/${encodeId(path)}`;
