import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await aRunningPipeline();
});
afterAll(() => on.stop());

it('accepts deliveries signed with the old and with the new secret, at once, while the secret is rotated', async () => {
  const encord = on.pipeline.connection('encord');
  const label = anEncordLabel({ project: 'rotated' });
  encord.labels.push(label);
  const status = async (secret: string) => (await on.deliver('encord', label, { secret })).status;
  expect(await status(encord.webhookSecret)).toBe(202);

  on.pipeline.aws.putSecret('encord/webhook', 'the-new-secret');
  expect([await status('the-new-secret'), await status(encord.webhookSecret), await status('never-one')]).toEqual([
    202, 202, 401,
  ]);
  await on.pipeline.aws.idle();
  expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
});
