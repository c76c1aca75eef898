import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, it } from 'vitest';
import { environmentForTools } from '../../../local/environment.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { folderOfLocalPipeline, labelwire } from '../../support/command-line.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';

let on: TestPipeline;
let folder: string;
beforeAll(async () => {
  on = await theRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
});

async function storedKey(): Promise<string> {
  const client = new SecretsManagerClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '' });
  const SecretId = `${on.environment.SECRETS_PREFIX}/labelbox/api`;
  return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
}

const call = ['dataset', 'validate', '--platform', 'labelbox', '--dataset', 'cnone', '--local'];
const taken = { code: 1, stderr: expect.stringContaining('There is no such data set') };
const refused = { code: 1, stderr: expect.stringContaining('refuses the credentials') };

describe('the API key of the dataset commands', () => {
  it('is the deployment’s own where no other key is given', async () => {
    expect(await labelwire(call, { folder })).toMatchObject(taken);
  });

  it('is that of a file or the environment instead, where one is given; the file’s before the environment’s', async () => {
    const file = join(newFolder(), 'key.txt');
    writeFileSync(file, 'wrong\n');
    const environment = { LABELWIRE_API_KEY: 'wrong, too' };
    const [fromFile, fromEnvironment] = await Promise.all([
      labelwire([...call, '--api-key-file', file], { folder }),
      labelwire(call, { folder, environment }),
    ]);
    expect(fromFile).toMatchObject(refused);
    expect(fromEnvironment).toMatchObject(refused);
    writeFileSync(file, `${await storedKey()}\n`);
    expect(await labelwire([...call, '--api-key-file', file], { folder, environment })).toMatchObject(taken);
  });

  it('is asked for where none is given', async () => {
    const other = folderOfLocalPipeline({ ...environmentForTools(on.pipeline), SECRETS_PREFIX: 'labelwire/none' });
    expect(await labelwire(call, { folder: other })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--api-key-file <file>'),
    });
  });
});
