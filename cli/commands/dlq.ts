import { Command, InvalidArgumentError, Option } from 'commander';
import { shellWord } from '../../lib/contracts/shell-word.ts';
import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import { connectionOption } from '../connection.ts';
import { deadLetters, describeLetter, jsonLine, LetterCounts } from '../dead-letter-text.ts';
import { type Where, whereOptions, whereText } from '../deployment.ts';
import type { FilterOptions } from '../dlq/filter.ts';
import { whatToDoText } from '../dlq/group-text.ts';
import { LetterTable } from '../dlq/letter-table.ts';
import {
  letterNamed,
  listLetters,
  type PurgeChoice,
  purgeLetters,
  type ReplayChoice,
  replayLetters,
} from '../dlq/letters.ts';
import { platformFacts } from '../dlq/platform-facts.ts';
import {
  checkEnd,
  checkLook,
  Listing,
  nothing,
  outcomeJson,
  outcomeLine,
  plannedJson,
  purgedJson,
  purgedLine,
} from '../dlq/report.ts';
import { type RestoreChoice, restoreLetters } from '../dlq/restore.ts';
import { queuesOf } from '../queues.ts';
import { terminalWidth } from '../terminal.ts';

type ListOptions = Where &
  FilterOptions & {
    readonly json?: boolean;
    readonly flat?: boolean;
    readonly groups?: boolean;
    readonly limit?: number;
  };
type ReplayOptions = ListOptions & ReplayChoice;
type PurgeOptions = ListOptions & PurgeChoice;
type RestoreOptions = Where & RestoreChoice & { readonly json?: boolean };

const manner = `
Each command looks through all letters and holds them meanwhile, so that nobody else sees them. At the end, and at Ctrl-C, it
gives back those that are left; one that is killed gives them back after two minutes. Letters that arrive while replay or purge
runs are left. With --json, list and show print a letter a line; the others an outcome a line: id, outcome, and why. restore takes
no letter: it reads what purge --archive wrote.
Exit code 1 when a letter stays that was to go, or when others hold letters so that not all could be looked at.`;

export function dlq(): Command {
  const command = (name: string) =>
    addAll(new Command(name), [...whereOptions(), new Option('--json', 'one JSON object a line, for programs')]);
  const filtered = (inner: Command) =>
    addAll(inner, [
      new Option('--error <name>', 'only letters with this error, e.g. InvalidLabel'),
      connectionOption('only letters about this connection'),
      new Option('--project <id>', 'only letters about this project'),
    ]);
  const choosing = (inner: Command) =>
    addAll(filtered(inner), [
      new Option('--all', 'every letter that fits the filters'),
      new Option('--id <id...>', 'the letters with these ids (or beginnings of ids), or with events of these ids'),
    ]);
  return new Command('dlq')
    .addHelpText('afterAll', manner)
    .addCommand(
      filtered(command('list'))
        .description(
          'list the dead letters by their reasons, with what to do and the commands that do it; takes none away',
        )
        .option('--groups', 'with --json: one object a reason, with what to do, instead of one a letter')
        .option('--flat', 'one row a letter instead, oldest first (of many, within each two thousand)')
        .addOption(
          new Option('--limit <n>', 'at most so many reasons (else 20), or rows (else 200); --json has all').argParser(
            wholeNumber,
          ),
        )
        .action(list),
    )
    .addCommand(
      command('show')
        .argument('<id>', 'the letter’s id, or its beginning')
        .description('show one letter whole')
        .action(show),
    )
    .addCommand(
      choosing(command('replay'))
        .description('send the events of dead letters through the pipeline again')
        .option('--dry-run', 'only say what would be replayed')
        .addOption(rateOption())
        .action(replay),
    )
    .addCommand(
      choosing(command('purge'))
        .description('delete dead letters for good; without --yes, only say which')
        .option('--yes', 'do it')
        .option('--archive <file>', 'append them to this file first, one JSON object a line')
        .action(purge),
    )
    .addCommand(
      filtered(command('restore'))
        .argument('<file>', 'what dlq purge --archive wrote; it stays as it is')
        .description('send the events of purged letters through the pipeline again')
        .option('--dry-run', 'only say what would be sent')
        .addOption(rateOption())
        .action(restore),
    );
}

const rateOption = (): Option =>
  new Option('--rate <events>', 'spread them: so many events a second').argParser(eventsPerSecond);

const addAll = (command: Command, options: readonly Option[]): Command => {
  for (const option of options) command.addOption(option);
  return command;
};

function eventsPerSecond(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`It must be a whole number from 1 to 999999, but is ${JSON.stringify(text)}.`);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`It must be a whole number from 1, but is ${JSON.stringify(text)}.`);
}

async function list(options: ListOptions, command: Command): Promise<void> {
  const listing = new Listing(options, await platformFacts());
  const looked = await listLetters(await queuesOf(options), options, command, (letters) => listing.add(letters));
  listing.end();
  checkLook(looked);
  if (!options.json && listing.counts.total === 0) console.log(nothing(looked));
}

async function show(id: string, options: ListOptions): Promise<void> {
  const letter = await letterNamed(await queuesOf(options), id, whereText(options));
  if (options.json) console.log(jsonLine(letter));
  else console.log(`${describeLetter(letter)}\n\n${whatToDoText(letter, await platformFacts(), whereText(options))}`);
}

async function replay(options: ReplayOptions, command: Command): Promise<void> {
  const { json = false } = options;
  const listing = new Listing(options, await platformFacts());
  const counts = { all: 0, staying: 0 };
  const looked = await replayLetters(await queuesOf(options), options, command, {
    would: (letters) => plan(letters, listing, json ? 'would be replayed' : undefined),
    done(replayed) {
      counts.all += 1;
      if (replayed.outcome !== 'replayed') counts.staying += 1;
      console.log(json ? outcomeJson(replayed) : outcomeLine(replayed));
    },
  });
  listing.end();
  if (listing.counts.total > 0) console.log(`Nothing was replayed (--dry-run).`);
  const stay = `${counts.staying} of ${deadLetters(counts.all)} stay in the queue, for the reasons above.`;
  checkEnd(looked, counts.staying > 0 ? stay : undefined);
  if (counts.all + listing.counts.total === 0 && !json) console.log(nothing(looked, 'to replay'));
}

async function purge(options: PurgeOptions, command: Command): Promise<void> {
  const { json = false } = options;
  const listing = new Listing(options, await platformFacts());
  const counts = { all: 0, staying: 0 };
  const looked = await purgeLetters(await queuesOf(options), options, command, {
    would: (letters) => plan(letters, listing, json ? 'would be deleted' : undefined),
    done(letter, isKept) {
      counts.all += 1;
      if (isKept) counts.staying += 1;
      console.log((json ? purgedJson : purgedLine)(letter, isKept));
    },
  });
  listing.end();
  if (listing.counts.total > 0) console.log('Nothing was deleted. Add --yes to do it.');
  const stay = `SQS did not delete ${counts.staying} of ${deadLetters(counts.all)}. Run it again.`;
  checkEnd(looked, counts.staying > 0 ? stay : undefined);
  if (json) return;
  if (counts.all + listing.counts.total === 0) console.log(nothing(looked, 'to delete'));
  else if (options.archive && counts.all > 0)
    console.log(`Send them again: npx labelwire dlq restore ${shellWord(options.archive)}${whereText(options)}`);
}

async function restore(file: string, options: RestoreOptions, command: Command): Promise<void> {
  const { json = false } = options;
  const planned = new LetterCounts();
  const counts = { all: 0, staying: 0 };
  const table = new LetterTable(terminalWidth());
  await restoreLetters(file, options, command, {
    queues: () => queuesOf(options),
    would(letter) {
      planned.add([letter]);
      console.log(json ? plannedJson(letter, 'would be replayed') : table.text([letter]));
    },
    done(outcome) {
      counts.all += 1;
      if (outcome.outcome !== 'replayed') counts.staying += 1;
      console.log(json ? outcomeJson(outcome) : outcomeLine(outcome));
    },
  });
  if (counts.staying > 0)
    throw new Error(`${counts.staying} of ${deadLetters(counts.all)} were not sent whole, for the reasons above.`);
  if (json) return;
  if (planned.total > 0) console.log(`\n${planned}\nNothing was sent (--dry-run).`);
  else if (counts.all === 0) console.log(`None of the dead letters in ${file} fits.`);
}

/** What a call that changes nothing says: an outcome a line for programs, else the letters by their reasons. */
function plan(letters: readonly HeldLetter[], listing: Listing, outcome?: Parameters<typeof plannedJson>[1]): void {
  if (outcome === undefined) listing.add(letters);
  else for (const letter of letters) console.log(plannedJson(letter, outcome));
}
