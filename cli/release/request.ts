import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import {
  documentsProblem,
  projectForm,
  projectIn,
  projectProblem,
  repeatedProject,
  samplesProblem,
  stateProblem,
} from '../../lib/configuration/release-options.ts';
import { splitPattern } from '../../lib/configuration/split-pattern.ts';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import { given } from '../../lib/contracts/given.ts';
import { keys, type Project } from '../../lib/contracts/keys.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import { ReleaseName, ReleaseRequest, type Split } from '../../lib/contracts/release.ts';
import { releaseFiles } from '../../lib/release/layout.ts';
import type { Share } from '../../lib/release/split-at.ts';
import { parseList } from '../../lib/release/splits.ts';
import { connectionNamed } from '../connection.ts';
import { givenFormats } from '../convert/given-formats.ts';

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
    const project = projectIn(word);
    if (!project) throw new InvalidArgumentError(projectForm);
    return project;
  });
  const all = [...before, ...named];
  const problem = repeatedProject(all);
  if (problem) throw new InvalidArgumentError(problem);
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
  const remedy = (stage?: string) => (stage === undefined ? 'Leave --state out' : `Write --state ${stage}`);
  const unknownState = stateProblem(state, projects, configuration, remedy);
  if (unknownState !== undefined) command.error(`error: --state: ${unknownState}`);
  const chosen = await givenFormats(options.format, options.options, command, '--format');
  const needsDocuments = documentsProblem(chosen);
  if (needsDocuments) command.error(`error: --format: ${needsDocuments}`);
  const noSamples = samplesProblem(chosen, layout);
  if (noSamples) command.error(`error: --layout ${layout}: ${noSamples}`);
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
  const { error } = ReleaseRequest.safeParse(request);
  if (error) command.error(`error: ${explainIssues(error, request)}.`);
  return { request, ...given({ list }) };
}

function checkProject(project: Project, configuration: Configuration, command: Command, where: string): void {
  connectionNamed(project.connection, connectionsOf(configuration), command);
  const problem = projectProblem(project, configuration, where);
  if (problem) command.error(`error: --project: ${problem}`);
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
      command.error(`error: --split-list: ${quoted(splitList)} must have a line "name<TAB>split", but has none.`);
    const key = keys.release(release, releaseFiles.splitList);
    return { split: { shares: names.map((name) => ({ name, share: 0 })), list: key }, list };
  }
  if (by !== undefined && !shares) command.error('error: --by says what goes together in splits. Add --split.');
  if (by !== undefined) checked(() => splitPattern(by), '--by', command);
  return shares ? { split: { shares: [...shares], ...given({ by }) } } : {};
}

function textOf(file: string, command: Command): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return command.error(
      `error: --split-list: ${quoted(file)} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

function checked(check: () => unknown, option: string, command: Command): void {
  try {
    check();
  } catch (error) {
    command.error(`error: ${option}: ${(error as Error).message}`);
  }
}
