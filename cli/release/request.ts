import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { type ChosenFormat, rootsFor } from '../../lib/configuration/chosen-formats.ts';
import { type Configuration, routeOf } from '../../lib/configuration/configuration.ts';
import { given } from '../../lib/contracts/given.ts';
import { keys, type Project } from '../../lib/contracts/keys.ts';
import { printable } from '../../lib/contracts/printable.ts';
import { ReleaseName, type ReleaseRequest, type Split } from '../../lib/contracts/release.ts';
import { formats } from '../../lib/formats/formats.ts';
import { releaseFiles } from '../../lib/release/layout.ts';
import type { Share } from '../../lib/release/split-at.ts';
import { parseList, patternOf } from '../../lib/release/splits.ts';
import { connectionNamed } from '../connection.ts';
import { givenFormats } from '../convert/given-formats.ts';
import { shellWord } from '../shell-word.ts';

export type RequestOptions = {
  readonly project: readonly Project[];
  readonly format: readonly string[];
  readonly options?: string;
  readonly split?: readonly Share[];
  readonly by?: string;
  readonly splitList?: string;
  readonly labels: ReleaseRequest['labels'];
  readonly state?: ReleaseRequest['state'];
  readonly layout: ReleaseRequest['layout'];
};

export function releaseName(text: string): string {
  const name = ReleaseName.safeParse(text);
  if (name.success) return name.data;
  throw new InvalidArgumentError(`It ${name.error.issues[0]?.message}.`);
}

/** `connection/project[,connection/project]` */
export function projectsOf(text: string, before: readonly Project[] = []): readonly Project[] {
  const named = text.split(',').map((word): Project => {
    const [, connection = '', project = ''] = /^\s*([^/\s]+)\/(.+?)\s*$/.exec(word) ?? [];
    if (project === '') throw new InvalidArgumentError('Write it like this: connection/project.');
    return { connection, project };
  });
  const all = [...before, ...named];
  const names = all.map((project) => JSON.stringify(project));
  if (new Set(names).size < names.length) throw new InvalidArgumentError('Each project must be named once.');
  return all;
}

/** What is asked for, and the list of splits that goes with it; a wrong word ends the call. */
export async function requestOf(
  release: string,
  options: RequestOptions,
  { configuration, command, where }: { configuration: Configuration; command: Command; where: string },
): Promise<{ readonly request: ReleaseRequest; readonly list?: string }> {
  const { project: projects, labels, state, layout } = options;
  for (const project of projects) checkProject(project, configuration, command, where);
  const chosen = await givenFormats(options.format, options.options, command, '--format');
  checkDocuments(chosen, command);
  const { split, list } = splitOf(release, options, command);
  const request: ReleaseRequest = {
    schema: 1,
    release,
    projects: [...projects],
    formats: chosen.map(({ format, options: own }) => ({ id: format.id, options: own })),
    ...given({ split, state }),
    labels,
    layout,
  };
  return { request, ...given({ list }) };
}

/** The format whose tree releases are made of. */
const canonical = Object.values(formats).find(({ root }) =>
  keys.labels({ connection: '', project: '' }).startsWith(`${root}/`),
);

function checkProject(project: Project, configuration: Configuration, command: Command, where: string): void {
  const connection = connectionNamed(project.connection, configuration, command);
  const named = `${printable(project.project)} of ${connection.name}`;
  if (!routeOf(configuration, project))
    command.error(
      `error: --project: no route in labelwire.config.ts takes project ${named}. Add it to one, and deploy.`,
    );
  if (canonical && !rootsFor(configuration, project).includes(canonical.root)) {
    command.error(
      `error: --project: a release is made of canonical labels, which the route of project ${named} does not write. Add "${canonical.id}: {}" to its formats in labelwire.config.ts, deploy, and export its labels again: npx labelwire sync ${connection.name} --project ${shellWord(project.project)} --all --yes${where}`,
    );
  }
}

function checkDocuments(chosen: readonly ChosenFormat[], command: Command): void {
  const needs = chosen.find(({ format }) => format.readsDocument !== false);
  if (needs)
    command.error(
      `error: --format: ${needs.format.id} needs the platform's own documents, which a release does not have.`,
    );
}

function splitOf(
  release: string,
  { split: shares, by, splitList }: RequestOptions,
  command: Command,
): { readonly split?: Split; readonly list?: string } {
  if (splitList !== undefined) {
    const list = textOf(splitList, command);
    const names = [
      ...new Set(list.split(/\r?\n/).flatMap((line) => /\t([a-z][a-z0-9_-]{0,39})$/.exec(line)?.[1] ?? [])),
    ];
    checked(() => parseList(list, names), `--split-list ${splitList}`, command);
    if (names.length === 0)
      command.error(`error: --split-list: ${splitList} must have a line "name<TAB>split", but has none.`);
    const key = keys.release(release, releaseFiles.splitList);
    return { split: { shares: names.map((name) => ({ name, share: 0 })), list: key }, list };
  }
  if (by !== undefined && !shares) command.error('error: --by says what goes together in splits. Add --split.');
  if (by !== undefined) checked(() => patternOf(by), '--by', command);
  return shares ? { split: { shares: [...shares], ...given({ by }) } } : {};
}

function textOf(file: string, command: Command): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return command.error(`error: --split-list: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function checked(check: () => unknown, option: string, command: Command): void {
  try {
    check();
  } catch (error) {
    command.error(`error: ${option}: ${(error as Error).message}`);
  }
}
