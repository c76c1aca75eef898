import { Command, Option } from 'commander';
import { quoted } from '../../lib/contracts/printable.ts';
import { connectionNamed, connectionOption } from '../connection.ts';
import { type Where, whereOptions, whereText } from '../deployment.ts';
import { loadConnections } from '../load-configuration.ts';
import { NotFound } from '../not-found.ts';
import { queuesOf } from '../queues.ts';
import { stackOf } from '../stack.ts';
import { terminalWidth } from '../terminal.ts';
import { lettersAbout } from '../trace/letters-about.ts';
import { type Trace, traceText } from '../trace/trace-text.ts';
import { traceJson, tracesOf } from '../trace/traces.ts';

type Options = Where & {
  readonly platform?: string;
  readonly project?: string;
  readonly letters: boolean;
  readonly json?: boolean;
};

export function trace(): Command {
  const command = new Command('trace')
    .argument('<label>', 'the label’s id, a key or s3:// address of the bucket, or the data unit’s name (street/1.jpg)')
    .addOption(connectionOption('only labels of this connection'))
    .option('--project <id>', 'only labels of this project')
    .option('--no-letters', 'do not look through the dead letters, which takes long where there are thousands')
    .addOption(new Option('--json', 'one JSON object a label, for programs'));
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
The name of a data unit is looked for among all files of the bucket, which takes a request for each thousand of them: name the
connection and the project where you know them. Revisions that the bucket still has are listed with their commits, which preview
--revision and --compare take. Exit code 1 when nothing at all is known of the label.

Examples:
  labelwire trace cm4label…05 --stage prod
  labelwire trace harbour/quay.jpg --platform labelbox --stage prod
  labelwire trace s3://acme-labels/exports/coco/labelbox/cm3…/harbour/quay.json --stage prod`,
    )
    .action(traceLabel);
}

async function traceLabel(text: string, options: Options, command: Command): Promise<void> {
  if (options.platform !== undefined) connectionNamed(options.platform, await loadConnections(), command);
  const stack = await stackOf(options);
  const traces = await tracesOf(text, options, { stack, where: options }, async (labels) =>
    options.letters ? lettersAbout(await queuesOf(options), labels) : [],
  );
  if (traces.every(isNothing)) throw new NotFound(nothingKnown(text, options));
  const at = whereText(options);
  for (const found of traces)
    console.log(options.json ? traceJson(found) : traceText(found, { at, width: terminalWidth() }));
}

const isNothing = ({ exported, underWay, letters }: Trace): boolean =>
  !exported && underWay.events.length === 0 && letters.length === 0;

const nothingKnown = (text: string, { letters, platform, ...where }: Options): string =>
  [
    `Nothing is known of ${quoted(text)}: no record, no file${letters ? ', no dead letter' : ''} and no execution that runs.`,
    'An event that waits in the queue cannot be seen: try again in a moment.',
    `Export what was missed: npx labelwire sync ${platform ?? '<connection>'}${whereText(where)}`,
  ].join(' ');
