import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../local/pipeline.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../support/served-labels.ts';

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

/** From now on the platform takes this key alone; the simulated server behind it goes on with its own. */
const onlyAccepting =
  (newKey: string, keyOfServer: string): Fault =>
  async (request) => {
    const authorization = request.headers.get('authorization');
    if (authorization === null || request.headers.has('x-accepted')) return undefined; // a signed URL, or sent on below
    if (authorization !== `Bearer ${newKey}`) return Response.json({ message: 'Revoked.' }, { status: 401 });
    const headers = { authorization: keyOfServer, 'content-type': 'application/json', 'x-accepted': 'yes' };
    return fetch(request.url, { method: request.method, headers, body: await request.text() });
  };

it('exports with a new API key at once when the old one is revoked, without a dead letter', async () => {
  const labelbox = on.pipeline.connection('labelbox');
  const usual = labelbox.fault;
  let keyOfServer = '';
  labelbox.fault = (request) => {
    keyOfServer = request.headers.get('authorization') ?? keyOfServer; // signed URLs come without
    return usual(request);
  };
  const [before, after] = [aLabelboxLabel({ project: 'key-before' }), aLabelboxLabel({ project: 'key-after' })];
  labelbox.labels.push(before, after);
  await on.announce('labelbox', before); // now the function has the old key in its cache
  expect(await on.record('labelbox', before)).toMatchObject({ status: 'exported' });

  on.pipeline.aws.putSecret('labelbox/api', 'the-new-key');
  labelbox.fault = onlyAccepting('the-new-key', keyOfServer);
  await on.announce('labelbox', after);
  expect(await on.record('labelbox', after)).toMatchObject({ status: 'exported' });
  expect(await on.takeDeadLetters()).toEqual([]);
});
