import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signatureOf } from '../support/webhook-requests.ts';

/** Each is in a secret, a header or a body, and nowhere else. */
const secrets = { encord: 'marker-secret-of-encord', labelbox: 'marker-secret-of-labelbox' } as const;
const marker = { header: 'marker-in-a-header', content: 'marker-in-a-body', cookie: 'marker-in-a-cookie' } as const;

let child: ChildProcess;
let webhookUrl = '';
let log = '';
beforeAll(async () => {
  const { VITEST: _vitest, ...environment } = process.env;
  child = fork(new URL('../support/webhook-log-process.ts', import.meta.url), {
    env: {
      ...environment,
      POWERTOOLS_LOG_LEVEL: 'DEBUG',
      POWERTOOLS_METRICS_DISABLED: 'false',
      POWERTOOLS_SERVICE_NAME: 'labelwire',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  const write = (bytes: unknown) => {
    log += String(bytes);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', write);
  child.send(secrets);
  [webhookUrl] = (await once(child, 'message')) as [string];
});
afterAll(() => void child.kill());

const delivery = { uid: 'event-1', version: 1, event_type: 'task_completed_event', more: marker.content };
const right = { ...delivery, payload: { project_hash: 'p', label_hashes: ['l'], data_title: marker.content } };

async function send(body: string, headers: Record<string, string> = {}, path = '/encord'): Promise<string> {
  const signed = signatureOf('encord', Buffer.from(body), secrets.encord);
  const own = { 'content-type': 'application/json', 'x-marker': marker.header, cookie: marker.cookie };
  const response = await fetch(webhookUrl + path, { method: 'POST', headers: { ...own, ...signed, ...headers }, body });
  return `${response.status} ${await response.text()} ${JSON.stringify([...response.headers])}`;
}

it('tells neither a secret nor a header nor a body nor, in an answer, a stack, at the most talkative level', async () => {
  const answers = [
    await send(JSON.stringify(right)),
    await send(JSON.stringify({ ...right, event_type: marker.content })),
    await send(JSON.stringify(delivery)),
    await send(JSON.stringify({ ...right, uid: { [marker.content]: marker.content } })),
    await send(`{"uid": "${marker.content}"`),
    await send('{}', { 'x-encord-signature': marker.header }),
    await send('{}', { 'x-encord-timestamp': marker.header }),
    await send('{}', { 'content-type': `application/${marker.header}` }),
    await send('{}', { 'x-encord-signature': '', [`x-encord-signature-${marker.header}`]: 'a' }),
    await send('{}', {}, '/labelbox'),
  ];
  child.send('shut');
  await once(child, 'message');
  answers.push(await send(JSON.stringify(right)));
  const statuses = answers.map((answer) => Number(answer.slice(0, 3)));
  expect(statuses).toEqual([
    202,
    200,
    400,
    400,
    400,
    401,
    401,
    415,
    401,
    401,
    expect.toSatisfy((status: number) => status >= 500),
  ]);

  const logged = ['delivery-accepted', 'delivery-ignored', 'delivery-refused', 'signature-mismatch', 'delivery-failed'];
  await expect.poll(() => logged.filter((event) => !log.includes(event)), { timeout: 10_000 }).toEqual([]); // else the search below would prove nothing
  for (const text of [log, ...answers])
    for (const hidden of [...Object.values(secrets), ...Object.values(marker)]) expect(text).not.toContain(hidden);
  for (const answer of answers) expect(answer).not.toMatch(/\n\s+at |node_modules|file:|\.ts\b/);
});
