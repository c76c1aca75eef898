import { explainIssues } from '../contracts/explain-issues.ts';
import type { Project } from '../contracts/keys.ts';
import { ReleaseName, ScheduledRequest } from '../contracts/release.ts';
import { canMeet, nameAt, nameParts } from '../contracts/release-pattern.ts';
import { knownFormats } from './chosen-formats.ts';
import type { Configuration, ScheduledRelease } from './configuration.ts';
import { type ConfigurationProblem, shown, unknownWord } from './configuration-problem.ts';
import { formatsProblem } from './format-options.ts';
import {
  documentsProblem,
  projectForm,
  projectIn,
  projectProblem,
  repeatedProject,
  samplesProblem,
  sharedFolder,
  sharesProblem,
  stateProblem,
} from './release-options.ts';
import { readSchedule } from './schedule-expression.ts';
import { formatsOfRelease, scheduledRequest, sharesOfRelease } from './scheduled-request.ts';
import { splitPattern } from './split-pattern.ts';

/** The first problem of the releases that schedules build: each is checked as the command checks one, and its names besides. */
export function releaseProblem(configuration: Configuration): ConfigurationProblem | undefined {
  const { releases = [] } = configuration;
  for (const [index, release] of releases.entries()) {
    const problem =
      nameProblem(release, releases.slice(0, index)) ??
      projectsProblem(release, configuration) ??
      chosenProblem(release, configuration) ??
      splitProblem(release) ??
      requestProblem(release, configuration);
    if (problem) return { path: ['releases', index, ...problem.path], message: problem.message };
  }
  return undefined;
}

const example = '2026-11-28T03:00:00Z';

function nameProblem(
  { name, schedule }: ScheduledRelease,
  before: readonly ScheduledRelease[],
): ConfigurationProblem | undefined {
  const path = ['name'];
  const known = Object.keys(nameParts);
  const unknown = name.match(/\{[^}]*\}?/g)?.find((part) => !known.includes(part));
  if (unknown !== undefined) return { path, message: unknownWord(unknown, 'a part of a name', known, 'Parts') };
  const made = ReleaseName.safeParse(nameAt(name, example));
  if (!made.success) {
    return {
      path,
      message: `what it makes, such as ${shown(nameAt(name, example))}, ${made.error.issues[0]?.message}.`,
    };
  }
  const read = readSchedule(schedule);
  if (typeof read === 'string') return { path: ['schedule'], message: read };
  const missing = ['{date}', ...(read.isOftenerThanDaily ? ['{time}'] : [])].filter((part) => !name.includes(part));
  if (missing.length > 0) {
    return {
      path,
      message: `must have ${missing.join(' and ')} in it, or the second release of ${schedule} has the name of the first, which is used once: '${[name, ...missing].join('-')}'.`,
    };
  }
  const twin = before.find((other) => canMeet(other.name, name));
  if (twin) return { path, message: `"${name}" and "${twin.name}" can make the same name. Rename one.` };
  return undefined;
}

function projectsProblem(
  { projects, state }: ScheduledRelease,
  configuration: Configuration,
): ConfigurationProblem | undefined {
  const connections = Object.keys(configuration.platforms);
  const found: Project[] = [];
  for (const [index, text] of projects.entries()) {
    const path = ['projects', index];
    const project = projectIn(text);
    if (!project) return { path, message: `${shown(text)} does not name a project. ${projectForm}` };
    const { connection } = project;
    if (!connections.includes(connection))
      return { path, message: unknownWord(connection, 'under "platforms"', connections, 'Connections there') };
    const message = projectProblem(project, configuration);
    if (message) return { path, message };
    found.push(project);
  }
  const message = repeatedProject(found);
  if (message !== undefined) return { path: ['projects'], message };
  const remedy = (stage?: string) => (stage === undefined ? 'Leave state out' : `Write state: '${stage}'`);
  const unknown = stateProblem(state, found, configuration, remedy);
  return unknown === undefined ? undefined : { path: ['state'], message: unknown };
}

function chosenProblem(release: ScheduledRelease, configuration: Configuration): ConfigurationProblem | undefined {
  const problem = formatsProblem(release.formats, knownFormats(configuration));
  if (problem) return { path: ['formats', ...problem.path], message: problem.message };
  const chosen = formatsOfRelease(release, configuration);
  const message = documentsProblem(chosen) ?? sharedFolder(chosen);
  if (message !== undefined) return { path: ['formats'], message };
  const noSamples = samplesProblem(chosen, release.layout);
  return noSamples === undefined ? undefined : { path: ['layout'], message: noSamples };
}

function splitProblem(release: ScheduledRelease): ConfigurationProblem | undefined {
  const { split, by } = release;
  const message = split && sharesProblem(sharesOfRelease(split));
  if (message !== undefined) return { path: ['split'], message };
  if (by === undefined) return undefined;
  if (!split) return { path: ['by'], message: 'says what goes together in splits. Add split.' };
  try {
    splitPattern(by);
  } catch (error) {
    return { path: ['by'], message: (error as Error).message };
  }
  return undefined;
}

/** What only the build itself would find: names of splits, and how many there may be of each. */
function requestProblem(release: ScheduledRelease, configuration: Configuration): ConfigurationProblem | undefined {
  const request = scheduledRequest(release, configuration, example);
  const parsed = ScheduledRequest.safeParse(request);
  return parsed.success ? undefined : { path: [], message: `${explainIssues(parsed.error, request)}.` };
}
