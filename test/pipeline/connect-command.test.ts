import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentForTools } from '../../local/environment.ts';
import { newFolder } from '../../local/new-folder.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { type Ended, folderOfLocalPipeline, labelwire, labelwireProcess } from '../support/command-line.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
let folder: string;
const harbour = aLabelboxLabel({ project: 'harbour' });
const street = anEncordLabel({ project: 'street' });
const market = testingOf('label-studio').aLabel({ project: '4' });

beforeAll(async () => {
  on = await aRunningPipeline({ labels: { encord: [street], labelbox: [harbour], 'label-studio': [market] } });
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
});
afterAll(() => on.stop());

const connect = (...args: string[]): Promise<Ended> => labelwire(['connect', ...args, '--local'], { folder });

async function secret(name: string, stage = 'AWSCURRENT', prefix = on.environment.SECRETS_PREFIX): Promise<string> {
  const client = new SecretsManagerClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '' });
  const SecretId = `${prefix}/${name}`;
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage: stage }));
  return SecretString;
}

const fileWith = (text: string): string => {
  const file = join(newFolder(), 'secret.txt');
  writeFileSync(file, `${text}\n`);
  return file;
};

const urlFor = (platform: string, project: string) =>
  `${on.pipeline.connection(platform).webhookUrl}?project=${project}`;

/** As the simulated platform's own API lists them. */
async function webhooksOfLabelbox(): Promise<{ url: string; status: string }[]> {
  const { apiUrl } = on.pipeline.connection('labelbox');
  const answer = await fetch(`${apiUrl}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await secret('labelbox/api')}` },
    body: JSON.stringify({ query: 'query GetOrganizationWebhooksPyApi { webhooks(skip: 0 first: 100) }' }),
  });
  const { data } = (await answer.json()) as { data: { organization: { webhooks: { url: string; status: string }[] } } };
  return data.organization.webhooks;
}

it('ends an impossible call with 2, and changes nothing', async () => {
  const calls = [
    ['labelbox', '--project', 'harbour'],
    ['nobody', '--yes'],
    ['labelbox', '--yes', '--project', 'a', 'b', '--label', 'l', '--data-unit', 'd'],
  ];
  const ended = await Promise.all(calls.map((call) => connect(...call)));
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
  expect(ended[0]?.stderr).toContain('add --yes or --dry-run');
  expect(await webhooksOfLabelbox()).toEqual([]);
});

describe('labelwire connect labelbox', () => {
  it('says what it would do, and does nothing, with --dry-run', async () => {
    const before = await secret('labelbox/webhook');
    const ended = await connect('labelbox', '--project', 'harbour', '--rotate-secret', '--dry-run');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(`make sure of the webhook of project harbour: ${urlFor('labelbox', 'harbour')}`);
    expect(ended.stdout).toMatch(/store labelwire\/local\/labelbox\/webhook/);
    expect(await secret('labelbox/webhook')).toBe(before);
    expect(await webhooksOfLabelbox()).toEqual([]);
  });

  it('refuses a credential that the platform refuses, and a project that it does not show, before it changes anything', async () => {
    const key = await secret('labelbox/api');
    const [credential, project] = await Promise.all([
      connect('labelbox', '--project', 'harbour', '--api-key-file', fileWith('wrong'), '--yes'),
      connect('labelbox', '--project', 'elsewhere', '--yes'),
    ]);
    expect(credential).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Labelbox refuses the credentials (401)'),
    });
    expect(project).toMatchObject({ code: 1, stderr: expect.stringContaining('Labelbox does not show the project') });
    expect(await secret('labelbox/api')).toBe(key);
    expect(await webhooksOfLabelbox()).toEqual([]);
  });

  it('makes the webhook once, and proves with a signed delivery that the receiver takes it', async () => {
    const first = await connect('labelbox', '--project', 'harbour', '--yes');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`✓ webhook of project harbour created: ${urlFor('labelbox', 'harbour')}`);
    expect(first.stdout).toMatch(/✓ receiver +200: signature right/);
    const again = await connect('labelbox', '--project', 'harbour', '--yes');
    expect(again.stdout).toContain('✓ webhook of project harbour updated');
    expect(await webhooksOfLabelbox()).toMatchObject([{ url: urlFor('labelbox', 'harbour'), status: 'ACTIVE' }]);
    expect(await on.keys()).toEqual([]); // the test delivery started nothing
  });

  it('rotates: a new webhook under the new secret, the old one switched off, and what the old secret signed still taken', async () => {
    const old = await secret('labelbox/webhook');
    const ended = await connect('labelbox', '--project', 'harbour', '--rotate-secret', '--yes');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('✓ webhook of project harbour replaced');
    expect((await webhooksOfLabelbox()).map(({ status }) => status)).toEqual(['INACTIVE', 'ACTIVE']);
    const current = await secret('labelbox/webhook');
    expect(current).not.toBe(old);
    expect(current.length).toBeGreaterThan(40);
    expect(await secret('labelbox/webhook', 'AWSPREVIOUS')).toBe(old);
    for (const output of [ended.stdout, ended.stderr])
      for (const hidden of [old, current, await secret('labelbox/api')]) expect(output).not.toContain(hidden);
    for (const signedBy of [old, current])
      expect((await on.deliver('labelbox', harbour, { secret: signedBy })).status).toBe(202);
    await on.pipeline.aws.idle();
  });

  it('follows the label that it tests with into the bucket', async () => {
    const { label, dataUnit = '' } = harbour;
    const call = ['labelbox', '--project', 'harbour', '--yes', '--label'];
    const ended = await connect(...call, label, '--data-unit', dataUnit);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(
      /✓ receiver +202: .*\n✓ execution +SUCCEEDED: labelbox-[0-9a-f]+\n✓ bucket +exported, the revision of 20[-:.T0-9]+Z: labels\/labelbox\/harbour\//,
    );
    const without = await connect(...call, label);
    expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('--data-unit <id>') });
  });

  const spoil = ({ document }: ReturnType<typeof aLabelboxLabel>) => {
    const [project] = Object.values(document.projects as Record<string, { labels: Record<string, unknown>[] }>);
    Object.assign(project?.labels[0] ?? {}, { annotations: 5 });
  };
  const connectWith = (label: string) =>
    connect('labelbox', '--project', 'harbour', '--yes', '--label', label, '--data-unit', `row-${label}`);

  it('does not pass off the revision that was there before as the one that it sent', async () => {
    const worse = aLabelboxLabel({ project: 'harbour', label: 'worse', dataUnit: 'row-worse' });
    on.pipeline.connection('labelbox').labels.push(worse);
    const [, revision] = /✓ bucket +exported, (the revision of \S+Z):/.exec((await connectWith('worse')).stdout) ?? [];
    expect(revision).toBeDefined();
    spoil(worse);
    const ended = await connectWith('worse');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(new RegExp(`✗ bucket +still ${revision}; nothing newer landed\n`));
    expect(ended.stdout).not.toContain('exported');
    expect(await on.takeDeadLetters()).toHaveLength(1);
  });

  it('reports the reason when the label ends in the dead letters', async () => {
    const broken = aLabelboxLabel({ project: 'harbour', label: 'broken', dataUnit: 'row-broken' });
    spoil(broken);
    on.pipeline.connection('labelbox').labels.push(broken);
    const ended = await connectWith('broken');
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('did not get through') });
    expect(ended.stdout).toMatch(
      /✗ execution +FAILED: .*\n✗ dead letters +InvalidLabel: .* This test left the letter: npx labelwire dlq show \w{8} --local\n/,
    );
    expect(ended.stdout).toMatch(/✗ bucket +nothing landed, and no earlier revision is there\n/);
    expect(await on.takeDeadLetters()).toHaveLength(1);
  });
});

it('gives Label Studio the secret in a header, one webhook a project, and brings both up to date', async () => {
  const changes: { method: string; settings: unknown }[] = [];
  on.pipeline.connection('label-studio').fault = async (request) => {
    if (request.url.includes('/api/webhooks/') && request.method !== 'GET')
      changes.push({ method: request.method, settings: await request.clone().json() });
    return undefined;
  };
  const call = ['label-studio', '--project', '4', '--yes'];
  const first = await connect(...call, '--label', market.label, '--data-unit', market.dataUnit ?? '');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain(`✓ webhook of project 4 created: ${urlFor('label-studio', '4')}`);
  expect(first.stdout).toMatch(/✓ execution +SUCCEEDED/);
  const settings = async () => ({
    url: urlFor('label-studio', '4'),
    send_payload: true,
    send_for_all_actions: false,
    headers: { 'X-Labelwire-Secret': await secret('label-studio/webhook') },
  });
  expect(changes).toMatchObject([{ method: 'POST', settings: { project: 4, ...(await settings()) } }]);
  const again = await connect(...call, '--rotate-secret');
  expect(again.stdout).toContain('✓ webhook of project 4 updated');
  expect(again.stdout).toMatch(/✓ receiver +200/);
  expect(changes.slice(1)).toMatchObject([{ method: 'PATCH', settings: await settings() }]);
});

it('explains what to click in Encord, and takes the secret that Encord shows', async () => {
  const call = ['encord', '--project', 'street', '--rotate-secret', '--yes'];
  const before = await connect(...call);
  expect(before).toMatchObject({ code: 1, stderr: expect.stringContaining('--webhook-secret-file') });
  expect(before.stdout).toContain(
    `Enter this URL, press Enter, and save: ${on.pipeline.connection('encord').webhookUrl}\n`,
  );
  const after = await connect(...call, '--webhook-secret-file', fileWith('as Encord shows it'));
  expect(after).toMatchObject({ code: 0, stderr: '' });
  expect(after.stdout).toMatch(/✓ receiver +200: signature right/);
  expect(await secret('encord/webhook')).toBe('as Encord shows it');
});

it('makes no secret that the next deployment would collide with, and says what to do first', async () => {
  const elsewhere = folderOfLocalPipeline({ ...environmentForTools(on.pipeline), SECRETS_PREFIX: 'labelwire/other' });
  const call = ['connect', 'labelbox', '--local', '--project', 'harbour', '--yes'];
  const missing = await labelwire(call, { folder: elsewhere });
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('Labelbox API key is missing') });
  const before = await webhooksOfLabelbox();
  const input = await secret('labelbox/api');
  const ended = await labelwireProcess([...call, '--api-key-file', '-'], { folder: elsewhere, input });
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('no secret labelwire/other/labelbox/api') });
  expect(ended.stderr).toContain('npx serverless deploy');
  expect(ended.stdout + ended.stderr).not.toContain(input);
  await expect(secret('labelbox/api', 'AWSCURRENT', 'labelwire/other')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await webhooksOfLabelbox()).toEqual(before);
});

it('says so when the receiver knows another secret', async () => {
  const elsewhere = folderOfLocalPipeline({ ...environmentForTools(on.pipeline), SECRETS_PREFIX: 'labelwire/third' });
  const client = new SecretsManagerClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '' });
  for (const use of ['api', 'webhook'])
    await client.send(new CreateSecretCommand({ Name: `labelwire/third/labelbox/${use}` }));
  const call = ['connect', 'labelbox', '--local', '--project', 'harbour', '--yes', '--api-key-file', '-'];
  const ended = await labelwireProcess(call, { folder: elsewhere, input: await secret('labelbox/api') });
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('did not get through') });
  expect(ended.stdout).toMatch(/✗ receiver +401: signature wrong/);
});
