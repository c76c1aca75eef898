import type { Command } from 'commander';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import { unknownWord } from '../../lib/configuration/configuration-problem.ts';
import { type Connection, connectionsOf } from '../../lib/configuration/connections.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { localEnvironment, localEnvironmentFile } from '../deployment.ts';
import { loadConfiguration } from '../load-configuration.ts';
import { loadServedLabels } from './served-labels.ts';

/** The connection of this name, or the only one of this platform. */
export function servedConnection(name: string, configuration: Configuration, command: Command): Connection {
  const connections = connectionsOf(configuration);
  const named = connections.filter((connection) => connection.name === name);
  const found = named.length > 0 ? named : connections.filter(({ platform }) => platform.id === name);
  const [first, second] = found;
  if (first && !second) return first;
  const names = (found.length > 0 ? found : connections).map((connection) => connection.name);
  const problem =
    found.length > 0
      ? `There are several connections of ${name}: ${names.join(', ')}. Name one of them.`
      : unknownWord(name, 'a connection of labelwire.config.ts, nor a platform of one', names, 'Connections');
  return command.error(`error: ${problem}`);
}

type Choice = { readonly all: boolean; readonly command: Command };

/** Of the documents that `npm start` serves for a connection: those that are named, all, or the first. */
export async function chooseLabels(
  { name: connection }: Connection,
  named: readonly string[],
  { all, command }: Choice,
): Promise<readonly ServedLabel[]> {
  if (all && named.length > 0) command.error('error: Say which: --all, or labels by name.');
  const { LABELWIRE_DOCUMENTS: folder } = localEnvironment();
  if (folder === undefined)
    throw new Error(`${localEnvironmentFile} does not name the documents. Start the local pipeline again: npm start`);
  const served = (await loadServedLabels(folder, await loadConfiguration())).labels[connection] ?? [];
  if (served.length === 0)
    throw new Error(
      `${quoted(folder)} has no documents of ${connection}, so nothing can be sent. See: npm start -- --help`,
    );
  if (all) return served;
  if (named.length === 0) return served.slice(0, 1);
  const words = served.flatMap(({ label, name }) => [label, name]);
  return named.flatMap((word) => {
    const found = served.filter(({ label, name }) => label === word || name === word);
    if (found.length > 0) return found;
    return command.error(`error: ${unknownWord(word, `a label that ${connection} serves`, words, 'Labels')}`);
  });
}
