import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { InvalidConfiguration } from '../workflow/errors.ts';
import { required } from './environment.ts';

type Purpose = 'webhook' | 'api';
type Held = { readonly values: Promise<readonly string[]>; readonly fetchedAt: number; readonly renewedAt: number };

const freshMilliseconds = 5 * 60 * 1000;
/** A wrong signature may mean that the secret was rotated just now; this bounds how often strangers can make us look. */
const renewalMilliseconds = 10 * 1000;

const stages = { webhook: ['AWSCURRENT', 'AWSPREVIOUS'], api: ['AWSCURRENT'] } as const;

/**
 * Secrets by platform and purpose, from Secrets Manager only. A webhook's current AND previous value count, so that no
 * delivery is refused while a secret is rotated.
 */
export function secretCache(client: Pick<SecretsManagerClient, 'send'>, prefix: string, now: () => number = Date.now) {
  const held = new Map<string, Held>();
  return async (platform: string, purpose: Purpose, { renew = false } = {}): Promise<readonly string[]> => {
    const id = `${prefix}/${platform}/${purpose}`;
    const there = held.get(id);
    const renewedAt = there?.renewedAt ?? Number.NEGATIVE_INFINITY;
    const isFresh = renew
      ? now() - renewedAt < renewalMilliseconds
      : there && now() - there.fetchedAt < freshMilliseconds;
    if (there && isFresh) return there.values;
    const values = fetchValues(client, id, purpose);
    held.set(id, { values, fetchedAt: now(), renewedAt: renew ? now() : renewedAt });
    values.catch(() => held.delete(id)); // the caller gets the failure; the next one asks again
    return values;
  };
}

async function fetchValues(
  client: Pick<SecretsManagerClient, 'send'>,
  id: string,
  purpose: Purpose,
): Promise<readonly string[]> {
  const found = await Promise.all(stages[purpose].map((stage) => fetchValue(client, id, stage)));
  const values = found.filter((value) => value !== undefined);
  if (values.length === 0) {
    throw new InvalidConfiguration(
      `The secret ${id} has no value. Put one in: aws secretsmanager put-secret-value --secret-id ${id} --secret-string …`,
    );
  }
  return values;
}

async function fetchValue(
  client: Pick<SecretsManagerClient, 'send'>,
  id: string,
  stage: string,
): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage: stage }));
    return SecretString || undefined;
  } catch (error) {
    // A secret made empty, or never rotated, has no version at that stage.
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

const cache = () => secretCache(new SecretsManagerClient(), required('SECRETS_PREFIX'));

/** All active secrets of a platform's webhook, newest first. */
export function webhookSecrets() {
  const secret = cache();
  return (platform: string, options?: { renew: boolean }) => secret(platform, 'webhook', options);
}

/** The key with which a platform's API is called. */
export function apiCredentials() {
  const secret = cache();
  return async (platform: string): Promise<string> => {
    const [current] = await secret(platform, 'api');
    return current ?? '';
  };
}
