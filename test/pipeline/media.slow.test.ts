import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { png } from '../support/pictures.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';

const connection = 'label-studio';
let on: TestPipeline;
let s3: S3Client;
beforeAll(async () => {
  on = await aRunningPipeline({
    labels: { [connection]: [] },
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
