import { type Command, Option } from 'commander';
import { unknownWord } from '../lib/configuration/configuration-problem.ts';
import type { Connection } from '../lib/configuration/connections.ts';

/** `--platform` names a connection of labelwire.config.ts, which most often is named like its platform. */
export const connectionOption = (description: string): Option => new Option('--platform <connection>', description);

/** That of this name among those of labelwire.config.ts; another name is a wrong call, whose error lists them. */
export function connectionNamed(name: string, connections: readonly Connection[], command: Command): Connection {
  const found = connections.find((connection) => connection.name === name);
  if (found) return found;
  const known = connections.map((connection) => connection.name);
  const problem = unknownWord(name, 'a connection of labelwire.config.ts', known, 'Connections');
  return command.error(`error: ${problem} To add one: name it under "platforms", give it a route, and deploy.`);
}
