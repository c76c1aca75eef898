import type { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { apiCredentials, secretCache } from '../../../lib/runtime/secrets.ts';

type Values = { AWSCURRENT?: string; AWSPREVIOUS?: string };

/** Secrets Manager with one secret, whose clock a test turns. */
function aSecret(values: Values) {
  const held = { values, now: 0, down: false };
  const asked: string[] = [];
  const logged: string[] = [];
  const client = {
    async send({ input: { SecretId, VersionStage } }: GetSecretValueCommand) {
      asked.push(`${SecretId} ${VersionStage}`);
      if (held.down) throw Object.assign(new Error('down'), { name: 'InternalServiceError' });
      const SecretString = held.values[VersionStage as keyof Values];
      if (SecretString === undefined) throw Object.assign(new Error('none'), { name: 'ResourceNotFoundException' });
      return { SecretString };
    },
  };
  const secrets = secretCache(client as unknown as Parameters<typeof secretCache>[0], 'labelwire/dev', {
    now: () => held.now,
    log: (event, fields) => logged.push(`${event} ${fields.secret}`),
  });
  return { held, asked, logged, secrets };
}

describe('the secrets of a webhook', () => {
  it('are the current one and the one before it, newest first', async () => {
    const { secrets, asked } = aSecret({ AWSCURRENT: 'new', AWSPREVIOUS: 'old' });
    expect(await secrets('encord', 'webhook')).toEqual(['new', 'old']);
    expect(asked).toEqual(['labelwire/dev/encord/webhook AWSCURRENT', 'labelwire/dev/encord/webhook AWSPREVIOUS']);
  });

  it('are one alone before the first rotation', async () => {
    expect(await aSecret({ AWSCURRENT: 'only' }).secrets('encord', 'webhook')).toEqual(['only']);
  });

  it('are kept for five minutes', async () => {
    const { secrets, held, asked } = aSecret({ AWSCURRENT: 'a' });
    await secrets('encord', 'webhook');
    held.now = 299_999;
    await secrets('encord', 'webhook');
    expect(asked).toHaveLength(2);
    held.now = 300_000;
    held.values = { AWSCURRENT: 'b', AWSPREVIOUS: 'a' };
    expect(await secrets('encord', 'webhook')).toEqual(['b', 'a']);
  });

  it('are fetched anew on demand, however fresh: the secret may have been rotated just now', async () => {
    const { secrets, held } = aSecret({ AWSCURRENT: 'a' });
    await secrets('encord', 'webhook');
    held.values = { AWSCURRENT: 'b', AWSPREVIOUS: 'a' };
    expect(await secrets('encord', 'webhook', { renewFor: 'it' })).toEqual(['b', 'a']);
  });

  it('are fetched anew for a sender once in ten seconds, and its look is not used up by another’s', async () => {
    const { secrets, held, asked } = aSecret({ AWSCURRENT: 'a' });
    await secrets('encord', 'webhook', { renewFor: 'stranger' });
    held.values = { AWSCURRENT: 'b', AWSPREVIOUS: 'a' };
    held.now = 9_999;
    expect(await secrets('encord', 'webhook', { renewFor: 'stranger' })).toEqual(['a']);
    expect(asked).toHaveLength(2);
    expect(await secrets('encord', 'webhook', { renewFor: 'platform' })).toEqual(['b', 'a']);
    held.values = { AWSCURRENT: 'c', AWSPREVIOUS: 'b' };
    held.now = 10_000;
    expect(await secrets('encord', 'webhook', { renewFor: 'stranger' })).toEqual(['c', 'b']);
  });

  it('are waited for by every delivery of a sender that needs them anew while they are fetched', async () => {
    const { secrets, held, asked } = aSecret({ AWSCURRENT: 'a' });
    await secrets('encord', 'webhook');
    held.values = { AWSCURRENT: 'b', AWSPREVIOUS: 'a' };
    const together = Array.from({ length: 8 }, () => secrets('encord', 'webhook', { renewFor: 'platform' }));
    expect(await Promise.all(together)).toEqual(Array.from({ length: 8 }, () => ['b', 'a']));
    expect(asked).toHaveLength(4);
  });

  it('are fetched anew for eight senders in ten seconds, however many strangers there are', async () => {
    const { secrets, held, asked } = aSecret({ AWSCURRENT: 'a' });
    for (let stranger = 0; stranger < 1_000; stranger += 1) {
      held.now = stranger * 10; // all of them within ten seconds
      await secrets('encord', 'webhook', { renewFor: `stranger-${stranger}` });
    }
    expect(asked).toHaveLength(2 * 8);
    await secrets('labelbox', 'webhook', { renewFor: 'stranger-0' });
    expect(asked).toHaveLength(2 * 9);
  });

  it('stay as they are when they could not be fetched anew: a stranger takes nothing away', async () => {
    const { secrets, held } = aSecret({ AWSCURRENT: 'a' });
    await secrets('encord', 'webhook');
    held.down = true;
    await expect(secrets('encord', 'webhook', { renewFor: 'stranger' })).rejects.toMatchObject({
      name: 'StorageUnavailable',
    });
    expect(await secrets('encord', 'webhook')).toEqual(['a']);
  });

  it('tell a Secrets Manager that is down from one that refuses', async () => {
    const failing = (error: object) =>
      secretCache(
        { send: async () => Promise.reject(Object.assign(new Error('Words of AWS.'), error)) } as never,
        'labelwire/dev',
      )('encord', 'webhook');
    await expect(failing({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } })).rejects.toMatchObject({
      name: 'InvalidConfiguration',
      message: expect.stringMatching(/AccessDenied.*role/),
    });
    await expect(failing({ name: 'InternalServiceError', $metadata: { httpStatusCode: 500 } })).rejects.toMatchObject({
      name: 'StorageUnavailable',
    });
  });

  it('are reported as missing where they have no value, since the webhooks of a whole connection fail', async () => {
    const { secrets, logged } = aSecret({});
    await expect(secrets('encord', 'webhook')).rejects.toMatchObject({ name: 'InvalidConfiguration' });
    expect(logged).toEqual(['secret-missing labelwire/dev/encord/webhook']);
  });

  it('are asked for once by deliveries that come at the same time', async () => {
    const { secrets, asked } = aSecret({ AWSCURRENT: 'a' });
    await Promise.all([secrets('encord', 'webhook'), secrets('encord', 'webhook')]);
    expect(asked).toHaveLength(2);
  });

  it('are asked for again at once after Secrets Manager failed', async () => {
    const { secrets, held } = aSecret({ AWSCURRENT: 'a' });
    held.down = true;
    await expect(secrets('encord', 'webhook')).rejects.toMatchObject({ name: 'StorageUnavailable' });
    held.down = false;
    expect(await secrets('encord', 'webhook')).toEqual(['a']);
  });

  it('are kept apart by platform and purpose', async () => {
    const { secrets, asked } = aSecret({ AWSCURRENT: 'a' });
    await secrets('encord', 'webhook');
    await secrets('labelbox', 'webhook');
    await secrets('encord', 'api');
    expect(new Set(asked).size).toBe(5);
  });
});

it('takes the current key of an API alone: a revoked one must not be tried', async () => {
  const { secrets } = aSecret({ AWSCURRENT: 'new', AWSPREVIOUS: 'old' });
  expect(await secrets('encord', 'api')).toEqual(['new']);
});

describe('the credential of an API', () => {
  it('is the new one at once when it is fetched anew after a refusal, however fresh the old one is', async () => {
    const { secrets, held } = aSecret({ AWSCURRENT: 'old' });
    const credentialOf = apiCredentials(secrets);
    expect(await credentialOf('encord')).toBe('old');
    held.values = { AWSCURRENT: 'new', AWSPREVIOUS: 'old' };
    expect(await credentialOf('encord')).toBe('old');
    expect(await credentialOf('encord', { renew: true })).toBe('new');
    expect(await credentialOf('encord')).toBe('new');
  });

  it('is fetched anew once a second, however many refusals there are', async () => {
    const { secrets, held, asked } = aSecret({ AWSCURRENT: 'a' });
    const credentialOf = apiCredentials(secrets);
    for (let refusal = 0; refusal < 1_000; refusal += 1) {
      held.now = refusal * 2; // all of them within two seconds
      await credentialOf('encord', { renew: true });
    }
    expect(asked).toHaveLength(2);
  });

  it('is not taken for granted when Secrets Manager is down after a refusal', async () => {
    const { secrets, held } = aSecret({ AWSCURRENT: 'a' });
    const credentialOf = apiCredentials(secrets);
    await credentialOf('encord');
    held.down = true;
    await expect(credentialOf('encord', { renew: true })).rejects.toMatchObject({ name: 'StorageUnavailable' });
  });
});

it.each([{}, { AWSCURRENT: '' }])('says how to fill a secret without a value (%j)', async (values) => {
  await expect(aSecret(values).secrets('encord', 'webhook')).rejects.toMatchObject({
    name: 'InvalidConfiguration',
    message: expect.stringMatching(/labelwire\/dev\/encord\/webhook has no value.*aws secretsmanager put-secret-value/),
  });
});
