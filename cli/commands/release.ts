import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { quoted } from '../../lib/contracts/printable.ts';
import { releaseChoices } from '../../lib/contracts/release.ts';
import { deleteRelease, releaseNames } from '../../lib/release/standing.ts';
import { askYes, isInteractive } from '../connect/answers.ts';
import { type Where, whereOptions, whereText } from '../deployment.ts';
import { loadConfiguration } from '../load-configuration.ts';
import { NotFound } from '../not-found.ts';
import { ProgressLine } from '../progress-line.ts';
import { deployedReleases, type ReleaseApi } from '../release/api.ts';
import { beginRelease, checkLabels, endedRelease } from '../release/begin.ts';
import { diff } from '../release/diff.ts';
import { listedRelease, listedReleases, releaseJson } from '../release/listed-releases.ts';
import { type ListedRelease, listText, releaseText, unfinishedText } from '../release/release-text.ts';
import { projectsOf, type RequestOptions, releaseName, requestOf } from '../release/request.ts';
import { sharesOf } from '../split-shares.ts';
import { stackOf } from '../stack.ts';

type JsonOptions = Where & { readonly json?: boolean };
type CreateOptions = JsonOptions & RequestOptions & { readonly wait?: boolean };
type DeleteOptions = JsonOptions & { readonly yes?: boolean };

export function release(): Command {
  const json = () => new Option('--json', 'one JSON object, for programs; asks nothing');
  return new Command('release')
    .addCommand(create(json()))
    .addCommand(
      withOptions(new Command('list'), [json(), ...whereOptions()])
        .description('list the releases of a deployment, and what was begun and is none')
        .action(list),
    )
    .addCommand(
      withOptions(new Command('show').argument('<name>', 'of the release', releaseName), [json(), ...whereOptions()])
        .description('show what is in a release: counts by split and class, and what was left out and why')
        .action(show),
    )
    .addCommand(diff())
    .addCommand(
      withOptions(new Command('delete').argument('<name>', 'of the release', releaseName), [
        new Option('--yes', 'do it without asking'),
        json(),
        ...whereOptions(),
      ])
        .description('delete a release, or what a failed build left; its name is free then')
        .action(remove),
    );
}

const withOptions = (command: Command, options: readonly Option[]): Command => {
  for (const option of options) command.addOption(option);
  return command;
};

function create(json: Option): Command {
  return withOptions(new Command('create').argument('<name>', 'lower-case letters, digits, "." and "-"', releaseName), [
    new Option('--project <connection/project>', 'whose labels; several with commas, or the option again')
      .argParser(projectsOf)
      .makeOptionMandatory(),
    new Option('--format <formats>', 'formats to write, with commas: labelwire formats lists them')
      .argParser((text) => [...new Set(text.split(',').map((id) => id.trim()))])
      .makeOptionMandatory(),
    new Option('--options <json>', 'options of the format; of several: {"yolo":{"shapes":"boxes"}}'),
    new Option(
      '--split <shares>',
      'e.g. train=0.8,val=0.1,test=0.1: each unit by a hash of its group, or its id',
    ).argParser(sharesOf),
    new Option('--by <pattern>', 'with --split: what the first group of this expression finds in a name goes together'),
    new Option(
      '--split-list <file>',
      'a list of your own instead: a line a unit, name<TAB>split; others are left out',
    ).conflicts(['split', 'by']),
    new Option('--labels <which>', 'where several people labelled a unit: its newest label, ground truth alone, or all')
      .choices(releaseChoices.labels)
      .default(releaseChoices.labels[0]),
    new Option('--state <state>', 'only labels that are at least so far').choices(releaseChoices.state),
    new Option(
      '--layout <layout>',
      'files of units in tar files, each an object of its own, or in tar files for the library webdataset',
    )
      .choices(releaseChoices.layout)
      .default(releaseChoices.layout[0]),
    new Option('--wait', 'stay until it is built; at a terminal this is so anyway'),
    json,
    ...whereOptions(),
  ])
    .description('freeze the labels of projects as they are now, and write them as one data set')
    .addHelpText(
      'after',
      `
The build runs in the deployment and goes on when this command ends. What changes meanwhile is not in it; where the bucket keeps
no versions, the release reports the labels that moved. An image never changes its side when labels are added, edited or deleted.
Units of one name, ignoring case, all get an id of 16 characters into their paths. With --wait the exit code is 1 when it was not
built, and when a label was refused, which is then not in it or not in one of its formats.

Examples:
  labelwire release create harbour-1 --project labelbox/cl9x… --format coco,yolo --split train=0.8,val=0.1,test=0.1
  labelwire release create night --project encord/6f2c…,label-studio/7 --format yolo --split train=0.9,val=0.1 --by '^(cam\\d+)/'
  labelwire release create stream-1 --project labelbox/cl9x… --format yolo --split train=0.9,val=0.1 --layout webdataset
  labelwire release create gold-2 --project encord/6f2c… --format coco --labels ground-truth --state approved --wait`,
    )
    .action(createRelease);
}

async function createRelease(name: string, options: CreateOptions, command: Command): Promise<void> {
  const configuration = await loadConfiguration();
  const where = whereText(options);
  const { request, list: splitList } = await requestOf(name, options, { configuration, command, where });
  const api = deployedReleases(await stackOf(options));
  await checkLabels(request, api, where);
  const run = await beginRelease(request, { api, splitList, where, now: new Date() });
  const stays = options.wait === true || (isInteractive() && !options.json);
  if (!stays) {
    if (options.json) console.log(JSON.stringify({ release: name, run, status: 'building' }));
    else
      console.log(`The release ${quoted(name)} is being built. Look at it: npx labelwire release show ${name}${where}`);
    return;
  }
  const progress = new ProgressLine();
  const stopWatching = onInterruption(name, where, options, progress);
  const clock = { now: () => new Date(), sleep: async (milliseconds: number) => void (await sleep(milliseconds)) };
  try {
    await endedRelease({ name, run }, { api, clock, progress });
  } finally {
    progress.end();
    stopWatching();
  }
  const ended = await listedRelease(name, api);
  await showRelease(ended, options, api);
  const { count = 0 } = ended?.release?.refused ?? {};
  if (count > 0) throw new Error(`${count.toLocaleString('en')} refused, for the reasons that the release has.`);
}

function onInterruption(name: string, where: string, { local }: Where, progress: ProgressLine): () => void {
  const stop = () => {
    const place = local ? 'in "npm start"' : 'in AWS';
    progress.say(`The build goes on ${place}. Look at it: npx labelwire release show ${name}${where}`);
    process.exit(130);
  };
  process.once('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}

async function list(options: JsonOptions): Promise<void> {
  const api = deployedReleases(await stackOf(options));
  const found = await listedReleases(api);
  if (options.json) {
    console.log(JSON.stringify(found.map(releaseJson)));
  } else if (found.length === 0) {
    console.log(
      `There is no release yet. Create one: npx labelwire release create <name> --project <connection/project> --format <formats>${whereText(options)}`,
    );
  } else console.log(listText(found));
}

async function show(name: string, options: JsonOptions): Promise<void> {
  const api = deployedReleases(await stackOf(options));
  await showRelease(await existing(name, api, whereText(options)), options, api);
}

async function existing(name: string, api: ReleaseApi, where: string): Promise<ListedRelease> {
  const found = await listedRelease(name, api);
  if (found) return found;
  const names = await releaseNames(api.store);
  const others =
    names.length > 0
      ? `Releases: ${names.join(', ')}.`
      : `There is none yet. Create one: npx labelwire release create <name> --project <connection/project> --format <formats>${where}`;
  throw new NotFound(`There is no release ${quoted(name)}. ${others}`);
}

async function showRelease(
  found: ListedRelease | undefined,
  options: JsonOptions,
  { place }: ReleaseApi,
): Promise<void> {
  if (!found) throw new Error('The release was deleted while it was built.');
  if (options.json) console.log(JSON.stringify(releaseJson(found)));
  else if (found.release) console.log(releaseText(found.release, `${place}releases/${found.name}/`));
  else if (found.status === 'building') console.log(unfinishedText(found, whereText(options)));
  if (found.status === 'failed') throw new Error(unfinishedText(found, whereText(options)));
}

async function remove(name: string, options: DeleteOptions): Promise<void> {
  const api = deployedReleases(await stackOf(options));
  const found = await existing(name, api, whereText(options));
  if (found.status === 'building')
    throw new Error(
      `The release ${quoted(name)} is being built. Wait for its end, or stop its execution ${found.build?.run} in Step Functions first.`,
    );
  if (!options.yes) {
    if (!isInteractive() || options.json)
      throw new Error(`Nothing was deleted. Add --yes to delete ${quoted(name)} (${found.status}).`);
    if (!(await askYes(`Delete the release ${quoted(name)} (${found.status}) for good?`, false))) {
      console.log('Nothing was deleted.');
      return;
    }
  }
  const files = await deleteRelease(api.store, name);
  if (options.json) console.log(JSON.stringify({ name, deleted: files }));
  else console.log(`${name} is deleted: ${files.toLocaleString('en')} objects. Its name is free.`);
}
