import { InvalidConfiguration } from '../contracts/errors.ts';
import type { Format } from '../formats/format.ts';
import { connectionsProblem } from './check-connections.ts';
import { releaseProblem } from './check-releases.ts';
import { knownFormats, variantsOf } from './chosen-formats.ts';
import type { Configuration, Route } from './configuration.ts';
import { type ConfigurationProblem, pathText, unknownWord } from './configuration-problem.ts';
import { findConnection, stageProblem } from './connections.ts';
import { formatsProblem } from './format-options.ts';

/** Everything that can be wrong with labelwire.config.ts, before it is deployed: the first problem; undefined when all is well. */
export function configurationProblem(configuration: unknown): ConfigurationProblem | undefined {
  const problem = connectionsProblem(configuration);
  if (problem) return problem;
  const checked = configuration as Configuration;
  return formatProblem(checked) ?? routeProblem(checked) ?? releaseProblem(checked);
}

/** Throws InvalidConfiguration with the first problem. */
export function checkConfiguration(configuration: Configuration): void {
  const problem = configurationProblem(configuration);
  if (problem) throw new InvalidConfiguration(`labelwire.config.ts: ${pathText(problem.path)}: ${problem.message}`);
}

function formatProblem(configuration: Configuration): ConfigurationProblem | undefined {
  const known = knownFormats(configuration);
  const own = known.findIndex(({ id }, index) => known.findIndex((format) => format.id === id) < index);
  if (own < 0) return undefined;
  const index = own - (known.length - (configuration.formats?.length ?? 0));
  return {
    path: ['formats', index],
    message: `another format has the id "${known[own]?.id}" already. Give this one an id of its own.`,
  };
}

function routeProblem(configuration: Configuration): ConfigurationProblem | undefined {
  const connections = Object.keys(configuration.platforms);
  const known = knownFormats(configuration);
  for (const [index, { platform, take = 'any', formats: chosen }] of configuration.routes.entries()) {
    const path = ['routes', index];
    if (!connections.includes(platform)) {
      return {
        path: [...path, 'platform'],
        message: unknownWord(platform, 'under "platforms"', connections, 'Connections there'),
      };
    }
    const connection = findConnection(platform, configuration);
    const unknown =
      connection && take !== 'any'
        ? stageProblem(take, connection, (stage) => `Write take: '${stage ?? 'any'}'`)
        : undefined;
    if (unknown !== undefined) return { path: [...path, 'take'], message: unknown };
    const problem = formatsProblem(chosen, known) ?? liveProblem(chosen, known);
    if (problem) return { path: [...path, 'formats', ...problem.path], message: problem.message };
    const twice = sameTree(chosen, known);
    if (twice) return { path: [...path, 'formats', ...twice.path], message: twice.message };
  }
  return undefined;
}

/** A format whose files one label alone cannot tell. */
function liveProblem(chosen: Route['formats'], known: readonly Format[]): ConfigurationProblem | undefined {
  for (const format of known.filter(({ id }) => Object.hasOwn(chosen, id))) {
    const options = chosen[format.id];
    const index = variantsOf(options).findIndex((variant) => !format.isLive(format.Options.parse(variant)));
    if (index < 0) continue;
    return {
      path: [format.id, ...(Array.isArray(options) ? [index] : [])],
      message: `${format.id} with these options is not written label by label: its files depend on several labels. Leave it out of the route, and make it with: labelwire convert --to ${format.id}`,
    };
  }
  return undefined;
}

/** Two of a route that would write to the same keys. */
function sameTree(chosen: Route['formats'], known: readonly Format[]): ConfigurationProblem | undefined {
  const roots = new Set<string>();
  for (const format of known.filter(({ id }) => Object.hasOwn(chosen, id))) {
    const options = chosen[format.id];
    for (const [index, variant] of variantsOf(options).entries()) {
      const root = format.rootOf(format.Options.parse(variant));
      if (roots.has(root)) {
        return {
          path: [format.id, ...(Array.isArray(options) ? [index] : [])],
          message: `another format of the route writes to ${root}/, too. Remove one.`,
        };
      }
      roots.add(root);
    }
  }
  return undefined;
}
