import { createHash } from 'node:crypto';
import type { Project } from '../contracts/keys.ts';
import { type Configuration, routeOf } from './configuration.ts';

/** Changes with whatever the configuration says of the project: a label that was given up may be read by another one. */
export function configurationDigest(configuration: Configuration, project: Project): string {
  const said = [configuration.platforms[project.connection], routeOf(configuration, project)];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}
