import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import configuration from '#configuration';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';
import { secretCache } from '../../lib/runtime/secrets.ts';
import { givenSecret } from '../connect/answers.ts';
import type { Where } from '../deployment.ts';
import { stackOf } from '../stack.ts';

const variable = 'LABELWIRE_API_KEY';

export type KeyOptions = Where & { readonly apiKeyFile?: string };

/** Labelbox, with the key of a file, of the environment, or of the deployment's secret; for as long as a data set takes. */
export async function labelbox(options: KeyOptions): Promise<PlatformApi> {
  const credential = givenSecret(options.apiKeyFile, variable) ?? (await deployedKey(options));
  const settings = configuration.platforms.labelbox ?? {};
  return platformApi(platforms.labelbox, {
    credential,
    settings,
    remainingMilliseconds: () => Number.POSITIVE_INFINITY,
  });
}

async function deployedKey(options: Where): Promise<string> {
  try {
    const { secretsPrefix } = await stackOf(options);
    const [key = ''] = await secretCache(new SecretsManagerClient(), secretsPrefix)('labelbox', 'api');
    return key;
  } catch (cause) {
    throw new Error(
      `The Labelbox API key is missing. Give it with --api-key-file <file> (- for standard input) or ${variable}, or name a deployment that has it. ${(cause as Error).message}`,
      { cause },
    );
  }
}
