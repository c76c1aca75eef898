import { createHash } from 'node:crypto';
import type { Project } from '../contracts/keys.ts';
import { type Configuration, routeOf } from './configuration.ts';

/** Changes with whatever the configuration says of the project: a label that was given up may be read by another one. */
export function configurationDigest(configuration: Configuration, project: Project): string {
  const said = [configuration.platforms[project.connection], routeOf(configuration, project)];
  return digestOf(JSON.stringify(said));
}

/**
 * Changes with the formats of the project's route and their options, as the user wrote them: what a later version of Labelwire
 * adds by default is no change. Undefined where the project has no route.
 */
export function formatsDigest(configuration: Configuration, project: Project): string | undefined {
  const route = routeOf(configuration, project);
  return route && digestOf(JSON.stringify(route.formats, inOrderOfNames));
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const inOrderOfNames = (_name: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
