import { appendFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { discard, type HeldLetter, holdLetters, type Queues, release, replay } from '../../lib/queue/dead-letters.ts';
import { connectionOption } from '../connection.ts';
import { asJson, describeLetter, summary, table } from '../dead-letter-text.ts';
import { queuesOf, type Where, whereOptions } from '../deployment.ts';

type Filter = { readonly error?: string; readonly platform?: string; readonly project?: string };
type ListOptions = Where & Filter & { readonly json?: boolean };
type ChoiceOptions = ListOptions & { readonly all?: boolean; readonly id?: string[] };
type ReplayOptions = ChoiceOptions & { readonly dryRun?: boolean };
type PurgeOptions = ChoiceOptions & { readonly yes?: boolean; readonly archive?: string };

export function dlq(): Command {
  const command = (name: string) =>
    addAll(new Command(name), [...whereOptions(), new Option('--json', 'one JSON object a line, for programs')]);
  const filtered = (made: Command) =>
    addAll(made, [
      new Option('--error <name>', 'only letters with this error, e.g. InvalidLabel'),
      connectionOption('only letters about this connection'),
      new Option('--project <id>', 'only letters about this project'),
    ]);
  const choosing = (made: Command) =>
    addAll(filtered(made), [
      new Option('--all', 'every letter that fits the filters'),
      new Option('--id <id...>', 'the letters with these ids (or beginnings of ids)'),
    ]);
  return new Command('dlq')
    .description('the dead letters: events that could not be exported, each with its reason')
    .addCommand(
      filtered(command('list')).description('list the dead letters, oldest first; takes none away').action(list),
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
        .action(replayLetters),
    )
    .addCommand(
      choosing(command('purge'))
        .description('delete dead letters for good; without --yes, only say which')
        .option('--yes', 'do it')
        .option('--archive <file>', 'append them to this file first, one JSON object a line')
        .action(purge),
    );
}

const addAll = (command: Command, options: readonly Option[]): Command => {
  for (const option of options) command.addOption(option);
  return command;
};

const fits = (letter: DeadLetter, { error, platform, project }: Filter): boolean =>
  (error === undefined || letter.error === error) &&
  (platform === undefined || letter.events.some((event) => event.connection === platform)) &&
  (project === undefined || letter.events.some((event) => event.project === project));

/** Looks at the letters and gives them all back, whatever happens. */
async function looking<Result>(queues: Queues, look: (letters: readonly HeldLetter[]) => Result): Promise<Result> {
  const letters = await holdLetters(queues);
  try {
    return look(letters);
  } finally {
    await release(queues, letters);
  }
}

async function list(options: ListOptions): Promise<void> {
  const letters = await looking(await queuesOf(options), (held) => held.filter((letter) => fits(letter, options)));
  if (options.json) for (const letter of letters) console.log(JSON.stringify(asJson(letter)));
  else if (letters.length === 0) console.log('No dead letters.');
  else
    console.log(
      `${table(letters)}\n\n${summary(letters)}\nShow one: labelwire dlq show <id>. Send them again: labelwire dlq replay --all`,
    );
}

async function show(id: string, options: ListOptions): Promise<void> {
  const letter = await looking(await queuesOf(options), (held) => only(held, id));
  console.log(options.json ? JSON.stringify(asJson(letter)) : describeLetter(letter));
}

function only(letters: readonly HeldLetter[], id: string): HeldLetter {
  const found = letters.filter((letter) => letter.id.startsWith(id));
  if (found.length > 1) throw new Error(`${found.length} dead letters begin with ${id}. Give more of the id.`);
  if (!found[0]) throw new Error(`No dead letter has the id ${id}. See: labelwire dlq list`);
  return found[0];
}

/** The letters that were asked for, held; the others are given back. With `only looking`, all are. */
async function choose(
  queues: Queues,
  options: ChoiceOptions,
  command: Command,
  onlyLooking: boolean,
): Promise<HeldLetter[]> {
  if (!options.all === !options.id) command.error('Say which: --all, or --id <id> (see: labelwire dlq list).');
  const held = await holdLetters(queues);
  let kept: readonly HeldLetter[] = [];
  try {
    const named = options.id ? [...new Set(options.id.map((id) => only(held, id)))] : held;
    const chosen = named.filter((letter) => fits(letter, options));
    if (!onlyLooking) kept = chosen;
    return chosen;
  } finally {
    await release(
      queues,
      held.filter((letter) => !kept.includes(letter)),
    );
  }
}

async function replayLetters(options: ReplayOptions, command: Command): Promise<void> {
  const queues = await queuesOf(options);
  const wanted = await choose(queues, options, command, options.dryRun === true);
  if (wanted.length === 0) return void console.log('No dead letters to replay.');
  if (options.dryRun) return void console.log(`${table(wanted)}\n\nWould replay: ${summary(wanted)}`);
  let kept = 0;
  for await (const { letter, outcome, reason } of replay(queues, wanted)) {
    if (outcome === 'kept') kept += 1;
    if (options.json) console.log(JSON.stringify({ id: letter.id, outcome, reason, events: letter.events.length }));
    else
      console.log(
        `${outcome === 'replayed' ? '✓ replayed' : '✗ kept    '}  ${letter.id}  ${reason ?? `${letter.events.length} event(s), was ${letter.error}`}`,
      );
  }
  if (kept > 0) throw new Error(`${kept} of ${wanted.length} dead letters stay in the queue, for the reasons above.`);
}

async function purge(options: PurgeOptions, command: Command): Promise<void> {
  const queues = await queuesOf(options);
  const wanted = await choose(queues, options, command, options.yes !== true);
  if (wanted.length === 0) return void console.log('No dead letters to delete.');
  if (!options.yes)
    return void console.log(`${table(wanted)}\n\nWould delete: ${summary(wanted)}. Add --yes to do it.`);
  if (options.archive)
    appendFileSync(options.archive, wanted.map((letter) => `${JSON.stringify(asJson(letter))}\n`).join(''));
  const kept = await discard(queues, wanted);
  for (const letter of wanted)
    console.log(`${kept.includes(letter) ? '✗ kept   ' : '✓ deleted'}  ${letter.id}  ${letter.error}`);
  if (kept.length > 0)
    throw new Error(`SQS did not delete ${kept.length} of ${wanted.length} dead letters. Try again.`);
}
