import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StorageUnavailable } from '../../../lib/contracts/errors.ts';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import {
  type ReceiverDependencies,
  receiveDelivery,
  type WebhookRequest,
} from '../../../lib/steps/receive-delivery.ts';
import { recordingLog } from '../../support/events.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const delivery = {
  uid: 'event-1',
  version: 1,
  event_type: 'task_completed_event',
  event_created_timestamp: '2026-05-04T11:59:58.000000+00:00',
  payload: { project_hash: 'project-1', label_hashes: ['label-1', 'label-2'] },
};

function aRequest(
  parts: { secret?: string; body?: unknown; headers?: Record<string, string> } & Partial<
    Pick<WebhookRequest, 'method' | 'path'>
  > = {},
): WebhookRequest {
  const { secret = 'current', body = delivery, headers = {}, method = 'POST', path = '/webhooks/encord' } = parts;
  const bytes = Buffer.from(JSON.stringify(body));
  const timestamp = String(now.getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(bytes).digest('hex');
  return {
    method,
    path,
    sender: '192.0.2.1',
    headers: {
      'content-type': 'application/json',
      'x-encord-signature': signature,
      'x-encord-timestamp': timestamp,
      ...headers,
    },
    body: bytes,
  };
}

function aReceiver(parts: Partial<ReceiverDependencies> = {}) {
  const queue: LabelEvent[] = [];
  const { log, events } = recordingLog();
  const dependencies: ReceiverDependencies = {
    configuration: { platforms: { encord: {} }, routes: [{ platform: 'encord', formats: { yolo: {} } }] },
    secrets: async () => ['current'],
    enqueue: async (given) => {
      queue.push(...given);
      return { failed: [] };
    },
    now: () => now,
    log,
    ...parts,
  };
  return { queue, events, receive: (request: WebhookRequest) => receiveDelivery(request, dependencies) };
}

describe('a delivery', () => {
  it('is 202 when each of its events is in the queue', async () => {
    const { receive, queue, events } = aReceiver();
    expect(await receive(aRequest())).toEqual({ statusCode: 202, body: '{"accepted":2}' });
    expect(queue).toEqual(
      ['label-1', 'label-2'].map((label) => ({
        schema: 1,
        id: 'event-1',
        connection: 'encord',
        project: 'project-1',
        label,
        type: 'task_completed_event',
        kind: 'upserted',
        occurredAt: '2026-05-04T11:59:58.000Z',
        receivedAt: now.toISOString(),
        attempt: 1,
        replays: 0,
      })),
    );
    expect(events()).toEqual(['delivery-accepted']);
  });

  it('is 503 when SQS did not take one of its events: the platform must send it again', async () => {
    const { receive, events } = aReceiver({ enqueue: async () => ({ failed: [{ reason: 'InternalError' }] }) });
    await expect(receive(aRequest())).rejects.toMatchObject({ name: 'QueueUnavailable', statusCode: 503 });
    expect(events()).toEqual(['queue-failed']);
  });

  it('is 503 when SQS could not be reached, too', async () => {
    const { receive, events } = aReceiver({
      enqueue: async () => {
        throw new StorageUnavailable('SQS did not take messages: TimeoutError.');
      },
    });
    await expect(receive(aRequest())).rejects.toMatchObject({ name: 'QueueUnavailable', statusCode: 503 });
    expect(events()).toEqual(['queue-failed']);
  });

  it.each([
    ['first', 0],
    ['anew', 1],
  ])('is 503 when its secret cannot be read %s: the platform must send it again', async (_what, reads) => {
    let left = reads;
    const { receive, queue } = aReceiver({
      secrets: async () => {
        left -= 1;
        if (left < 0) throw new StorageUnavailable('Secrets Manager did not give it.');
        return ['another'];
      },
    });
    await expect(receive(aRequest())).rejects.toMatchObject({ name: 'SecretUnavailable', statusCode: 503 });
    expect(queue).toEqual([]);
  });

  it('that says which labels are to be asked for becomes one event, with the words to ask by', async () => {
    const { receive, queue } = aReceiver();
    const payload = { project_hash: 'project-1', stage_uuid: 'stage-1', num_tasks: 3 };
    const body = { ...delivery, event_type: 'agent_stage_work_available_event', payload };
    expect(await receive(aRequest({ body }))).toMatchObject({ statusCode: 202 });
    expect(queue).toMatchObject([{ id: 'event-1', project: 'project-1', listing: 'stage:stage-1' }]);
    expect(queue[0]).not.toHaveProperty('label');
  });

  it('whose listing is longer than an id may be is refused', async () => {
    const payload = { project_hash: 'project-1', stage_uuid: 'x'.repeat(2_000) };
    const body = { ...delivery, event_type: 'agent_stage_work_available_event', payload };
    await expect(aReceiver().receive(aRequest({ body }))).rejects.toMatchObject({
      name: 'MalformedDelivery',
      message: expect.stringMatching(/^The listing has 2006 characters/),
    });
  });

  it.each([
    ['a project no route wants', { platform: 'encord', projects: ['another'], formats: { yolo: {} } }],
    ['an event type no route wants', { platform: 'encord', events: ['task_submitted_event'], formats: { yolo: {} } }],
  ] as const)('about %s is 200 and nothing is queued', async (_what, { ...route }) => {
    const routes = [route as unknown as ReceiverDependencies['configuration']['routes'][number]];
    const { receive, queue, events } = aReceiver({ configuration: { platforms: { encord: {} }, routes } });
    expect(await receive(aRequest())).toEqual({ statusCode: 200, body: '{"accepted":0}' });
    expect([queue, events()]).toEqual([[], ['delivery-ignored']]);
  });

  it('that fails the signature is checked once more with secrets fetched anew', async () => {
    const renewals: (string | undefined)[] = [];
    const { receive } = aReceiver({
      secrets: async (_platform, options) => {
        renewals.push(options?.renewFor);
        return options ? ['rotated', 'current'] : ['current'];
      },
    });
    expect((await receive(aRequest({ secret: 'rotated' }))).statusCode).toBe(202);
    expect((await receive(aRequest())).statusCode).toBe(202);
    await expect(receive(aRequest({ secret: 'wrong' }))).rejects.toMatchObject({ name: 'SignatureMismatch' });
    expect(renewals).toEqual([undefined, '192.0.2.1', undefined, undefined, '192.0.2.1']);
  });

  it('is not read before its signature is right', async () => {
    const { receive } = aReceiver();
    await expect(receive(aRequest({ secret: 'wrong', body: 'anything' }))).rejects.toMatchObject({ statusCode: 401 });
  });
});

describe('a request', () => {
  it.each<[string, Parameters<typeof aRequest>[0], string, number]>([
    ['to another path', { path: '/' }, 'UnknownConnection', 404],
    ['to a platform that is not configured', { path: '/webhooks/labelbox' }, 'UnknownConnection', 404],
    ['to a name every object has', { path: '/webhooks/constructor' }, 'UnknownConnection', 404],
    ['below a platform', { path: '/webhooks/encord/more' }, 'UnknownConnection', 404],
    ['by GET', { method: 'GET' }, 'MethodNotAllowed', 405],
    ['of a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 'UnsupportedContentType', 415],
    ['of 6 MiB and more', { body: 'x'.repeat(6 * 1024 * 1024) }, 'DeliveryTooLarge', 413],
  ])('%s is refused and fetches no secret', async (_what, parts, name, statusCode) => {
    const { receive } = aReceiver({
      secrets: () => {
        throw new Error('A secret was fetched.');
      },
    });
    await expect(receive(aRequest(parts))).rejects.toMatchObject({ name, statusCode });
  });

  it.each(['application/json; charset=utf-8', 'application/vnd.platform+json', 'APPLICATION/JSON'])(
    'may be of type %s',
    async (type) => {
      const { receive } = aReceiver();
      expect((await receive(aRequest({ headers: { 'content-type': type } }))).statusCode).toBe(202);
    },
  );

  it('may end in a slash and lack a content type', async () => {
    const { headers, ...rest } = aRequest({ path: '/webhooks/encord/' });
    const { 'content-type': _type, ...untyped } = headers;
    expect((await aReceiver().receive({ ...rest, headers: untyped })).statusCode).toBe(202);
  });
});

const ofLabels = (count: number) => ({
  ...delivery,
  payload: { project_hash: 'project-1', label_hashes: Array.from({ length: count }, (_, number) => `label-${number}`) },
});

it('takes ten thousand labels of one delivery, as an import or a deletion of many brings them', async () => {
  const { queue, receive } = aReceiver();
  expect(await receive(aRequest({ body: ofLabels(10_000) }))).toMatchObject({ statusCode: 202 });
  expect(new Set(queue.map(({ label }) => label)).size).toBe(10_000);
});

it('refuses more, whole, and says what finds their labels', async () => {
  const { queue, receive } = aReceiver();
  await expect(receive(aRequest({ body: ofLabels(10_001) }))).rejects.toMatchObject({
    name: 'DeliveryTooLarge',
    message:
      'A delivery announces at most 10000 labels, and this one 10001. Compare the project instead: npx labelwire sync',
  });
  expect(queue).toEqual([]);
});
