import type { Format, WholeFile } from './format.ts';

type Chosen = { readonly format: Format; readonly options: unknown };

/** The files of a whole data set by their paths and streams; text in them that the classes decide is not the real one. */
export const wholeFilesOf = ({ format, options }: Chosen, splits: readonly string[]): readonly WholeFile[] =>
  format.whole({ classes: [], splits }, options);

/** Whether labels of the format are brought together in one file, so that a path in it must be that of one unit alone. */
export const hasStreams = (chosen: Chosen, splits: readonly string[]): boolean =>
  wholeFilesOf(chosen, splits).some(({ parts }) => parts.some((part) => 'stream' in part));

/** Whether a file of the format says which split a picture is in. */
export const hasSplits = (chosen: Chosen, splits: readonly string[]): boolean =>
  JSON.stringify(wholeFilesOf(chosen, splits)) !== JSON.stringify(wholeFilesOf(chosen, []));
