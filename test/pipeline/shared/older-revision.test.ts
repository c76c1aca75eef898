import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { bucket } from '../../../local/aws/resources.ts';
import { anEvent } from '../../support/events.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordLabel, later } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});

it('is exported, with all its files, when the platform shows nothing newer ten minutes after its event', async () => {
  const label = anEncordLabel({ project: 'gone', editedAt: later });
  on.pipeline.connection('encord').labels.push(label);
  await on.announce('encord', label);
  const s3 = new S3Client({ endpoint: on.environment.AWS_ENDPOINT_URL_S3 ?? '' });
  const file = 'labels/encord/gone/label-of-gone.json';
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: file }));
  const { revision } = await on.record('encord', label);
  label.document = anEncordLabel({ project: 'gone' }).document;
  const elevenMinutesAgo = new Date(Date.now() - 11 * 60_000).toISOString();
  const { project, label: name, dataUnit } = label;
  await on.send(JSON.stringify(anEvent({ project, label: name, dataUnit, receivedAt: elevenMinutesAgo })));
  await on.pipeline.aws.idle();
  const record = await on.record('encord', label);
  expect(record).toMatchObject({ status: 'exported' });
  expect(record.revision).toBeLessThan(revision);
  expect(JSON.parse(await on.textAt(file))).toMatchObject({ source: { revision: record.revision } });
  expect(await on.takeDeadLetters()).toEqual([]);
});
