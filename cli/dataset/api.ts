import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { accessPlatform, accessPlatformIds } from '../../access/access-platform.ts';
import type { DatasetPlatform } from '../../access/dataset/data-set.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import { secretCache } from '../../lib/runtime/secrets.ts';
import { accessApi } from '../access/api.ts';
import { givenSecret } from '../connect/answers.ts';
import type { Where } from '../deployment.ts';
import { stackOf } from '../stack.ts';

const variable = 'LABELWIRE_API_KEY';

export type PlatformOptions = Where & { readonly platform: string; readonly apiKeyFile?: string };

/** Ends the call where the platform does not make data sets of objects in a bucket. */
export async function datasetPlatform({ platform: id }: PlatformOptions, command: Command): Promise<DatasetPlatform> {
  const all = await Promise.all(accessPlatformIds().map(accessPlatform));
  const able = all.filter((platform): platform is DatasetPlatform => platform.datasets !== undefined);
  const platform = able.find((known) => known.id === id);
  if (platform) return platform;
  const ids = able.map((known) => known.id).join(', ');
  return command.error(
    `error: --platform must be a platform that makes data sets of a bucket (${ids}), but is ${quoted(id)}.`,
  );
}

/** With the key of a file, of the environment, or of the deployment's secret. Waits as long as a data set takes. */
export async function datasetApi({ id, title }: DatasetPlatform, options: PlatformOptions): Promise<PlatformApi> {
  const key = givenSecret(options.apiKeyFile, variable) ?? (await deployedKey(id, title, options));
  return accessApi(id, key, Number.POSITIVE_INFINITY);
}

async function deployedKey(id: string, title: string, options: Where): Promise<string> {
  try {
    const { secretsPrefix } = await stackOf(options);
    const [key = ''] = await secretCache(new SecretsManagerClient(), secretsPrefix)(id, 'api');
    return key;
  } catch (cause) {
    throw new Error(
      `The API key of ${title} is missing. Give it with --api-key-file <file> (- for standard input) or ${variable}, or name a deployment that has it. ${(cause as Error).message}`,
      { cause },
    );
  }
}
