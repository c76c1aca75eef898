import { platforms } from '../platforms/platforms.ts';
import type { Configuration } from './configuration.ts';
import { type ConfigurationProblem, unknownWord } from './configuration-problem.ts';
import { shapeProblem } from './configuration-shape.ts';
import { connectionsOf } from './connections.ts';

/** The first field that is wrong, or else the first connection: what can be checked without loading the formats. */
export function connectionsProblem(configuration: unknown): ConfigurationProblem | undefined {
  return shapeProblem(configuration) ?? connectionProblem(configuration as Configuration);
}

/** Part of S3 keys, URLs, secrets and names of executions, which end at 80 characters with a digest of 41. */
const connectionName = /^[a-z][a-z0-9-]{0,37}$/;

function connectionProblem(configuration: Configuration): ConfigurationProblem | undefined {
  const ids = Object.keys(platforms);
  const logicalNames = new Map<string, string>();
  for (const [name, { platform = name, apiUrl }] of Object.entries(configuration.platforms)) {
    const path = ['platforms', name];
    if (!connectionName.test(name)) {
      return {
        path,
        message: `"${name}" is not a name of a connection: use a-z, 0-9 and "-", beginning with a letter, at most 38 characters.`,
      };
    }
    const twin = logicalNames.get(name.replaceAll('-', ''));
    if (twin)
      return {
        path,
        message: `"${name}" and "${twin}" differ only by "-", which resources on AWS cannot hold. Rename one.`,
      };
    logicalNames.set(name.replaceAll('-', ''), name);
    if (typeof platform === 'string' && !ids.includes(platform)) {
      const isNamed = configuration.platforms[name]?.platform !== undefined;
      const advice = isNamed
        ? ''
        : ` A connection with a name of its own says which platform it is: '${name}': { platform: '${ids[0]}' }.`;
      return {
        path: isNamed ? [...path, 'platform'] : path,
        message: unknownWord(platform, 'a platform', ids, 'Platforms') + advice,
      };
    }
    if (typeof platform !== 'string' && !isPlatform(platform)) {
      return { path: [...path, 'platform'], message: 'must be the id of a platform, or what definePlatform returns.' };
    }
    const { api, title } =
      connectionsOf({ ...configuration, platforms: { [name]: configuration.platforms[name] ?? {} } })[0]?.platform ??
      {};
    if (!api?.url && apiUrl === undefined) {
      return {
        path,
        message: `apiUrl is missing: say where your ${title} answers, e.g. { apiUrl: 'https://labels.example.com' }.`,
      };
    }
  }
  if (logicalNames.size === 0)
    return { path: ['platforms'], message: `must name at least one connection. Platforms: ${ids.join(', ')}.` };
  return undefined;
}

const isPlatform = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ['verify', 'events', 'reader'].every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
