import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectStore } from '../../lib/store/object-store.ts';
import { folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { awsWith } from '../support/local-aws.ts';
import { writeRelease } from '../support/written-release.ts';

let on: Awaited<ReturnType<typeof awsWith>>;
let folder: string;

const ofLabel = (label: string, revision: number, split: string) => ({ label, revision, split });
const large = '0 0.25 0.5 0.125 0.125\n'.repeat(50_000);

beforeAll(async () => {
  on = await awsWith();
  const { environment } = on.aws;
  folder = folderOfLocalPipeline({ ...environment, BUCKET_PREFIX: '', RECONCILE: 'off', WEBHOOK_URL: on.webhookUrl });
  const s3 = new S3Client({
    region: environment.AWS_REGION ?? '',
    endpoint: environment.AWS_ENDPOINT_URL_S3 ?? '',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const store = objectStore(s3, environment.BUCKET ?? '');
  const image = (name: string, label: string, revision: number) => ({
    ...{ path: `images/${name}`, label, revision, unit: name, uri: null, split: 'train' },
  });
  await writeRelease(store, {
    name: 'april',
    layout: 'shards',
    files: {
      'yolo/data.yaml': { text: 'names:\n  0: boat\n' },
      'yolo/labels/a.txt': { text: large, ...ofLabel('a', 1, 'train') },
      'yolo/labels/b.txt': { text: '', ...ofLabel('b', 1, 'val') },
    },
    images: [image('a.jpg', 'a', 1), image('b.jpg', 'b', 1)],
  });
  const bucket = environment.BUCKET ?? '';
  await store.put({ key: 'pictures/a.jpg', bytes: Buffer.from('a picture'), contentType: 'image/jpeg' });
  await writeRelease(store, {
    name: 'pictured',
    files: { 'yolo/data.yaml': { text: 'names: {}' } },
    images: [
      { ...image('a.jpg', 'a', 1), uri: `s3://${bucket}/pictures/a.jpg` },
      { ...image('b.jpg', 'b', 1), uri: `s3://${bucket}/pictures/gone.jpg` },
      { ...image('c.jpg', 'c', 1), uri: 'https://cdn.example.com/c.jpg' },
    ],
    description: { splits: [{ split: 'train', images: 3, objects: {} }] },
  });
  await writeRelease(store, {
    name: 'may',
    files: {
      'yolo/data.yaml': { text: 'names:\n  0: boat\n' },
      'yolo/labels/a.txt': { text: 'edited', ...ofLabel('a', 2, 'train') },
    },
    images: [image('a.jpg', 'a', 2)],
    description: { labels: 1, images: 1 },
  });
});
afterAll(() => on.stop());

const call = (...args: string[]) => labelwire([...args, '--local'], { folder });
const jsonOf = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout) as Record<string, unknown>;

describe('labelwire pull', () => {
  it('writes the files of a release, and says how many', async () => {
    const { code, stdout, stderr } = await call('pull', 'april');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/\(\d+\.\d s\)/, '(… s)').split('\n')).toEqual([
      '3 files (1.2 MB) of the release april in april/ (… s)',
      '  yolo  3 files',
      'The release was created at 2026-05-04T12:00:00.000Z: 2 labels, 2 images, 1 class.',
      '',
    ]);
    expect(readFileSync(join(folder, 'april', 'yolo', 'labels', 'a.txt'), 'utf8')).toBe(large);
  });

  it('says of what it did not fetch again that it was there, also to programs', async () => {
    writeFileSync(join(folder, 'april', 'yolo', 'data.yaml'), 'mine');
    const again = await call('pull', 'april', '--json');
    expect(jsonOf(again)).toMatchObject({
      ...{ release: 'april', out: 'april', files: 3, kept: 2, objects: 1 },
      ...{ replaced: ['yolo/data.yaml'], renamed: [] },
    });
  });

  it.each([
    ['--format', 'coco', 'labelwire: --format: the release has no "coco". Its formats: yolo.'],
    ['--split', 'test', 'labelwire: --split: the release has no "test". Its splits: train, val.'],
  ])('refuses a %s that the release does not have, as a wrong call', async (option, word, message) => {
    const { code, stderr } = await call('pull', 'april', '--out', 'other', option, word);
    expect([code, stderr]).toEqual([2, `${message} Run 'npx labelwire pull --help'.\n`]);
  });

  it('fails where there is no such release', async () => {
    const { code, stderr } = await call('pull', 'june');
    expect([code, stderr]).toEqual([
      1,
      'labelwire: There is no release "june" in this bucket. labelwire release list shows those that exist.\n',
    ]);
  });
});

describe('labelwire pull --images', () => {
  it('asks for the sources that it may fetch from, and lists those that there are', async () => {
    const { code, stderr } = await call('pull', 'pictured', '--images', 'copy');
    const { BUCKET } = on.aws.environment;
    expect([code, stderr]).toEqual([
      2,
      `labelwire: --images copy needs --images-from, which names where pictures may be fetched from. They are at s3://${BUCKET} (2), https://cdn.example.com (1). If that is right, add --images-from s3://${BUCKET},https://cdn.example.com to the call. Run 'npx labelwire pull --help'.\n`,
    ]);
    expect(existsSync(join(folder, 'pictured'))).toBe(false);
  });

  it('fetches from S3 with the credentials of the caller, and fails where one could not be had', async () => {
    const from = `s3://${on.aws.environment.BUCKET}/pictures`;
    const { code, stdout, stderr } = await call('pull', 'pictured', '--images', 'copy', '--images-from', from);
    expect([code, stderr]).toEqual([
      1,
      'labelwire: 2 pictures could not be had: pictured/images-not-fetched.jsonl says why.\n',
    ]);
    expect(stdout).toContain('1 picture, where the formats look for them.\n2 pictures not fetched: ');
    expect(readFileSync(join(folder, 'pictured/yolo/images/a.jpg'), 'utf8')).toBe('a picture');
    const report = readFileSync(join(folder, 'pictured/images-not-fetched.jsonl'), 'utf8');
    expect(report).toContain('"reason":"S3 answered NoSuchKey (404)"');
    expect(report).toContain('"reason":"--images-from does not name https://cdn.example.com"');
  });

  it('needs the folder of the pictures to link to them', async () => {
    const { code, stderr } = await call('pull', 'pictured', '--images', 'link');
    expect([code, stderr]).toEqual([
      2,
      "labelwire: --images link needs --images-root <dir>, the folder of the pictures on this machine. Run 'npx labelwire pull --help'.\n",
    ]);
  });
});

describe('labelwire release diff', () => {
  it('says which labels differ', async () => {
    const { code, stdout } = await call('release', 'diff', 'april', 'may');
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        'april → may',
        '  labels  2 → 1: 0 added, 1 removed, 1 changed',
        '  images  2 → 1: 0 added, 1 removed, 0 moved to another split',
        '  files  3 → 2: 0 added, 1 removed, 1 changed',
        '  classes  the same',
        'Labels removed:',
        '  b of labelbox/harbour',
        'Labels changed:',
        '  a of labelbox/harbour',
        '',
      ],
    ]);
    expect(jsonOf(await call('release', 'diff', 'april', 'may', '--json'))).toMatchObject({
      labels: { changed: { count: 1, first: [{ connection: 'labelbox', project: 'harbour', label: 'a' }] } },
    });
  });
});
