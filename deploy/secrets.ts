import { loadConfiguration } from '../cli/load-configuration.ts';
import { kept } from './kept.ts';
import type { Variables } from './parameters.ts';

export type SecretUse = 'webhook' | 'api';
const uses = {
  webhook: 'Secrets that sign the webhooks',
  api: 'Credential for the API',
} as const satisfies Record<SecretUse, string>;

/** The names of the connections of labelwire.config.ts: only these have secrets. */
export const connectionNames = async (): Promise<readonly string[]> =>
  Object.keys((await loadConfiguration()).platforms).sort();

export const pascalCase = (name: string) =>
  name.replace(/(^|-)([a-z0-9])/g, (_match, _dash, letter: string) => letter.toUpperCase());
const logicalId = (connection: string, use: SecretUse) => `${pascalCase(connection)}${pascalCase(use)}Secret`;

/** The ARNs of one kind of secret, of these connections. */
export const secretArns = (connections: readonly string[], use: SecretUse) =>
  connections.map((connection) => ({ Ref: logicalId(connection, use) }));

/**
 * Two secrets a connection, created empty: a person puts the values, so that no deployment ever holds or resets one. A
 * connection that leaves the configuration leaves its secrets, and finds them when it comes back.
 */
export async function secrets({ resolveVariable }: Variables) {
  const prefix = await resolveVariable('self:custom.secretsPrefix');
  const resources = (await connectionNames()).flatMap((connection) =>
    (Object.keys(uses) as SecretUse[]).map((use) => [
      logicalId(connection, use),
      {
        Type: 'AWS::SecretsManager::Secret',
        ...kept,
        Properties: { Name: `${prefix}/${connection}/${use}`, Description: `${uses[use]} of ${connection}` },
      },
    ]),
  );
  return { Resources: Object.fromEntries(resources) };
}
