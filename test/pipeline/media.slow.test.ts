import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { environmentForTools } from '../../local/environment.ts';
import type { RunningConnection } from '../../local/pipeline.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { mediaFile } from '../support/media-files.ts';
import { png } from '../support/pictures.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';

const connection = 'label-studio';
let on: TestPipeline;
let s3: S3Client;
beforeAll(async () => {
  on = await aRunningPipeline({
    labels: { [connection]: [], encord: [] },
    environment: () => ({ MEDIA_BUCKETS: 'media/street/' }),
  });
  s3 = new S3Client({ endpoint: on.environment.AWS_ENDPOINT_URL_S3 ?? '' });
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }));
  for (const Key of ['street/1.png', 'private/1.png'])
    await s3.send(new PutObjectCommand({ Bucket: 'media', Key, Body: png(1920, 1080) }));
  await s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'street/2.png', Body: 'not a picture' }));
});
afterAll(async () => {
  s3?.destroy();
  await on?.stop();
});

/** A task that somebody looked at and marked nothing in: its document does not say how large the picture is. */
async function exportedEmpty(label: string, image: string): Promise<ServedLabel> {
  const { document, ...served } = testingOf(connection).aLabel({ project: '7', label, dataUnit: label, classes: [] });
  const empty = { ...served, document: { ...document, data: { image } } };
  on.pipeline.connection(connection).labels.push(empty);
  await on.announce(connection, empty);
  return empty;
}

const cocoFile = async (label: ServedLabel) => {
  const { files } = await on.record(connection, label);
  const key = Object.keys(files).find((found) => found.startsWith('exports/coco/'));
  return key && (JSON.parse(await on.textAt(key)) as { readonly images: readonly object[] });
};

it('an empty task is a negative of the size that its picture in a bucket has', async () => {
  const label = await exportedEmpty('1', 's3://media/street/1.png');
  expect(await cocoFile(label)).toMatchObject({ images: [{ width: 1920, height: 1080 }], annotations: [] });
  expect(await on.takeDeadLetters()).toEqual([]);
});

it.each([
  ['2', 's3://media/street/2.png', 'media-unreadable'],
  ['3', 's3://media/street/none.png', 'media-refused'],
  ['4', 's3://media/private/1.png', 'media-unreachable'],
])(
  'an empty task whose picture cannot be had is exported without COCO, and its record says why: %s',
  async (id, image, detail) => {
    const label = await exportedEmpty(id, image);
    expect(await cocoFile(label)).toBeUndefined();
    expect((await on.record(connection, label)).omitted).toEqual(
      expect.arrayContaining([expect.objectContaining({ format: 'coco', code: 'size-unknown', detail })]),
    );
    expect(await on.takeDeadLetters()).toEqual([]);
  },
);

/** Of the samples' configuration: what their platforms do not say of texts and videos is read. */
const project = '4003';

type Example = {
  readonly name: string;
  readonly example: string;
  readonly served: Pick<ServedLabel, 'label' | 'dataUnit'>;
  readonly fileInDocument: string;
};

/** A label of the platform's own examples whose file is on the platform's server. */
async function exportedExample({ name, example, served, fileInDocument }: Example, file: File) {
  const platform = on.pipeline.connection(name);
  const ranges = serveFile(platform, file);
  const folder = join('lib/platforms', name, 'examples/labels', example);
  const [document = '', ontology = ''] = ['document.json', 'ontology.json'].map((part) =>
    readFileSync(join(folder, part), 'utf8'),
  );
  const address = JSON.stringify(`${platform.apiUrl}${file.path}`);
  const label: ServedLabel = {
    ...served,
    project,
    name: example,
    document: JSON.parse(document.replace(JSON.stringify(fileInDocument), address)),
    ontology: JSON.parse(ontology),
  };
  platform.labels.push(label);
  await on.announce(name, label);
  return { label, ranges };
}

type File = { readonly path: string; readonly bytes: Uint8Array };

/** By ranges, in the platform's place. Gives those that are asked for. */
function serveFile(platform: RunningConnection, file: File): string[] {
  const ranges: string[] = [];
  platform.fault = (request) => {
    if (new URL(request.url).pathname !== file.path) return undefined;
    const range = request.headers.get('range') ?? '';
    ranges.push(range);
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const part = file.bytes.slice(Number(start), Number(end) + 1);
    if (part.length === 0) return new Response(null, { status: 416 });
    const sent = `bytes ${start}-${Number(start) + part.length - 1}/${file.bytes.length}`;
    return new Response(part, { status: 206, headers: { 'content-range': sent } });
  };
  return ranges;
}

it('a text of which the platform says no word is exported as tokens of CoNLL', async () => {
  // Marked are 10 to 17 and 120, and an answer is given of 100 to 149.
  const text = `${`Dear sir, Jane Doe writes${' again'.repeat(20)}`.slice(0, 119)} I am, and shall ever be, your servant.`;
  const { label, ranges } = await exportedExample(
    {
      name: 'encord',
      example: 'plain-text',
      served: { label: '7b1d8a40-93f5-4d2e-8c6b-000000000016', dataUnit: 'c2a9e613-41d7-4f80-b5e2-000000000016' },
      fileInDocument: 'letters/letter.txt',
    },
    { path: '/letters/letter.txt', bytes: Buffer.from(text) },
  );
  const { files } = await on.record('encord', label);
  const key = Object.keys(files).find((found) => found.startsWith('exports/conll/')) ?? '';
  const tokens = await on.textAt(key);
  expect(tokens).toContain('\nJane -X- _ B-Person\nDoe -X- _ I-Person\nwrites -X- _ O\n');
  expect(tokens).toContain('\nI -X- _ B-Person\nam -X- _ O\n');
  expect(ranges).toHaveLength(1);
  expect(await on.takeDeadLetters()).toEqual([]);
});

it('a video of which the platform says no size is released as tracks of MOT', async () => {
  const { ranges } = await exportedExample(
    {
      name: connection,
      example: 'video',
      served: { label: '9005', dataUnit: '505' },
      fileInDocument: 'https://videos.example.com/crossing.mp4',
    },
    { path: '/data/upload/12/crossing.mp4', bytes: mediaFile('four-seconds.mp4') },
  );
  expect(ranges).toHaveLength(1);
  const folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
  const of = ['--project', `${connection}/${project}`, '--format', 'mot', '--layout', 'files'];
  await labelwire(['release', 'create', 'drives', ...of, '--wait', '--local'], { folder });
  const sequence = await on.textAt('releases/drives/mot/crossing/seqinfo.ini');
  for (const line of ['frameRate=25', 'seqLength=100', 'imWidth=32', 'imHeight=24']) expect(sequence).toContain(line);
  // 10 % and 20 % of 32 × 24 pixels, counted from 1.
  expect(await on.textAt('releases/drives/mot/crossing/gt/gt.txt')).toMatch(/^1,1,4\.2,5\.8,9\.6,9\.6,/);
});
