import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countLetters } from '../../lib/queue/dead-letters.ts';
import { anEvent } from '../support/events.ts';
import { root } from '../support/examples.ts';
import { awsWith } from '../support/local-aws.ts';

const count = 50_000;
const minutes = 60_000;

let on: Awaited<ReturnType<typeof awsWith>>;
beforeAll(async () => {
  on = await awsWith();
  const { DEAD_LETTER_QUEUE_URL: QueueUrl } = on.aws.environment;
  const letterOf = (id: string) =>
    JSON.stringify({ events: [anEvent({ id, label: id })], reason: { error: 'InvalidLabel', message: 'Odd.' } });
  const batches = Array.from({ length: count / 10 }, (_, batch) =>
    Array.from({ length: 10 }, (_letter, index) => ({ Id: `${index}`, MessageBody: letterOf(`${batch}-${index}`) })),
  );
  await pMap(batches, (Entries) => on.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })), {
    concurrency: 16,
  });
}, 5 * minutes);
afterAll(() => on.stop());

type Ended = { readonly code: number | null; readonly lines: number; readonly stderr: string };

/** `labelwire dlq …` in a process of its own, which gets Ctrl-C after so many lines. */
function dlq(args: readonly string[], interruptAfter = Number.POSITIVE_INFINITY): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'cli', 'main.ts'), 'dlq', ...args], {
    env: { PATH: process.env.PATH, NODE_OPTIONS: process.env.NODE_OPTIONS, ...on.aws.environment },
  });
  let lines = 0;
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdout.on('data', (text: Buffer) => {
    const before = lines;
    lines += text.toString().split('\n').length - 1;
    if (before < interruptAfter && lines >= interruptAfter) child.kill('SIGINT');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, lines, stderr })));
}

it(
  `replays ${count} dead letters in less than five minutes, after a replay that was interrupted and gave back the rest`,
  async () => {
    const deadLetterQueueUrl = on.aws.environment.DEAD_LETTER_QUEUE_URL ?? '';
    const left = () => countLetters({ sqs: on.sqs, deadLetterQueueUrl });

    const interrupted = await dlq(['replay', '--all', '--json'], 3_000);
    expect(interrupted).toMatchObject({ code: 130, stderr: expect.stringContaining('Interrupted') });
    const { visible, held } = await left();
    expect(visible + held).toBe(count - interrupted.lines);

    const begun = performance.now();
    expect(await dlq(['list', '--json'])).toMatchObject({ code: 0, lines: count - interrupted.lines });
    const listed = performance.now();
    expect(await dlq(['replay', '--all', '--json'])).toMatchObject({ code: 0, lines: count - interrupted.lines });
    const replayed = performance.now();
    expect(await left()).toEqual({ visible: 0, held: 0 });
    expect(listed - begun).toBeLessThan(5 * minutes);
    expect(replayed - listed).toBeLessThan(5 * minutes);
  },
  15 * minutes,
);
