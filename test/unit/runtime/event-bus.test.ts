import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import { wantedEventBus } from '../../../lib/runtime/event-bus.ts';
import { notificationOf } from '../../../lib/steps/announce-label.ts';
import { aRecord } from '../../support/events.ts';

let server: HttpServer;
let answer: (request: Request) => Promise<Response>;
beforeAll(async () => {
  server = await serve((request) => answer(request));
  const environment = {
    AWS_ENDPOINT_URL_EVENTBRIDGE: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    BUCKET: 'labels',
    BUCKET_PREFIX: 'team-a/',
    STACK: 'labelwire-prod',
    NOTIFY_BUS: 'training',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

const json = (body: object, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/x-amz-json-1.1' } });
const send = async () => {
  const bus = wantedEventBus();
  return bus?.send(notificationOf(aRecord({}), bus.keyPrefix));
};

it('one event is one request, and says which deployment it is from', async () => {
  const requests: unknown[] = [];
  answer = async (request) => {
    requests.push(await request.json());
    return json({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  };
  await send();
  expect(requests).toEqual([
    {
      Entries: [
        { EventBusName: 'training', Source: 'labelwire', DetailType: 'label.exported', Detail: expect.any(String) },
      ],
    },
  ]);
  const [{ Entries }] = requests as [{ Entries: [{ Detail: string }] }];
  expect(JSON.parse(Entries[0].Detail)).toMatchObject({
    stack: 'labelwire-prod',
    bucket: 'labels',
    record: expect.stringMatching(/^team-a\/records\//),
  });
});

it.each([
  ['an entry that is throttled', 200, { Entries: [{ ErrorCode: 'ThrottlingException' }] }, 'StorageUnavailable'],
  ['an entry that fails inside', 200, { Entries: [{ ErrorCode: 'InternalFailure' }] }, 'StorageUnavailable'],
  ['an answer without an event', 200, {}, 'StorageUnavailable'],
  ['an entry that is refused', 200, { Entries: [{ ErrorCode: 'NotAuthorizedForSource' }] }, 'InvalidConfiguration'],
  ['a bus that is not there', 400, { __type: 'ResourceNotFoundException' }, 'InvalidConfiguration'],
  ['a right that is missing', 400, { __type: 'AccessDeniedException' }, 'InvalidConfiguration'],
])('%s is a failure, by the name that says whether it may pass', async (_what, status, body, error) => {
  answer = async () => json({ FailedEntryCount: 1, ...body }, status);
  await expect(send()).rejects.toMatchObject({ name: error, message: expect.stringMatching(/event/) });
});

it('without a bus nothing is sent', () => {
  vi.stubEnv('NOTIFY_BUS', '');
  expect(wantedEventBus()).toBeUndefined();
});
