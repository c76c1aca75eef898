import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../support/served-labels.ts';
import { settledFiles } from '../support/settled-files.ts';

/** The worst case: both platforms sign with the same secret, as a careless person may set them up. */
const secret = 'marker-one-secret-for-both';
const log: string[] = [];
let on: TestPipeline;
beforeAll(async () => {
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...args) => void log.push(args.map(String).join(' ')));
  }
  on = await aRunningPipeline({
    environment: () => ({ POWERTOOLS_LOG_LEVEL: 'DEBUG', POWERTOOLS_DEV: 'true' }), // writes to the global console
    webhookSecrets: { encord: secret, labelbox: secret },
  });
});
beforeEach(() => {
  on.forgetSteps();
  log.length = 0;
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await on.stop();
  vi.restoreAllMocks();
});

type Captured = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** A delivery as somebody on the way could have kept it. */
function capture(platform: string, label: ServedLabel, signedAt = new Date()): Captured {
  const { simulated, webhookUrl } = on.pipeline.connection(platform);
  const event = { id: `event-${crypto.randomUUID()}`, kind: 'upserted' as const, occurredAt: new Date() };
  const body = simulated.delivery(label, event);
  return { url: webhookUrl, headers: simulated.sign(body, secret, { ...event, now: signedAt }), body };
}

const send = async ({ url, headers, body }: Captured) => {
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = { status: response.status, text: await response.text() };
  await on.pipeline.aws.idle();
  return answer;
};
const accepted = { status: 202, text: '{"accepted":1}' };
const refusedAs = (status: number, says: RegExp) => ({ status, text: expect.stringMatching(says) });

const serve = <Label extends ServedLabel>(platform: string, label: Label): Label => {
  on.pipeline.connection(platform).labels.push(label);
  return label;
};
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);
const yearsFromNow = (years: number) => Date.now() + years * 365 * 24 * 3_600_000;

/** Everything in the bucket and the dead letters is as it was, and no label was written. */
async function expectNothingChanged(project: string, before: Record<string, string>): Promise<void> {
  expect(settledFiles(await on.filesOf(project))).toEqual(settledFiles(before));
  expect(await on.takeDeadLetters()).toEqual([]);
  const written = on.steps('writeExport', project).map(({ output }) => (output as { status: string }).status);
  expect(written.filter((status) => status !== 'unchanged')).toEqual([]);
}

describe('a delivery of Encord that is sent again', () => {
  it.each([-360, -302, 302, 360, 86_400])('is refused when it was signed %i s ago', async (seconds) => {
    const label = serve('encord', anEncordLabel({ project: `aged-${seconds}` }));
    const answer = await send(capture('encord', label, secondsAgo(seconds)));
    expect(answer).toEqual(refusedAs(401, /300 s are allowed/));
    expect(on.steps('startExport')).toEqual([]);
  });

  it.each([-295, 295])('is accepted when it was signed %i s ago', async (seconds) => {
    const label = serve('encord', anEncordLabel({ project: `fresh-${seconds}` }));
    expect(await send(capture('encord', label, secondsAgo(seconds)))).toEqual(accepted);
  });

  it('is accepted within five minutes, changes nothing and is logged as known', async () => {
    const label = serve('encord', anEncordLabel({ project: 'replayed' }));
    const captured = capture('encord', label);
    expect(await send(captured)).toEqual(accepted);
    const before = await on.filesOf('replayed');
    expect(Object.keys(before).length).toBeGreaterThan(4);
    on.forgetSteps();
    for (let again = 0; again < 5; again += 1) expect(await send(captured)).toEqual(accepted);
    await expectNothingChanged('replayed', before);
    expect(on.steps('fetchLabels')).toEqual([]); // not so much as a question to the platform
    expect(log.filter((line) => line.includes('execution-known'))).toHaveLength(5);
  });

  it('is refused under another time than the one that was signed', async () => {
    const label = serve('encord', anEncordLabel({ project: 'moved' }));
    const captured = capture('encord', label, secondsAgo(3_600));
    const now = String(Math.floor(Date.now() / 1000));
    for (const time of [now, `0${now}`, `${now}.0`, ` ${now}`, `+${now}`]) {
      const moved = { ...captured, headers: { ...captured.headers, 'x-encord-timestamp': time } };
      expect((await send(moved)).status).toBe(401);
    }
    expect(on.steps('startExport')).toEqual([]);
  });

  it('is refused with the body of another delivery of the same second', async () => {
    const at = new Date();
    const [one, other] = ['one', 'other'].map((project) =>
      capture('encord', serve('encord', anEncordLabel({ project })), at),
    ) as [Captured, Captured];
    expect(one.headers['x-encord-timestamp']).toBe(other.headers['x-encord-timestamp']);
    expect(await send({ ...one, body: other.body })).toEqual(refusedAs(401, /None of the 1 active secrets/));
    expect(await send(one)).toEqual(accepted);
  });
});

describe('a delivery of Labelbox, which signs no time, sent again years later', () => {
  /** Exported once; then, seven years on, the platform still shows the label as it was. */
  async function longAgo(project: string) {
    const label = serve('labelbox', aLabelboxLabel({ project }));
    const captured = capture('labelbox', label);
    expect(await send(captured)).toEqual(accepted);
    const before = await on.filesOf(project);
    expect(Object.keys(before).length).toBeGreaterThan(4);
    on.forgetSteps();
    vi.useFakeTimers({ toFake: ['Date'], now: yearsFromNow(7) });
    return { label, captured, before };
  }

  it('is known, and asks the platform for nothing', async () => {
    const { captured, before } = await longAgo('kept');
    expect(await send(captured)).toEqual(accepted);
    await expectNothingChanged('kept', before);
    expect(on.steps('fetchLabels')).toEqual([]);
    expect(log.some((line) => line.includes('execution-known'))).toBe(true);
  });

  it('under another delivery id, which is not signed, only has the label fetched as it stands', async () => {
    const { captured, before } = await longAgo('renamed');
    const renamed = { ...captured, headers: { ...captured.headers, 'x-labelbox-id': 'another-delivery' } };
    expect(await send(renamed)).toEqual(accepted);
    expect(on.steps('fetchLabels', 'renamed')).toHaveLength(1);
    await expectNothingChanged('renamed', before);
  });

  it('under the topic LABEL_DELETED, which is not signed, removes nothing', async () => {
    const { label, captured, before } = await longAgo('retold');
    const unsigned = { 'x-labelbox-id': 'yet-another', 'x-labelbox-event': 'LABEL_DELETED' };
    expect(await send({ ...captured, headers: { ...captured.headers, ...unsigned } })).toEqual(accepted);
    expect(on.steps('fetchLabels', 'retold')).toHaveLength(1);
    await expectNothingChanged('retold', before);
    expect(await on.record('labelbox', label)).toMatchObject({ status: 'exported' });
  });
});

describe('a body signed for one platform', () => {
  it('is refused by the other, although both have the same secret', async () => {
    const ofEncord = capture('encord', serve('encord', anEncordLabel({ project: 'cross' })));
    const ofLabelbox = capture('labelbox', serve('labelbox', aLabelboxLabel({ project: 'cross' })));
    expect(await send({ ...ofEncord, url: ofLabelbox.url })).toEqual(refusedAs(401, /X-Hub-Signature-256 is missing/));
    expect(await send({ ...ofLabelbox, url: ofEncord.url })).toEqual(refusedAs(401, /x-encord-signature is missing/));
    expect(on.steps('startExport')).toEqual([]);
  });

  it('is refused by the other, also when its signature is moved into the other header', async () => {
    const ofEncord = capture('encord', serve('encord', anEncordLabel({ project: 'moved-header' })));
    const ofLabelbox = capture('labelbox', serve('labelbox', aLabelboxLabel({ project: 'moved-header' })));
    const time = ofEncord.headers['x-encord-timestamp'] ?? '';
    const asLabelbox = { 'x-hub-signature-256': `sha256=${ofEncord.headers['x-encord-signature']}` };
    expect((await send({ ...ofEncord, url: ofLabelbox.url, headers: asLabelbox })).status).toBe(401);
    // What Encord signed is `<time>.<body>`: as a body of its own the signature is right, and it is no JSON.
    const joined = { url: ofLabelbox.url, headers: asLabelbox, body: `${time}.${ofEncord.body}` };
    expect(await send(joined)).toEqual(refusedAs(400, /not JSON/));
    const hex = ofLabelbox.headers['x-hub-signature-256']?.replace('sha256=', '') ?? '';
    const asEncord = { 'x-encord-signature': hex, 'x-encord-timestamp': time };
    expect((await send({ ...ofLabelbox, url: ofEncord.url, headers: asEncord })).status).toBe(401);
    expect(on.steps('startExport')).toEqual([]);
  });
});
