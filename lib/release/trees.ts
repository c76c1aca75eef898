import { type ChosenFormat, chosenFormats } from '../configuration/chosen-formats.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { given } from '../contracts/given.ts';
import type { OutputFile, ReleaseRequest } from '../contracts/release.ts';
import type { ClassFacts, WholeFile } from '../formats/format.ts';
import { hasSplits, wholeFilesOf } from '../formats/whole-files.ts';

/** A folder of a release that is a data set of one format: `yolo`; or one split of it, `kitti/train`. */
export type Tree = {
  readonly chosen: ChosenFormat;
  /** The place of the format in the request. */
  readonly format: number;
  /** Of the format with its options: `yolo-boxes`. */
  readonly name: string;
  readonly root: string;
  /** The split that the tree is for; undefined where its files say which split a unit is in, and in a release without splits. */
  readonly split?: string | undefined;
  /** Those that its files know of. */
  readonly splits: readonly string[];
  /** With the layout `webdataset`: the splits that have tar files; one that is undefined in a release without splits. */
  readonly sampled?: readonly (string | undefined)[] | undefined;
};

/** The formats of a request, in its order; InvalidConfiguration says what is wrong with one. */
export const formatsOf = (
  { formats }: Pick<ReleaseRequest, 'formats'>,
  configuration: Pick<Configuration, 'formats'>,
): readonly ChosenFormat[] =>
  formats.flatMap(({ id, options = {} }) => chosenFormats({ platform: '', formats: { [id]: options } }, configuration));

/** A format whose files have no splits in them has a tree for each. Tar files of samples have the split in their names. */
export const treesOf = (
  formats: readonly ChosenFormat[],
  splits: readonly string[],
  layout: ReleaseRequest['layout'],
): readonly Tree[] =>
  formats.flatMap((chosen, format): Tree[] => {
    const name = chosen.format.nameOf(chosen.options);
    if (layout === 'webdataset')
      return [{ chosen, format, name, root: name, splits: [], sampled: splits.length > 0 ? splits : [undefined] }];
    if (splits.length === 0 || hasSplits(chosen, splits)) return [{ chosen, format, name, root: name, splits }];
    return splits.map((split) => ({ chosen, format, name, root: `${name}/${split}`, split, splits: [] }));
  });

/** The files of a whole data set that a release has. */
export const outputsOf = (trees: readonly Tree[]): readonly OutputFile[] =>
  trees.flatMap((tree) => {
    const { format, split, sampled = [] } = tree;
    return [
      ...wholeFilesIn(tree, []).map(({ path }) => ({ format, path, ...given({ split }) })),
      ...sampled.map((of) => ({ format, path: of ?? 'data', samples: true as const, ...given({ split: of }) })),
    ];
  });

/** Samples have all that a list of units says; what is left are texts, such as the names of the classes. */
function wholeFilesIn({ chosen: { format, options }, splits, sampled }: Tree, classes: readonly ClassFacts[]) {
  const files = format.whole({ classes, splits }, options);
  return sampled ? files.filter(({ parts }) => parts.every((part) => 'text' in part)) : files;
}

export function outputIn(
  trees: readonly Tree[],
  { format, split, path }: OutputFile,
  classes: readonly ClassFacts[],
): { readonly tree: Tree; readonly file: WholeFile } {
  const tree = trees.find((each) => each.format === format && each.split === split);
  const file = tree && wholeFilesIn(tree, classes).find((each) => each.path === path);
  if (tree && file) return { tree, file };
  throw new TypeError(`The release has no file ${path} of its format ${format}.`);
}

/** The split that a file of the whole data set is of; undefined for one of all of them. */
export function splitOfFile({ chosen, split, splits }: Tree, path: string): string | undefined {
  const has = (names: readonly string[]) => wholeFilesOf(chosen, names).some((file) => file.path === path);
  if (split !== undefined || has([])) return split;
  const owners = splits.filter((each) => has([each]));
  return owners.length === 1 ? owners[0] : undefined;
}
