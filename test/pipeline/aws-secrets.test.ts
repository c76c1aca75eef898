import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HttpServer, serve } from '../../cli/http-server.ts';
import { secretsManager } from '../../local/aws/secrets-manager.ts';

let server: HttpServer;
let client: SecretsManagerClient;
let service: ReturnType<typeof secretsManager>;
beforeEach(async () => {
  service = secretsManager();
  server = await serve(service.handle);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SecretsManagerClient({ endpoint: server.url, region: 'us-east-1', credentials });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const create = (SecretString?: string) =>
  client.send(new CreateSecretCommand({ Name: 'app/key', ...(SecretString ? { SecretString } : {}) }));
const put = (SecretString: string, more: { ClientRequestToken?: string; VersionStages?: string[] } = {}) =>
  client.send(new PutSecretValueCommand({ SecretId: 'app/key', SecretString, ...more }));
const get = (VersionStage?: string, SecretId = 'app/key') =>
  client.send(new GetSecretValueCommand({ SecretId, ...(VersionStage ? { VersionStage } : {}) }));
const token = (digit: number) => `${digit}`.repeat(32);

it('gives the current value, and the previous one after a rotation', async () => {
  const { ARN } = await create('one');
  expect(await get()).toMatchObject({ ARN, Name: 'app/key', SecretString: 'one', VersionStages: ['AWSCURRENT'] });
  await put('two');
  await put('three');
  expect((await get()).SecretString).toBe('three');
  expect((await get('AWSCURRENT')).SecretString).toBe('three');
  expect((await get('AWSPREVIOUS')).SecretString).toBe('two');
  expect((await get('AWSPREVIOUS', ARN)).SecretString).toBe('two');
});

it('tells a secret that is not there from a label that no version has', async () => {
  await expect(get()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
  await create('one');
  await expect(get('AWSPREVIOUS')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
  });
});

it('has no value until one is put', async () => {
  await create();
  await expect(get()).rejects.toMatchObject({ message: expect.stringContaining('staging label: AWSCURRENT') });
  await put('one');
  expect((await get()).SecretString).toBe('one');
});

it('refuses to create what is there', async () => {
  await create('one');
  await expect(create('two')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  expect((await get()).SecretString).toBe('one');
});

it('takes a repeated request once, and never changes a version', async () => {
  await create('one');
  await put('two', { ClientRequestToken: token(2) });
  await put('two', { ClientRequestToken: token(2) });
  expect((await get('AWSPREVIOUS')).SecretString).toBe('one');
  await expect(put('three', { ClientRequestToken: token(2) })).rejects.toMatchObject({
    name: 'ResourceExistsException',
  });
  expect((await get()).SecretString).toBe('two');
});

it('lets a pending version be, beside the current one', async () => {
  await create('one');
  await put('two', { VersionStages: ['AWSPENDING'] });
  expect((await get()).SecretString).toBe('one');
  expect((await get('AWSPENDING')).SecretString).toBe('two');
});

it('does not rotate when the same value is given at every start', async () => {
  service.put('app/key', 'one');
  service.put('app/key', 'two');
  service.put('app/key', 'two');
  expect((await get()).SecretString).toBe('two');
  expect((await get('AWSPREVIOUS')).SecretString).toBe('one');
});
