import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});
beforeEach(() => on.forgetSteps());

const label = anEncordLabel({ project: 'refused' });
const row = aLabelboxLabel({ project: 'refused' });
const hourAgo = () => new Date(Date.now() - 3_600_000);
const json = { 'content-type': 'application/json' };
/** Changes the body before it is signed. */
const sending = (change: (body: Record<string, unknown>) => unknown) => (body: string) =>
  JSON.stringify(change(JSON.parse(body) as Record<string, unknown>));

type Refusal = { readonly what: string; send(): Promise<Response>; status: number; says: RegExp };
const refusals: readonly Refusal[] = [
  {
    what: 'an unsigned delivery of Encord',
    send: () => on.deliver('encord', label, { headers: { 'x-encord-signature': '' } }),
    status: 401,
    says: /x-encord-signature is missing/,
  },
  {
    what: 'an unsigned delivery of Labelbox',
    send: () => fetch(on.pipeline.connection('labelbox').webhookUrl, { method: 'POST', headers: json, body: '{}' }),
    status: 401,
    says: /X-Hub-Signature-256 is missing/,
  },
  {
    what: 'a delivery of Encord signed with another secret',
    send: () => on.deliver('encord', label, { secret: 'another' }),
    status: 401,
    says: /None of the 1 active secrets/,
  },
  {
    what: 'a delivery of Labelbox signed with another secret',
    send: () => on.deliver('labelbox', row, { secret: 'another' }),
    status: 401,
    says: /was not made over this body/,
  },
  {
    what: 'a rightly signed delivery of an hour ago',
    send: () => on.deliver('encord', label, { signedAt: hourAgo() }),
    status: 401,
    says: /was signed 360\d s ago; 300 s are allowed/,
  },
  {
    what: 'a delivery that is XML by its content type',
    send: () => on.deliver('encord', label, { headers: { 'content-type': 'application/xml' } }),
    status: 415,
    says: /application\/json/,
  },
  {
    what: 'a signed body that is not JSON',
    send: () => on.deliver('encord', label, { body: () => 'label=1' }),
    status: 400,
    says: /not JSON/,
  },
  {
    what: 'signed JSON of another shape',
    send: () => on.deliver('labelbox', row, { body: () => '["no", "label"]' }),
    status: 400,
    says: /object.*a list of 2/,
  },
  {
    what: 'a signed event without a project',
    send: () =>
      on.deliver('encord', label, { body: sending((body) => ({ ...body, payload: { label_hashes: ['a'] } })) }),
    status: 400,
    says: /payload\.project_hash .*is missing/,
  },
  {
    what: 'a signed event without a label',
    send: () =>
      on.deliver('encord', label, { body: sending((body) => ({ ...body, payload: { project_hash: 'refused' } })) }),
    status: 400,
    says: /must name a label, but label_hash/,
  },
  {
    what: 'a body of 10 MB',
    send: () => on.deliver('encord', label, { body: sending((body) => ({ ...body, more: 'x'.repeat(10_000_000) })) }),
    status: 413,
    says: /smaller than|at most/,
  },
  {
    what: 'a delivery for an unknown connection',
    send: () =>
      fetch(on.pipeline.connection('encord').webhookUrl.replace('encord', 'another'), {
        method: 'POST',
        headers: json,
        body: '{}',
      }),
    status: 404,
    says: /Known: \/webhooks\/encord, \/webhooks\/label-studio, \/webhooks\/labelbox/,
  },
  {
    what: 'a path that is the name of a built-in property',
    send: () =>
      fetch(on.pipeline.connection('encord').webhookUrl.replace('/encord', '/constructor'), {
        method: 'POST',
        headers: json,
        body: '{}',
      }),
    status: 404,
    says: /Unknown webhook path/,
  },
  {
    what: 'a GET',
    send: () => fetch(on.pipeline.connection('encord').webhookUrl),
    status: 405,
    says: /A webhook is a POST/,
  },
];

describe('the webhook receiver', () => {
  it.each(refusals.map((refusal) => [refusal.what, refusal] as const))(
    'refuses %s with the reason, and takes nothing up',
    async (_what, { send, status, says }) => {
      const response = await send();
      expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(says)]);
      await on.pipeline.aws.idle();
      expect(on.steps('startExport')).toEqual([]);
      expect(await on.keys()).toEqual([]);
      expect(await on.takeDeadLetters()).toEqual([]);
    },
  );

  it('answers 200 to a signed event that is not about a label, and takes nothing up', async () => {
    const response = await on.deliver('encord', label, {
      body: sending((body) => ({ ...body, event_type: 'digest_event', payload: {} })),
    });
    expect([response.status, await response.json()]).toEqual([200, { accepted: 0 }]);
    await on.pipeline.aws.idle();
    expect(on.steps('startExport')).toEqual([]);
  });

  it('answers 202 to an event about two labels, and both land', async () => {
    const labels = ['first', 'second'].map((name) =>
      anEncordLabel({ project: 'pair', label: name, title: `${name}.jpg` }),
    );
    on.pipeline.connection('encord').labels.push(...labels);
    const response = await on.deliver('encord', label, {
      body: sending((body) => ({ ...body, payload: { project_hash: 'pair', label_hashes: ['first', 'second'] } })),
    });
    expect([response.status, await response.json()]).toEqual([202, { accepted: 2 }]);
    await on.pipeline.aws.idle();
    for (const landed of labels) expect(await on.record('encord', landed)).toMatchObject({ status: 'exported' });
  });
});
