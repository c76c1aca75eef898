import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabelEvent } from '../../lib/contracts/payloads.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import {
  anyConnection,
  anySignedBody,
  anyUnsignedCall,
  aRightBody,
  echo,
  everyAwkwardDelivery,
} from '../support/any-webhook-call.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { rawExchange } from '../support/raw-http.ts';
import { type Answer, aRunningReceiver, type RunningReceiver } from '../support/running-receiver.ts';
import { eventOf, type Headers, signatureOf, type WebhookCall } from '../support/webhook-requests.ts';

const secrets = Object.fromEntries(Object.keys(platforms).map((id) => [id, `marker-secret-of-${id}`]));
const secretOf = (connection: string) => secrets[connection] ?? '';
const runs = propertyRuns(200);
const calls = { unsigned: runs * 0.6, signed: runs * 0.3, http: runs * 0.1 };
const mebibyte = 1024 * 1024;

/** What anybody may be answered, and what only who has the secret. */
const refusedUnread = [401, 404, 405, 413, 415];
const answersToSigned = [200, 202, 400, 413];

/** What would tell a stranger of our insides: a stack, a path, a module, a secret; or what he sent himself. */
const telltales = [/\n\s+at /, /node_modules|node:|file:/, /\.(ts|js|mjs)\b/, /marker-secret/, /[A-Z]\w*Error\b/];
const ownFolder = process.cwd();

let on: RunningReceiver;
let port = 0;
let answered = 0;
let accepted = 0; // events, by the answers
let slowest = 0;
beforeAll(async () => {
  on = await aRunningReceiver(secrets);
  port = Number(new URL(on.webhookUrl).port);
});
afterAll(() => on.stop());

/** Of this thread: what else the machine does counts for nothing. */
function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function check(status: number, body: string, allowed: readonly number[]): void {
  answered += 1;
  if (!allowed.includes(status)) expect.fail(`${status} is none of ${allowed.join(', ')}: ${body.slice(0, 300)}`);
  const leaks = [
    ...telltales.filter((telltale) => telltale.test(body)),
    ...[echo, ownFolder].filter((it) => body.includes(it)),
  ];
  if (leaks.length > 0 || body.length > 1_000)
    expect.fail(`The answer shows ${leaks.join(', ')}: ${body.slice(0, 1_000)}`);
  if (status === 200 || status === 202) accepted += (JSON.parse(body) as { accepted: number }).accepted;
}

async function invoke(event: Parameters<RunningReceiver['invoke']>[0], allowed: readonly number[]): Promise<Answer> {
  const start = cpuMilliseconds();
  const answer = await on.invoke(event);
  slowest = Math.max(slowest, cpuMilliseconds() - start);
  check(answer.statusCode, answer.body, allowed);
  const [type = ''] = Object.entries(answer.headers ?? {}).flatMap(([name, value]) =>
    name.toLowerCase() === 'content-type' ? [value] : [],
  );
  expect(['application/json', 'text/plain']).toContain(type);
  return answer;
}

const anyDoor = fc.constantFrom('function-url' as const, 'http-api' as const);
const call = (connection: string, body: Uint8Array, headers: Headers = {}): WebhookCall => ({
  method: 'POST',
  path: `/webhooks/${connection}`,
  headers: { 'content-type': 'application/json', ...signatureOf(connection, body, secretOf(connection)), ...headers },
  body,
});

describe('a call without a signature', () => {
  it(`is refused before its body is read, whatever it is (${calls.unsigned} calls)`, async () => {
    const before = accepted;
    await fc.assert(
      fc.asyncProperty(anyUnsignedCall, anyDoor, fc.boolean(), async (unsigned, door, asText) => {
        await invoke(eventOf(unsigned, door, { asText }), refusedUnread);
      }),
      { numRuns: calls.unsigned },
    );
    expect(accepted).toBe(before);
  });

  it.each(['', '=', '%%%', 'e30', 'e30=\n====', '\ud800', 'ß'.repeat(1_000)])(
    'is refused when its body says that it is base64 and is %j',
    async (base64) => {
      const unsigned = call('encord', Buffer.from([0xff]), { 'x-encord-signature': '0'.repeat(64) });
      await invoke(eventOf(unsigned, 'function-url', { base64 }), [401]);
    },
  );

  it('is refused when the event has neither headers nor a body', async () => {
    const { headers: _headers, body: _body, ...bare } = eventOf(call('labelbox', Buffer.from('{}')), 'http-api');
    await invoke(bare as ReturnType<typeof eventOf>, [401]);
  });
});

describe('a rightly signed body', () => {
  it(`is taken up or refused as malformed, whatever it is (${calls.signed} calls)`, async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(anySignedBody, anyConnection, anyDoor, fc.boolean(), async (body, connection, door, asText) => {
        const { statusCode } = await invoke(eventOf(call(connection, body), door, { asText }), answersToSigned);
        statuses.add(statusCode);
      }),
      { numRuns: calls.signed },
    );
    // Else too little was tried. A body that is right and that no route wants is rare.
    expect([...statuses]).toEqual(expect.arrayContaining(calls.signed < 1_000 ? [202, 400] : [200, 202, 400]));
  });

  it('is taken up or refused as malformed with any awkward value in the place of any field', async () => {
    const deliveries = everyAwkwardDelivery();
    expect(deliveries.length).toBeGreaterThan(300);
    for (const { connection, body } of deliveries) {
      await invoke(eventOf(call(connection, body), 'function-url'), answersToSigned);
    }
  });

  it('is never inflated: the signature is over the bytes that came, and they are read as they are', async () => {
    const inner = aRightBody('encord');
    const gzip = { 'content-encoding': 'gzip' };
    const zipped = gzipSync(inner);
    expect((await invoke(eventOf(call('encord', zipped, gzip), 'function-url'), [400])).body).toMatch(/not JSON/);
    const signedInside = { ...gzip, ...signatureOf('encord', inner, secretOf('encord')) };
    await invoke(eventOf(call('encord', zipped, signedInside), 'function-url'), [401]);
    const bomb = gzipSync(Buffer.alloc(100 * mebibyte));
    const { arrayBuffers } = process.memoryUsage();
    await invoke(eventOf(call('labelbox', bomb, gzip), 'http-api'), [400]);
    expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(20 * mebibyte);
  });
});

describe('the HTTP entry', () => {
  const raw = ({ method, path, headers, body }: WebhookCall): Buffer[] => {
    const lines = Object.entries({ host: 'localhost', connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return [Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)];
  };
  const withLength = (given: WebhookCall): WebhookCall => ({
    ...given,
    headers: { 'content-length': String(given.body.length), ...given.headers },
  });

  /** A front door takes 10 kB of request line and headers, and answers anything longer itself. */
  const fitting = ({ path, headers, ...rest }: WebhookCall): WebhookCall => ({
    ...rest,
    path: path.slice(0, 4_000),
    headers: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => name.toLowerCase() !== 'content-length')
        .map(([name, value]) => [name, value.slice(0, 500)]),
    ),
  });

  it(`answers each of ${calls.http} calls, however broken they are`, async () => {
    const atOnce = 10;
    const before = accepted;
    await fc.assert(
      fc.asyncProperty(fc.array(anyUnsignedCall, { minLength: atOnce, maxLength: atOnce }), async (batch) => {
        const answers = await Promise.all(
          batch.map((unsigned) => rawExchange(port, raw(withLength(fitting(unsigned))))),
        );
        for (const [index, answer] of answers.entries()) {
          if (answer === undefined)
            expect(batch[index]?.method).toBe('CONNECT'); // Node hangs up on it
          else check(answer.status, answer.body, [...refusedUnread, 400]);
        }
      }),
      { numRuns: calls.http / atOnce },
    );
    expect(accepted).toBe(before);
  });

  it('takes a delivery whose body comes slowly', async () => {
    const [head = '', body = Buffer.alloc(0)] = raw(withLength(call('encord', aRightBody('encord'))));
    const parts = [head, body.subarray(0, 10), body.subarray(10, 100), body.subarray(100)];
    const answer = await rawExchange(port, parts, { pauseMilliseconds: 100 });
    check(answer?.status ?? 0, answer?.body.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, '') ?? '', [202]);
  });

  it('takes nothing up of a delivery that ends early, and goes on answering others meanwhile', async () => {
    const right = withLength(call('encord', aRightBody('encord')));
    const [head = '', body = Buffer.alloc(0)] = raw(right);
    const before = (await on.queued()).length;
    const broken = Array.from({ length: 50 }, (_, index) =>
      rawExchange(port, [head, body.subarray(0, index)], { pauseMilliseconds: 20, hangUp: true }),
    );
    const answer = await fetch(`${on.webhookUrl}/encord`, {
      method: 'POST',
      headers: right.headers,
      body: right.body.slice(),
    });
    check(answer.status, await answer.text(), [202]);
    expect(await Promise.all(broken)).toEqual(broken.map(() => undefined));
    expect(await on.queued()).toHaveLength(before + 1);
  });

  it('refuses a header that came twice: what was signed is not what one of them says', async () => {
    const right = withLength(call('encord', aRightBody('encord')));
    for (const name of ['x-encord-signature', 'x-encord-timestamp']) {
      const [head = '', body = ''] = raw(right);
      const twice = head.toString().replace('\r\n\r\n', `\r\n${name}: ${right.headers[name]}\r\n\r\n`);
      const answer = await rawExchange(port, [twice, body]);
      check(answer?.status ?? 0, answer?.body ?? '', [401]);
    }
  });
});

describe('after all that', () => {
  it('exactly the accepted events are in the queue, and each keeps its contract', async () => {
    const messages = await on.queued();
    expect(messages).toHaveLength(accepted);
    expect(accepted).toBeGreaterThan(runs / 100);
    const broken = messages
      .map((message) => LabelEvent.safeParse(JSON.parse(message)))
      .filter(({ success }) => !success);
    expect(broken).toEqual([]);
  });

  it('every call was answered, none slowly, and the next right one is accepted', async () => {
    await invoke(eventOf(call('labelbox', aRightBody('labelbox')), 'function-url'), [202]);
    expect(answered).toBeGreaterThanOrEqual(runs);
    expect(slowest).toBeLessThan(5_000);
    expect(on.problems).toEqual([]);
  });
});
