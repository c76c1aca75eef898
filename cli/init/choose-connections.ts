import type { Command } from 'commander';
import { type Connection, connectionsOf } from '../../lib/configuration/connections.ts';
import { given } from '../../lib/contracts/given.ts';
import type { ListedProject, Platform } from '../../lib/platforms/platform.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import { givenSecret, textOf } from '../connect/answers.ts';
import type { ChosenConnection, KeyCheck } from './answers.ts';
import { checkedProjects, checkKey } from './check-key.ts';
import { type InitOptions, urlProblem, valuesFor } from './options.ts';
import type { Questions } from './questions.ts';

/** What a call gives, who is asked for the rest, and where a wrong call is reported. */
export type Asking = {
  readonly options: InitOptions;
  /** Undefined: nobody is asked. */
  readonly questions: Questions | undefined;
  readonly command: Command;
  /** Says to the person what is found out in between. */
  say(line: string): void;
};

type About = Asking & { readonly platform: Platform; readonly all: readonly string[] };
type Key = { readonly key: string; readonly check: KeyCheck };

export async function chooseConnections(asking: Asking): Promise<readonly ChosenConnection[]> {
  const { options, questions, command } = asking;
  const known = Object.values<Platform>(platforms);
  const choices = known.map(({ id, title }) => ({ value: id, name: title }));
  const all =
    options.platform ??
    (await questions?.choose('Platforms', choices, { least: 1 })) ??
    command.error(`error: Say where labels come from: --platform ${known.map(({ id }) => id).join('|')}`);
  const chosen: ChosenConnection[] = [];
  for (const platform of known.filter(({ id }) => all.includes(id)))
    chosen.push(await chooseConnection({ ...asking, platform, all }));
  return chosen;
}

async function chooseConnection(about: About): Promise<ChosenConnection> {
  const connection = connectionTo(about.platform, await chooseUrl(about));
  const key = await chooseKey(connection, about);
  return { connection, check: key.check, projects: await chooseProjects(connection, key, about) };
}

function connectionTo(platform: Platform, apiUrl: string | undefined): Connection {
  const [connection] = connectionsOf({ platforms: { [platform.id]: given({ apiUrl }) }, routes: [] });
  if (!connection) throw new Error(`${platform.id} must be a platform of the registry, but is not.`);
  return connection;
}

async function chooseUrl({ platform, options, questions, command, all }: About): Promise<string | undefined> {
  const [url] = valuesFor(platform.id, options.apiUrl, { all, option: '--api-url', command });
  const problem = url === undefined ? undefined : urlProblem(url);
  if (problem) command.error(`error: --api-url of ${platform.id} ${problem}`);
  if (url !== undefined || platform.api.url) return url;
  const answer = await questions?.text(`${platform.title}: URL of your server`, { check: urlProblem });
  return answer ?? command.error(`error: Say where your ${platform.title} answers: --api-url <url>`);
}

/** Given, else asked for; asked again where the platform refuses it, if somebody is there. */
async function chooseKey(connection: Connection, about: About): Promise<Key> {
  const { platform, questions, say } = about;
  let key = givenKey(about) ?? (await askKey(about));
  while (key !== '') {
    try {
      const check = await checkKey(connection, key);
      say(check.key === 'accepted' ? `✓ ${platform.title} takes the key` : `! The key is not checked: ${check.reason}`);
      return { key, check };
    } catch (error) {
      if (!questions) throw error;
      say(`✗ ${(error as Error).message}`);
      key = await askKey(about);
    }
  }
  return { key, check: { key: 'unchecked', reason: keyless(about) } };
}

const keyless = ({ all }: About): string =>
  all.length > 1 && process.env.LABELWIRE_API_KEY
    ? 'LABELWIRE_API_KEY does not say of which platform it is: give each its --api-key-file <platform>=<file>'
    : 'no key was given';

function givenKey({ platform, options, command, all }: About): string | undefined {
  const [file] = valuesFor(platform.id, options.apiKeyFile, { all, option: '--api-key-file', command });
  // A variable cannot say of which of several platforms it is.
  return file === undefined && all.length > 1 ? undefined : givenSecret(file, 'LABELWIRE_API_KEY');
}

/** Empty where nobody is asked, or Enter alone was pressed. */
async function askKey({ platform, questions, say }: About): Promise<string> {
  if (!questions) return '';
  const { title, where, isFile } = (await platform.setup()).default.credential;
  say(`  ${where} (Enter alone: later)`);
  if (!isFile) return questions.secret(title);
  const file = await questions.text(`${title}: path of its file`);
  return file === '' ? '' : textOf(file).trim();
}

/** Given, else chosen of those that the key shows, else typed; none: all of them. */
async function chooseProjects(connection: Connection, { key, check }: Key, about: About): Promise<ListedProject[]> {
  const { platform, options, questions, command, all, say } = about;
  const shown = check.key === 'accepted' ? check.projects : [];
  const withTitle = (id: string) => shown.find((project) => project.id === id) ?? { id, title: '' };
  const named = valuesFor(platform.id, options.project, { all, option: '--project', command });
  if (named.length > 0) {
    if (check.key === 'accepted')
      for await (const project of checkedProjects(connection, key, named))
        say(`✓ ${platform.title} shows the project ${project}`);
    return named.map(withTitle);
  }
  if (shown.length === 0) {
    const answer = await questions?.text(`${platform.title}: projects, their ids with commas (Enter alone: all)`);
    return idsIn(answer ?? '').map(withTitle);
  }
  const choices = shown.map(({ id, title }) => ({
    value: id,
    name: title ? `${title} (${id})` : id,
    short: title || id,
  }));
  const chosen = await questions?.choose(`${platform.title}: projects (none: all)`, choices);
  return (chosen ?? []).map(withTitle);
}

const idsIn = (text: string): string[] =>
  text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
