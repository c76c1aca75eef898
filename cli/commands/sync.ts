import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Configuration, routeOf } from '../../lib/configuration/configuration.ts';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import { given } from '../../lib/contracts/given.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import { shellWord } from '../../lib/contracts/shell-word.ts';
import { askYes, isInteractive } from '../connect/answers.ts';
import { connectionNamed } from '../connection.ts';
import { type Where, whereOptions, whereText } from '../deployment.ts';
import { loadConfiguration } from '../load-configuration.ts';
import { ProgressLine } from '../progress-line.ts';
import { stackOf } from '../stack.ts';
import { deployedSyncs } from '../sync/api.ts';
import { problemsOf, runJson } from '../sync/report.ts';
import { endText, runSync, type SyncCall, type Terminal } from '../sync/run-sync.ts';
import { sinceOf } from '../sync/since.ts';

type Options = Where & {
  readonly project?: readonly string[];
  readonly since?: string;
  readonly failed?: boolean;
  readonly all?: boolean;
  readonly files?: boolean;
  readonly allowDeletions?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly attach?: boolean;
  readonly json?: boolean;
};

const choosing = ['project', 'since', 'failed', 'all', 'files', 'allowDeletions'];

export function sync(): Command {
  const options = [
    new Option('--project <id...>', 'only these projects; else those of the routes, or all that the credential shows'),
    new Option(
      '--since <time>',
      'only what changed since: 2026-05-04, 2026-05-04T12:00:00Z, 2h, 3d, yesterday',
    ).argParser(instant),
    new Option('--failed', 'also labels that failed before and have not changed since'),
    new Option(
      '--all',
      'every label again, whatever its record says: after a change in the code of a format',
    ).conflicts('failed'),
    new Option('--files', 'also compare the files in the bucket with the records').conflicts('since'),
    new Option('--allow-deletions', 'withdraw labels that are gone even where they are more than a tenth of a project'),
    new Option('--dry-run', 'only count; send nothing').conflicts('yes'),
    new Option('--yes', 'send what is found without asking'),
    new Option('--wait', 'stay until the end, also where nobody is at a terminal'),
    new Option('--attach', 'show the newest run of the connection instead of starting another').conflicts(choosing),
    new Option('--json', 'one JSON object at the end, for programs; asks nothing'),
    ...whereOptions(),
  ];
  const command = new Command('sync').argument(
    '<connection>',
    'a name under "platforms" in labelwire.config.ts, e.g. labelbox',
  );
  for (const option of options) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
The run is in the deployment: it goes on when this command ends, and labels that change meanwhile do not wait for it.
It counts first, then asks. Without a terminal it only counts, unless --yes is given, and does not stay, unless --wait is given.
A label that was exported with other formats or options than its route has now counts, too, and is exported again.
A label that is gone from the platform is withdrawn; where more than a tenth of a project is gone, none is, since that is rather
a permission that was taken away. Exit code 1 when labels went to the dead letters, a project could not be compared, deletions
were held back, or the run failed.

Examples:
  labelwire sync labelbox --stage prod                        what was there before Labelwire was
  labelwire sync labelbox --since yesterday --stage prod      what was missed since
  labelwire sync encord --project 6f2c… --all --yes --wait    everything again, for a script
  labelwire sync label-studio --attach --stage prod           how the newest run is doing`,
    )
    .action(syncConnection);
}

function instant(text: string): string {
  try {
    return sinceOf(text, new Date());
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

async function syncConnection(connection: string, options: Options, command: Command): Promise<void> {
  const configuration = await loadConfiguration();
  connectionNamed(connection, connectionsOf(configuration), command);
  checkRoutes(connection, options, configuration, command);
  const api = deployedSyncs(await stackOf(options));
  const call = callOf(connection, options);
  const progress = new ProgressLine();
  const stopWatching = onInterruption(call, progress);
  const terminal = terminalOf(options, progress);
  const clock = { now: () => new Date(), sleep: async (milliseconds: number) => void (await sleep(milliseconds)) };
  try {
    const followed = await runSync(call, { api, clock, terminal, configuration });
    const text = endText(followed, call);
    if (text !== undefined) terminal.print(text);
    const problems = await problemsOf(followed, call, api);
    if (options.json) console.log(JSON.stringify(runJson(followed, connection)));
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } finally {
    stopWatching();
  }
}

function checkRoutes(
  connection: string,
  { project = [] }: Options,
  configuration: Configuration,
  command: Command,
): void {
  if (!configuration.routes.some(({ platform }) => platform === connection))
    command.error(`error: No route in labelwire.config.ts takes labels of ${connection}. Add one, and deploy.`);
  const unrouted = project.find((id) => !routeOf(configuration, { connection, project: id }));
  if (unrouted === undefined) return;
  command.error(
    `error: --project ${quoted(unrouted)}: no route in labelwire.config.ts takes this project of ${connection}. Add it to one, and deploy.`,
  );
}

function callOf(connection: string, options: Options): SyncCall {
  const { local: isLocal = false, attach = false, dryRun = false, yes = false, wait = false } = options;
  const { project, since, failed, all, files, allowDeletions } = options;
  const where = whereText(options);
  const chosen = [
    ...(project ? ['--project', ...project.map(shellWord)] : []),
    ...(since === undefined ? [] : ['--since', since]),
    ...Object.entries({ failed, all, files, 'allow-deletions': allowDeletions, attach }).flatMap(([name, isGiven]) =>
      isGiven ? [`--${name}`] : [],
    ),
  ];
  const labels = all ? ('all' as const) : failed ? ('failed' as const) : undefined;
  const request = given({ projects: project && [...new Set(project)], since, labels, files, allowDeletions });
  const typed = `${['npx labelwire sync', connection, ...chosen].join(' ')}${where}`;
  return { connection, request, attach, dryRun, yes, wait, isLocal, typed, where };
}

function terminalOf({ json = false }: Options, progress: ProgressLine): Terminal {
  return {
    isWatched: isInteractive(),
    canAsk: isInteractive() && !json,
    ask: (question) => askYes(question, false),
    print: (text) => (json ? undefined : console.log(text)),
    progress,
  };
}

function onInterruption({ connection, where, isLocal }: SyncCall, progress: ProgressLine): () => void {
  const stop = () => {
    const place = isLocal ? 'in "npm start"' : 'in AWS';
    progress.say(`The run goes on ${place}. Look at it again: npx labelwire sync ${connection} --attach${where}`);
    process.exit(130);
  };
  process.once('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}
