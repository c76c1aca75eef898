import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type ChosenFormat, knownFormats, variantsOf } from '../../lib/configuration/chosen-formats.ts';
import { unknownWord } from '../../lib/configuration/configuration-problem.ts';
import { sharedFolder } from '../../lib/configuration/release-options.ts';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import type { Format } from '../../lib/formats/format.ts';
import { configurationFile, loadConfiguration } from '../load-configuration.ts';

/**
 * Labelwire's formats, and the user's own only where one of them is meant: nothing else needs a labelwire.config.ts. One that
 * is there and wrong is InvalidConfiguration: its formats would seem to be unknown.
 */
export async function formatsNamed(ids: readonly string[], file = configurationFile): Promise<readonly Format[]> {
  const builtIn = knownFormats({});
  if (ids.every((id) => builtIn.some((format) => format.id === id)) || !existsSync(file)) return builtIn;
  return knownFormats(await loadConfiguration(file));
}

/** The formats of an option with the options of `--options`; a wrong word ends the call. */
export async function givenFormats(
  ids: readonly string[],
  optionsText: string | undefined,
  command: Command,
  option = '--to',
): Promise<readonly ChosenFormat[]> {
  const known = await formatsNamed(ids);
  const chosen = ids.map((id) => {
    const format = known.find((each) => each.id === id);
    const names = known.map((each) => each.id);
    return format ?? command.error(`error: ${option}: ${unknownWord(id, 'a format', names, 'Formats')}`);
  });
  const options = optionsOf(chosen, optionsText, command, option);
  const formats = chosen.flatMap((format) =>
    variantsOf(options[format.id]).map((wanted): ChosenFormat => {
      const parsed = format.Options.safeParse(wanted);
      if (parsed.success) return { format, options: parsed.data };
      return command.error(`error: --options of ${format.id}: ${explainIssues(parsed.error, wanted)}.`);
    }),
  );
  const shared = sharedFolder(formats);
  return shared === undefined ? formats : command.error(`error: ${option}: ${shared}`);
}

/** `{"shapes":"boxes"}` of one format, or `{"yolo":{"shapes":"boxes"}}` of any number. */
function optionsOf(
  formats: readonly Format[],
  text: string | undefined,
  command: Command,
  option: string,
): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const [format] = formats;
  if (typeof json !== 'object' || json === null || !format) {
    return command.error(`error: --options must be a JSON object, such as '{"shapes":"boxes"}', but is not.`);
  }
  const ids = formats.map(({ id }) => id);
  const unknown = Object.keys(json).find((key) => !ids.includes(key));
  if (unknown === undefined && !Array.isArray(json)) return { ...json };
  if (formats.length === 1) return { [format.id]: json };
  const problem = unknownWord(unknown ?? '', `one of the formats of ${option}`, ids, 'Formats');
  return command.error(`error: --options: ${problem} Write {"${format.id}":{…}} where ${option} names several.`);
}
