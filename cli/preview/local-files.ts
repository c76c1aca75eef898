import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { isLabel, Label } from '../../lib/label/label.ts';
import { type ReadableFormat, withReader } from '../../lib/preview/draw-written.ts';
import type { Group } from '../../lib/preview/html-page.ts';
import { canonicalDocuments, canonicalReader } from '../convert/canonical.ts';
import { formatsNamed } from '../convert/given-formats.ts';
import { savedOrigin } from '../convert/saved-origin.ts';
import { treesOf } from './as-format.ts';
import { drawingsOfFile, drawingsOfLabel, type Facts } from './drawings.ts';
import { pathBelow } from './path-below.ts';

/** Files of this machine: canonical labels, alone or many in a file or folder, and files of formats. */
export async function* localDrawings(
  file: string,
  chosen: ReadableFormat | undefined,
  facts: Facts,
  command: Command,
): AsyncGenerator<Group> {
  const own = isFile(file) && !holdsLabel(file) ? (chosen ?? (await formatOfTree(file))) : undefined;
  if (own) {
    yield* drawingsOfFile({ path: pathBelow(file, own), bytes: readFileSync(file) }, own, facts);
    return;
  }
  const origin = await savedOrigin([file], { documents: canonicalDocuments, reader: canonicalReader });
  for await (const found of origin.labels()) {
    if ('reason' in found)
      command.error(`error: ${found.place}: ${found.reason}. Name the format of the file with --as.`);
    else yield* await drawingsOfLabel(Label.parse(found.fetched.document), chosen, facts);
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** A file that is not JSON holds no label. */
function holdsLabel(file: string): boolean {
  if (!file.endsWith('.json')) return false;
  try {
    return isLabel(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return false;
  }
}

/** The format of a tree that one of the folders above the file is named like. */
async function formatOfTree(file: string): Promise<ReadableFormat | undefined> {
  const folders = file.split(/[\\/]/).slice(0, -1).reverse();
  const trees = treesOf(await formatsNamed([]));
  const [tree] = folders.flatMap((folder) => trees.filter(({ name }) => name === folder));
  return tree && withReader(tree.chosen);
}
