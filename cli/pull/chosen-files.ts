import type { ManifestLine } from '../../lib/release/layout.ts';
import { localNames } from '../../lib/release/local-names.ts';

/** A file to be pulled. `name` is its path below the folder: most often that of the release. */
export type ChosenFile = Pick<ManifestLine, 'path' | 'sha256' | 'bytes'> & { readonly name: string };

/** Which files are wanted: all, or those of some formats and splits, and always what belongs to none. */
export type Choice = { readonly formats?: readonly string[]; readonly splits?: readonly string[] };

export type ChosenFiles = {
  readonly files: ReadonlyMap<string, ChosenFile>;
  /** Of the whole release. */
  readonly formats: ReadonlySet<string>;
  readonly splits: ReadonlySet<string>;
  /** Whether the release has a file of this path, wanted or not. */
  has(path: string): boolean;
};

/** Reads the whole manifest: what is to be written, and under which names, is decided before anything is. */
export async function chosenFiles(manifest: AsyncIterable<ManifestLine>, choice: Choice): Promise<ChosenFiles> {
  const files = new Map<string, ChosenFile>();
  const others = new Set<string>();
  const formats = new Set<string>();
  const splits = new Set<string>();
  const nameOf = localNames();
  for await (const { path, sha256, bytes, split } of manifest) {
    const format = formatOf(path);
    if (format !== undefined) formats.add(format);
    if (split !== undefined) splits.add(split);
    const name = nameOf(path);
    if (isWanted(choice.formats, format) && isWanted(choice.splits, split))
      files.set(path, { path, name: name === path ? path : name, sha256, bytes });
    else others.add(path);
  }
  return { files, formats, splits, has: (path) => files.has(path) || others.has(path) };
}

/** The folder of a format; undefined for a file that describes the whole release. */
export const formatOf = (path: string): string | undefined => {
  const end = path.indexOf('/');
  return end < 0 ? undefined : path.slice(0, end);
};

const isWanted = (wanted: readonly string[] | undefined, part: string | undefined): boolean =>
  wanted === undefined || part === undefined || wanted.includes(part);
