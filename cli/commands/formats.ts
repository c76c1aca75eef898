import { Command } from 'commander';
import { unknownWord } from '../../lib/configuration/configuration-problem.ts';
import { describedFormat, describedText, listText } from '../convert/described-format.ts';
import { formatsNamed } from '../convert/given-formats.ts';
import { outlined, terminalWidth } from '../terminal.ts';

export function formats(): Command {
  return new Command('formats')
    .argument('[id]', 'all about one of them')
    .option('--json', 'as JSON, for programs')
    .addHelpText(
      'after',
      `
Made from the formats themselves, so that it cannot disagree with what they write.

Examples:
  labelwire formats
  labelwire formats yolo`,
    )
    .action(showFormats);
}

async function showFormats(id: string | undefined, { json = false }: { readonly json?: boolean }, command: Command) {
  const known = await formatsNamed(id === undefined ? [] : [id]);
  const ids = known.map((format) => format.id);
  if (id !== undefined && !ids.includes(id)) command.error(`error: ${unknownWord(id, 'a format', ids, 'Formats')}`);
  const described = known.filter((format) => id === undefined || format.id === id).map(describedFormat);
  const [only] = described;
  if (json) console.log(JSON.stringify(id === undefined ? described : only));
  else console.log(outlined(id === undefined || !only ? listText(described) : describedText(only), terminalWidth()));
}
