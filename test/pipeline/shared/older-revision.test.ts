import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { bucket } from '../../../local/aws/resources.ts';
import { aWholeLetter, type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordLabel, later } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});

it('ends in the dead letters when a file is gone and the platform shows only an older revision', async () => {
  const label = anEncordLabel({ project: 'gone', editedAt: later });
  on.pipeline.connection('encord').labels.push(label);
  await on.announce('encord', label);
  const s3 = new S3Client({ endpoint: on.environment.AWS_ENDPOINT_URL_S3 ?? '' });
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'labels/encord/gone/label-of-gone.json' }));
  const newest = label.document;
  label.document = anEncordLabel({ project: 'gone' }).document;
  on.forgetSteps();
  await on.announce('encord', label);
  expect(on.steps('writeExport')).toHaveLength(20);
  expect(await on.takeDeadLetters()).toEqual([
    aWholeLetter({
      error: 'InvalidConfiguration',
      step: 'WriteExport',
      message: expect.stringContaining('older revision'),
      attempts: 20,
    }),
  ]);

  // Once the platform shows it again, one event is enough.
  label.document = newest;
  await on.announce('encord', label);
  expect(await on.filesOf('gone')).toHaveProperty(['labels/encord/gone/label-of-gone.json']);
  expect(await on.takeDeadLetters()).toEqual([]);
}, 60_000);
