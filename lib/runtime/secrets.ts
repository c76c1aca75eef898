import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsFailure } from '../contracts/aws-failure.ts';
import { InvalidConfiguration, StorageUnavailable } from '../contracts/errors.ts';
import type { Log } from '../contracts/log-events.ts';
import { required } from './environment.ts';

type Purpose = 'webhook' | 'api';
type Held = { readonly values: Promise<readonly string[]>; readonly fetchedAt: number };
type Renewal = { readonly sender: string; readonly at: number };

const freshMilliseconds = 5 * 60 * 1000;
/**
 * A wrong signature, or a credential that the platform refuses, may mean that the secret was changed just now. Within this
 * window one sender may trigger one renewal, and all senders together `most`. A stranger who sends wrong signatures thus
 * uses up no renewal but their own. An API credential has one sender, our own step, whose refusals no stranger causes.
 */
const renewalLimits = {
  webhook: { windowMilliseconds: 10_000, most: 8 },
  api: { windowMilliseconds: 1_000, most: 1 },
} as const;

const stages = { webhook: ['AWSCURRENT', 'AWSPREVIOUS'], api: ['AWSCURRENT'] } as const;

/**
 * Secrets by connection and purpose, from Secrets Manager only. A webhook's current AND previous value count, so that no
 * delivery is refused while a secret is rotated. `renewFor` a sender asks anew, if that sender may make us ask.
 * Throws StorageUnavailable when Secrets Manager does not answer, InvalidConfiguration when it refuses or has no value.
 */
export function secretCache(
  client: Pick<SecretsManagerClient, 'send'>,
  prefix: string,
  { now = Date.now, log }: { readonly now?: () => number; readonly log?: Log } = {},
) {
  const held = new Map<string, Held>();
  const renewals = new Map<string, readonly Renewal[]>();
  const renewing = new Map<string, Promise<readonly string[]>>();

  async function fetched(id: string, purpose: Purpose): Promise<readonly string[]> {
    const values = await fetchValues(client, id, purpose);
    if (values.length > 0) return values;
    log?.('secret-missing', { secret: id });
    throw new InvalidConfiguration(
      `The secret ${id} has no value. Put one in: aws secretsmanager put-secret-value --secret-id ${id} --secret-string …`,
    );
  }

  function mayRenew(id: string, purpose: Purpose, sender: string): boolean {
    const { windowMilliseconds, most } = renewalLimits[purpose];
    const recent = (renewals.get(id) ?? []).filter(({ at }) => now() - at < windowMilliseconds);
    const may = recent.length < most && recent.every((renewal) => renewal.sender !== sender);
    renewals.set(id, may ? [...recent, { sender, at: now() }] : recent);
    return may;
  }

  /** While it runs, and when it fails, the values before it stay: they are right for all but a rotation's first moments. */
  async function renewed(id: string, purpose: Purpose): Promise<readonly string[]> {
    const values = await fetched(id, purpose);
    held.set(id, { values: Promise.resolve(values), fetchedAt: now() });
    return values;
  }

  return async (
    connection: string,
    purpose: Purpose,
    { renewFor }: { readonly renewFor?: string } = {},
  ): Promise<readonly string[]> => {
    const id = `${prefix}/${connection}/${purpose}`;
    if (renewFor !== undefined && mayRenew(id, purpose, renewFor)) {
      const renewal = renewed(id, purpose).finally(() => renewing.delete(id));
      renewing.set(id, renewal);
      return renewal;
    }
    const underWay = renewFor === undefined ? undefined : renewing.get(id);
    if (underWay) return underWay;
    const there = held.get(id);
    if (there && now() - there.fetchedAt < freshMilliseconds) return there.values;
    const values = fetched(id, purpose);
    held.set(id, { values, fetchedAt: now() });
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
  return found.filter((value) => value !== undefined);
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
    const { mayPass, reason } = awsFailure(error);
    if (mayPass) throw new StorageUnavailable(`Secrets Manager did not give ${id}: ${reason}.`, { cause: error });
    throw new InvalidConfiguration(
      `Secrets Manager refused ${id}: ${reason}. Check the function's role and the secret's KMS key.`,
      { cause: error },
    );
  }
}

/** The secrets of this deployment. */
export const deployedSecrets = (log: Log) =>
  secretCache(new SecretsManagerClient(), required('SECRETS_PREFIX'), { log });

/** All active secrets of a connection's webhook, newest first. */
export function webhookSecrets(secret: ReturnType<typeof secretCache>) {
  return (connection: string, options?: { renewFor: string }) => secret(connection, 'webhook', options);
}

export type Credentials = ReturnType<typeof apiCredentials>;

/** The key with which a connection's API is called; `renew` looks at Secrets Manager again, at most once a second. */
export function apiCredentials(secret: ReturnType<typeof secretCache>) {
  return async (connection: string, { renew = false }: { readonly renew?: boolean } = {}): Promise<string> => {
    const [current = ''] = await secret(connection, 'api', renew ? { renewFor: 'refusal' } : {});
    return current;
  };
}
