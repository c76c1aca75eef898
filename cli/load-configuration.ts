import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { connectionsProblem } from '../lib/configuration/check-connections.ts';
import type { Configuration } from '../lib/configuration/configuration.ts';
import { type ConfigurationProblem, pathText } from '../lib/configuration/configuration-problem.ts';
import { type Connection, connectionsOf } from '../lib/configuration/connections.ts';
import { InvalidConfiguration } from '../lib/contracts/errors.ts';

/** The sources, as a clone has them; a package is made of JavaScript. */
const isClone = import.meta.filename.endsWith('.ts');

/**
 * The configuration of this process: labelwire.config.ts of the clone, or the samples' under the condition `samples`. Of the
 * package, that of the folder that it is called in.
 */
export const configurationFile = isClone
  ? fileURLToPath(import.meta.resolve('#configuration'))
  : resolve('labelwire.config.ts');

/** As a person names it: relative to the folder they are in. */
const shownFile = (file: string): string => relative(process.cwd(), file) || file;

/**
 * The configuration, loaded only when a command needs it, and checked. InvalidConfiguration says file, line and column,
 * what it found there, and what to write instead.
 */
export async function loadConfiguration(file = configurationFile): Promise<Configuration> {
  const { configurationProblem } = await import('../lib/configuration/check-configuration.ts');
  return checked(file, configurationProblem);
}

/**
 * The connections of the configuration, for a command that needs no more of it. Formats and routes are not looked at: a
 * mistake there does not stop it, and loading all formats takes longer than the rest of the command.
 */
export async function loadConnections(file = configurationFile): Promise<readonly Connection[]> {
  return connectionsOf(await checked(file, connectionsProblem));
}

async function checked(
  file: string,
  problemOf: (configuration: unknown) => ConfigurationProblem | undefined,
): Promise<Configuration> {
  const { default: configuration } = await importOf(resolve(file));
  if (configuration === undefined) throw invalid(file, { message: noDefault });
  const problem = problemOf(configuration);
  if (!problem) return configuration as Configuration;
  const { positionOf } = await import('./source-position.ts');
  const position = positionOf(readFileSync(file, 'utf8'), problem.path);
  throw invalid(file, { message: `${pathText(problem.path)}: ${problem.message}`, position });
}

const remedy = isClone ? 'docs/configuration.md has one to begin with.' : 'Make one with: npx labelwire init';

const noDefault = 'it has no default export. End the file with: export default configuration;';

async function importOf(file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    const { message, code, stack = '' } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && !existsSync(file)) {
      throw invalid(file, { message: `the file is missing. ${remedy}` });
    }
    throw invalid(file, { message: syntaxMessage(message), position: positionIn(stack, file) }, error);
  }
}

/** Node repeats the line of the source below the first line of its message. */
const syntaxMessage = (message: string): string => {
  const [first = message] = message
    .trim()
    .split('\n')
    .filter((line) => !/^[\s,`│╭╰─]|^$/.test(line));
  return `${first.replace(/^\s*[x×]\s*/, '').replace(/\.$/, '')}.`;
};

type Position = { readonly line: number; readonly column?: number | undefined };

/** A stack begins with `file:///…/labelwire.config.ts:3`, the line of the source, and carets below what is wrong. */
function positionIn(stack: string, file: string): Position | undefined {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => line.includes(file) && /:\d+(:\d+)?\)?$/.test(line.trim()));
  const [, line, column] = /:(\d+)(?::(\d+))?\)?$/.exec(lines[first]?.trim() ?? '') ?? [];
  if (line === undefined) return undefined;
  const carets = lines.slice(first + 1).find((text) => /^\s*\^+\s*$/.test(text));
  return {
    line: Number(line),
    column: column ? Number(column) : carets === undefined ? undefined : carets.indexOf('^') + 1,
  };
}

type Problem = { readonly message: string; readonly position?: Position | undefined };

function invalid(file: string, { message, position }: Problem, cause?: unknown) {
  const place = position ? `:${position.line}${position.column === undefined ? '' : `:${position.column}`}` : '';
  return new InvalidConfiguration(`${shownFile(file)}${place}: ${message}`, { cause });
}
