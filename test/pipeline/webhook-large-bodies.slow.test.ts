import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRightBody } from '../support/any-webhook-call.ts';
import { aRunningReceiver, type RunningReceiver } from '../support/running-receiver.ts';
import { eventOf, type Headers, signatureOf, type WebhookCall } from '../support/webhook-requests.ts';

const secret = 'secret-of-encord';
const mebibyte = 1024 * 1024;

let on: RunningReceiver;
beforeAll(async () => {
  on = await aRunningReceiver({ encord: secret });
});
afterAll(() => on.stop());

/** Of this thread: what else the machine does counts for nothing. */
function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const call = (body: Uint8Array, headers: Headers = {}): WebhookCall => ({
  method: 'POST',
  path: '/webhooks/encord',
  headers: { 'content-type': 'application/json', ...signatureOf('encord', body, secret), ...headers },
  body,
});

const filled = (start: string, part: string, end: string) =>
  Buffer.from(start + part.repeat(Math.floor((6 * mebibyte - start.length - end.length) / part.length)) + end);
const hashes =
  '{"uid":"u","version":1,"event_type":"task_completed_event","payload":{"project_hash":"p","label_hashes":[';
it.each([
  ['lists in lists', filled('', '[', ''), 400],
  [
    'a time of lists in lists',
    filled(`${aRightBody('encord').toString().slice(0, -1)},"event_created_timestamp":`, '[]'.slice(0, 1), ''),
    400,
  ],
  ['one number', filled('{"version":', '9', '}'), 400],
  [
    'one id',
    filled(
      '{"uid":"',
      'x',
      '","version":1,"event_type":"task_completed_event","payload":{"project_hash":"p","label_hash":"l"}}',
    ),
    400,
  ],
  ['a million labels', filled(hashes, '"l",', '"l"]}}'), 413],
  ['an object of one name again and again', filled('{', '"__proto__":{},', '"a":1}'), 400],
  ['a text of escapes', filled('{"uid":"', '\\u0000', '"}'), 400],
  ['bytes that are not UTF-8', Buffer.alloc(6 * mebibyte, 0xfe), 400],
  ['more than 6 MB', Buffer.alloc(6 * mebibyte + 1, 0x20), 413],
] as const)('a rightly signed body of 6 MB is answered in good time when it is %s', async (_what, body, status) => {
  const start = cpuMilliseconds();
  const answer = await on.invoke(eventOf(call(body), 'function-url'));
  expect(cpuMilliseconds() - start).toBeLessThan(5_000); // half of what the function has
  expect(answer.statusCode).toBe(status);
  expect(answer.body.length).toBeLessThan(1_000);
  const unsigned = await on.invoke(eventOf(call(body, { 'x-encord-signature': 'a' }), 'function-url'));
  expect(unsigned.statusCode).toBe(status === 413 && body.length > 6 * mebibyte ? 413 : 401);
});
