import { type ChosenFormat, variantsOf } from '../../lib/configuration/chosen-formats.ts';
import { InvalidConfiguration } from '../../lib/contracts/errors.ts';
import { hasSplits } from '../../lib/formats/whole-files.ts';
import type { Release } from '../../lib/release/layout.ts';
import { formatsNamed } from '../convert/given-formats.ts';

/** Split → the folders in which the formats look for its pictures, below the folder of the release. */
export type PictureFolders = (split: string | undefined) => readonly string[];

/** `wanted` are folders of formats, such as `yolo-boxes`; all of the release unless said otherwise. */
export async function pictureFolders(
  release: Pick<Release, 'input' | 'splits'>,
  wanted: readonly string[] | undefined,
): Promise<PictureFolders> {
  const chosen = await formatsOf(release);
  const trees = chosen
    .map((each) => ({ ...each, name: each.format.nameOf(each.options) }))
    .filter(({ name }) => wanted?.includes(name) ?? true);
  const names = release.splits.flatMap(({ split }) => split ?? []);
  return (split) =>
    trees.map(({ name, ...each }) => {
      // A format whose files have no splits in them has a folder for each.
      const isOfSplit = split !== undefined && !hasSplits(each, names);
      const folder = isOfSplit ? `${name}/${split}` : name;
      const pictures = each.format.pictureFolder(isOfSplit ? undefined : split);
      return pictures === '' ? folder : `${folder}/${pictures}`;
    });
}

async function formatsOf({ input }: Pick<Release, 'input'>): Promise<readonly ChosenFormat[]> {
  const known = await formatsNamed(input.formats.map(({ id }) => id));
  return input.formats.flatMap(({ id, options: wanted }) =>
    variantsOf(wanted).map((variant) => {
      const format = known.find((each) => each.id === id);
      const options = format?.Options.safeParse(variant);
      if (format && options?.success) return { format, options: options.data };
      throw new InvalidConfiguration(
        `The format ${id} of the release, with its options, must be known here, but is not: where its pictures belong is its own. Run this beside the labelwire.config.ts that has it, or without --images.`,
      );
    }),
  );
}
