import { Command, InvalidArgumentError, Option } from 'commander';
import { printable } from '../../lib/contracts/printable.ts';
import { bucketOf } from '../bucket.ts';
import { connectionNamed, connectionOption } from '../connection.ts';
import { type Where, whereOptions } from '../deployment.ts';
import { labelLine } from '../labels/label-line.ts';
import { type LabelFilter, type LabelPage, labelPage } from '../labels/list-labels.ts';
import { loadConnections } from '../load-configuration.ts';
import { stackOf } from '../stack.ts';
import { sinceOf } from '../sync/since.ts';
import { outlined, terminalWidth } from '../terminal.ts';

type Options = Where &
  Omit<LabelFilter, 'connection'> & {
    readonly platform?: string;
    readonly limit: number;
    readonly after?: string;
    readonly json?: boolean;
  };

export function labels(): Command {
  const command = new Command('labels').description('the labels of the bucket, by their records');
  for (const option of [
    connectionOption('only labels of this connection'),
    new Option('--project <id>', 'only labels of this project'),
    new Option('--status <status>', 'only labels of which this is the case').choices([
      'exported',
      'deleted',
      'failed',
      'not-taken',
    ]),
    new Option('--state <state>', 'only labels in this state, in the platform’s own word'),
    new Option('--class <name>', 'only labels with an annotation of this class'),
    new Option('--omits <what>', 'only labels of which this format omits something, or which this code omits'),
    new Option('--since <time>', 'only labels that were written since: 24h, 7d, today, 2026-05-04T12:00:00Z').argParser(
      checkedSince,
    ),
    new Option('--text <part>', 'only labels with this part in their id, or in the name of their unit or a file'),
    new Option('--limit <n>', 'so many at most').argParser(countOf).default(100),
    new Option('--after <place>', 'go on behind this place, which the list before named at its end'),
    new Option('--json', 'one JSON object a label, for programs'),
    ...whereOptions(),
  ])
    command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
In the order of their keys in the bucket. Each record costs a request, and with --class one more: name the connection and the
project where you know them.

Examples:
  labelwire labels --platform labelbox --project cm3… --stage prod
  labelwire labels --omits yolo --since today --local
  labelwire labels --class boat --limit 1000 --json | jq -r .label`,
    )
    .action(list);
}

function checkedSince(text: string): string {
  try {
    return sinceOf(text, new Date());
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`It must be a whole number from 1, but is ${JSON.stringify(text)}.`);
}

async function list({ platform, ...options }: Options, command: Command): Promise<void> {
  const stack = await stackOf(options);
  const store = bucketOf(stack);
  const seen = { labels: 0, looked: 0, withoutClasses: 0, unreadable: 0 };
  let after = options.after;
  do {
    const limit = options.limit - seen.labels;
    const page: LabelPage = await labelPage(store, { ...options, connection: platform }, { after, limit });
    for (const one of page.labels)
      console.log(options.json ? printable(JSON.stringify(one)) : outlined(labelLine(one), terminalWidth()));
    seen.labels += page.labels.length;
    seen.looked += page.looked;
    seen.withoutClasses += page.withoutClasses;
    seen.unreadable += page.labels.filter((one) => 'problem' in one).length;
    after = page.next;
  } while (after !== undefined && seen.labels < options.limit);
  if (seen.looked === 0 && platform !== undefined) connectionNamed(platform, await loadConnections(), command);
  if (!options.json && seen.labels === 0) console.log(`No label fits, of ${seen.looked} that have a record.`);
  if (after !== undefined) console.error(`labelwire: there may be more: --after ${printable(after)}`);
  const problems = [
    ...(seen.withoutClasses > 0
      ? [`The classes of ${seen.withoutClasses} labels are not known: their route writes no canonical labels.`]
      : []),
    ...(seen.unreadable > 0 ? [`${seen.unreadable} records cannot be read.`] : []),
  ];
  if (problems.length > 0) throw new Error(problems.join(' '));
}
