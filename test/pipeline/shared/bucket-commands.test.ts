import { execFileSync } from 'node:child_process';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { environmentForTools } from '../../../local/environment.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../../support/command-line.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
let environment: Record<string, string>;
let folder: string;
beforeAll(async () => {
  on = await theRunningPipeline();
  environment = environmentForTools(on.pipeline, "/it's here");
  folder = folderOfLocalPipeline(environment);
});

const local = (...args: string[]): Promise<Ended> => labelwire([...args, '--local'], { folder });

describe('labelwire labels', () => {
  it('takes a misspelt connection for no empty list', async () => {
    expect(await local('labels', '--platform', 'encrod')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean "encord"?'),
    });
  });
});

describe('labelwire cat', () => {
  const project = 'cat';
  let key: string;
  beforeAll(async () => {
    const label = anEncordLabel({ project });
    on.pipeline.connection('encord').labels.push(label);
    await on.announce('encord', label);
    await on.pipeline.aws.idle();
    key = (await on.keys()).find((one) => one.startsWith(`records/encord/${project}/`)) ?? '';
  });

  it('prints a file as it is, by its key or its address', async () => {
    const printed = await local('cat', key);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(printed.stdout)).toMatchObject({ project, status: 'exported' });
    expect(await local('cat', `s3://${environment.BUCKET}/${key}`)).toEqual(printed);
    const { stdout } = await local('cat', key, '--json');
    expect(JSON.parse(stdout)).toEqual({ key, bytes: Buffer.byteLength(printed.stdout), text: printed.stdout });
  });

  it('has what is not text as base64 for programs', async () => {
    const Body = Buffer.from([0x89, 0x50, 0, 0xff]);
    const Key = 'exports/masks/cat.png';
    await new S3Client().send(new PutObjectCommand({ Bucket: environment.BUCKET, Key, Body }));
    const { stdout } = await local('cat', Key, '--json');
    expect(JSON.parse(stdout)).toEqual({ key: Key, bytes: 4, base64: Body.toString('base64') });
  });

  it('names keys that begin so, and says where to look where none does', async () => {
    expect(await local('cat', `records/encord/${project}/`)).toEqual({
      code: 1,
      stdout: '',
      stderr: `labelwire: "records/encord/${project}/" is the beginning of other keys. Name one of them:\n  ${key}\n`,
    });
    expect(await local('cat', 'exports/nothing.json')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'labelwire: The bucket has no object "exports/nothing.json". Find one: npx labelwire labels --local\n',
    });
    const { stderr } = await local('cat', 'exports/nothing.json', '--json');
    expect(JSON.parse(stderr)).toMatchObject({ error: { name: 'NotFound', exitCode: 1 } });
    expect(await local('cat', 's3://other/x')).toMatchObject({ code: 1, stderr: expect.stringContaining('another') });
  });
});

describe('labelwire env', () => {
  it('tells a shell all that other programs need to reach the local services', async () => {
    const printed = await local('env');
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    const expected = { ...environment, AWS_DEFAULT_REGION: environment.AWS_REGION };
    const names = [
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL_S3',
      'AWS_ACCESS_KEY_ID',
      'AWS_REGION',
      'BUCKET',
      'LABELWIRE_DOCUMENTS',
    ];
    const script = `${printed.stdout}\nprintf '%s\\n' ${names.map((name) => `"$${name}"`).join(' ')}`;
    const shown = execFileSync('sh', ['-c', script], { env: {}, encoding: 'utf8' });
    expect(shown.trimEnd().split('\n')).toEqual(names.map((name) => expected[name as keyof typeof expected]));
    expect(shown).toContain("it's here");
    expect(JSON.parse((await local('env', '--json')).stdout)).toEqual(expected);
  });

  it('says that nothing was started where nothing was', async () => {
    const ended = await labelwire(['env', '--local'], { folder: '/' });
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('npm start') });
  });
});
