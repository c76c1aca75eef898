import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from './parameters.ts';

export type SecretUse = 'webhook' | 'api';
const uses = {
  webhook: 'Secrets that sign the webhooks',
  api: 'Credential for the API',
} as const satisfies Record<SecretUse, string>;

const platforms = readdirSync(join(import.meta.dirname, '..', 'lib', 'platforms'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const pascalCase = (id: string) =>
  id.replace(/(^|-)([a-z0-9])/g, (_match, _dash, letter: string) => letter.toUpperCase());
const logicalId = (platform: string, use: SecretUse) => `${pascalCase(platform)}${pascalCase(use)}Secret`;

/** The ARNs of one kind of secret, of every platform. */
export const secretArns = (use: SecretUse) => platforms.map((platform) => ({ Ref: logicalId(platform, use) }));

/** Two secrets a platform, created empty: a person puts the values, so that no deployment ever holds or resets one. */
export async function secrets({ resolveVariable }: Variables) {
  const prefix = await resolveVariable('self:custom.secretsPrefix');
  const resources = platforms.flatMap((platform) =>
    (Object.keys(uses) as SecretUse[]).map((use) => [
      logicalId(platform, use),
      {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Name: `${prefix}/${platform}/${use}`, Description: `${uses[use]} of ${platform}` },
      },
    ]),
  );
  return { Resources: Object.fromEntries(resources) };
}
