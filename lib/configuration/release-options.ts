import { keys, type Project } from '../contracts/keys.ts';
import { printable } from '../contracts/printable.ts';
import { isOne, type ReleaseRequest, type Split } from '../contracts/release.ts';
import { shellWord } from '../contracts/shell-word.ts';
import type { Format } from '../formats/format.ts';
import { formats } from '../formats/formats.ts';
import { type ChosenFormat, rootsFor } from './chosen-formats.ts';
import { type Configuration, routeOf } from './configuration.ts';
import { findConnection, stageProblem } from './connections.ts';

/**
 * What a release may be made of, however it is asked for: by the command, or by a schedule. Each check says what is wrong in
 * whole sentences; undefined when nothing is.
 */

/** `connection/project`; undefined for any other text. */
export function projectIn(text: string): Project | undefined {
  const [, connection = '', project = ''] = /^\s*([^/\s]+)\/(.+?)\s*$/.exec(text) ?? [];
  return project === '' ? undefined : { connection, project };
}

export const projectForm = 'Write it like this: connection/project.';

export function repeatedProject(projects: readonly Project[]): string | undefined {
  const names = projects.map(({ connection, project }) => JSON.stringify([connection, project]));
  return new Set(names).size < names.length ? 'Each project must be named once.' : undefined;
}

/** The format whose tree releases are made of. */
const canonical = Object.values(formats).find(({ root }) =>
  keys.labels({ connection: '', project: '' }).startsWith(`${root}/`),
);

/** Of a project of a known connection. `where` ends the command that exports its labels again: ` --stage prod`. */
export function projectProblem(project: Project, configuration: Configuration, where = ''): string | undefined {
  const named = `${printable(project.project)} of ${project.connection}`;
  if (!routeOf(configuration, project))
    return `no route in labelwire.config.ts takes project ${named}. Add it to one, and deploy.`;
  if (!canonical || rootsFor(configuration, project).includes(canonical.root)) return undefined;
  return `a release is made of canonical labels, which the route of project ${named} does not write. Add "${canonical.id}: {}" to its formats in labelwire.config.ts, deploy, and export its labels again: npx labelwire sync ${project.connection} --project ${shellWord(project.project)} --all --yes${where}`;
}

/** `remedy` as `stageProblem` takes it. */
export function stateProblem(
  state: ReleaseRequest['state'],
  projects: readonly Project[],
  configuration: Configuration,
  remedy: Parameters<typeof stageProblem>[2],
): string | undefined {
  if (state === undefined) return undefined;
  const connections = [...new Set(projects.map(({ connection }) => connection))];
  return connections
    .map((name) => findConnection(name, configuration))
    .map((connection) => connection && stageProblem(state, connection, remedy))
    .find((problem) => problem !== undefined);
}

export function documentsProblem(chosen: readonly ChosenFormat[]): string | undefined {
  const needs = chosen.find(({ format }) => format.readsDocument !== false);
  return needs && `${needs.format.id} needs the platform's own documents, which a release does not have.`;
}

/** A sample has the files of one unit: some formats have none with the layout `webdataset`. */
export function samplesProblem(
  chosen: readonly ChosenFormat[],
  layout: ReleaseRequest['layout'] | undefined,
): string | undefined {
  const unfit = chosen.filter(({ format, options }) => !format.hasSamples(options));
  const others = [...new Set(unfit.map(({ format }) => format.id))];
  if (layout !== 'webdataset' || others.length === 0) return undefined;
  const able = Object.values<Format>(formats).filter(
    (format) => format.hasSamples(format.Options.parse({})) && format.readsDocument === false,
  );
  return `each format must have files of single units, but ${others.join(' and ')} ${others.length === 1 ? 'has' : 'have'} lists of units or frames. Choose among ${able.map(({ id }) => id).join(', ')}, or another layout.`;
}

export function sharedFolder(chosen: readonly ChosenFormat[]): string | undefined {
  const names = chosen.map(({ format, options }) => format.nameOf(options));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  return twice && `two formats would write into the folder ${twice}. Name one of them.`;
}

export function sharesProblem(shares: Split['shares']): string | undefined {
  const names = shares.map(({ name }) => name);
  const sum = shares.reduce((total, { share }) => total + share, 0);
  if (new Set(names).size < names.length) return 'Each split must have a name of its own.';
  return isOne(shares) ? undefined : `The shares must be 1 together, but are ${sum}.`;
}
