import type { Command } from 'commander';
import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { Format } from '../../lib/formats/format.ts';
import { type ReadableFormat, withReader } from '../../lib/preview/draw-written.ts';
import { formatsNamed, givenFormats } from '../convert/given-formats.ts';

/** The format of `--as`: an id, or the name of a tree such as `yolo-segment`, which says the options, too. */
export async function givenFormat(
  as: string,
  optionsText: string | undefined,
  command: Command,
): Promise<ReadableFormat> {
  const known = await formatsNamed([as]);
  const named = optionsText === undefined ? treesOf(known).find(({ name }) => name === as)?.chosen : undefined;
  const [chosen] = named ? [named] : await givenFormats([as], optionsText, command);
  const readable = chosen && (await withReader(chosen));
  if (readable) return readable;
  const ids = known.filter(({ ownReader }) => ownReader).map(({ id }) => id);
  return command.error(
    `error: --as: nothing reads the files of ${quoted(as)} back. Formats with a reader: ${ids.join(', ')}.`,
  );
}

export type Tree = { readonly name: string; readonly root: string; readonly chosen: ChosenFormat };

/** The trees that formats write, by their names and by where they begin in the bucket. */
export const treesOf = (formats: readonly Format[]): Tree[] =>
  formats.flatMap((format) =>
    format.cases.map((wanted) => {
      const options = format.Options.parse(wanted);
      return { name: format.nameOf(options), root: format.rootOf(options), chosen: { format, options } };
    }),
  );
