import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from '../../local/new-folder.ts';
import { type Ended, labelwire } from '../support/command-line.ts';
import { anEvent } from '../support/events.ts';
import { root } from '../support/examples.ts';
import { awsWith } from '../support/local-aws.ts';

let on: Awaited<ReturnType<typeof awsWith>>;
let ids: readonly string[];
beforeAll(async () => {
  on = await awsWith();
});
afterAll(() => on.stop());

const queue = () => on.aws.environment.DEAD_LETTER_QUEUE_URL ?? '';
const dlq = (...args: string[]): Promise<Ended> => labelwire(['dlq', ...args], { environment: on.aws.environment });
const rows = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

beforeEach(async () => {
  await dlq('purge', '--all', '--yes');
  const bodies = ['one', 'two', 'three'].map((label) =>
    JSON.stringify({
      events: [anEvent({ id: label, label })],
      reason: { error: 'InvalidLabel', message: `${label}.` },
    }),
  );
  const sent = await Promise.all(
    bodies.map((MessageBody) => on.sqs.send(new SendMessageCommand({ QueueUrl: queue(), MessageBody }))),
  );
  ids = sent.map(({ MessageId = '' }) => MessageId);
});

describe('labelwire dlq', () => {
  it('prints an outcome a line for programs, also of what it only would do', async () => {
    const [id = ''] = ids;
    expect(rows(await dlq('replay', '--id', id, '--dry-run', '--json'))).toEqual([
      { id, outcome: 'would be replayed', events: 1 },
    ]);
    const planned = rows(await dlq('purge', '--all', '--json'));
    expect(planned.map((row) => row.outcome)).toEqual(Array(3).fill('would be deleted'));
    const purged = rows(await dlq('purge', '--all', '--yes', '--json'));
    expect(purged.map((row) => [row.outcome, row.error])).toEqual(Array(3).fill(['deleted', 'InvalidLabel']));
    for (const command of [['replay', '--all'], ['purge', '--all'], ['list']])
      expect(await dlq(...command, '--json')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('has one row a letter with --flat, and as many as are wanted', async () => {
    const { stdout } = await dlq('list', '--flat', '--limit', '2');
    expect(stdout).toMatch(/^id +failed \(UTC\) +error +connection +project +label +reason\n/);
    expect(stdout.match(/ InvalidLabel +encord /g)).toHaveLength(2);
    expect(stdout).toContain('…and 1 dead letter more.');
  });

  it('hides no letter after a purge whose archive cannot be written', async () => {
    const archive = join(newFolder(), 'none', 'x.jsonl');
    expect(await dlq('purge', '--all', '--yes', '--archive', archive)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOENT'),
    });
    expect(existsSync(archive)).toBe(false);
    expect(rows(await dlq('list', '--json'))).toHaveLength(3);
  });

  it('ends with 1 where somebody else holds letters, and never says that there is none', async () => {
    await on.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue(), MaxNumberOfMessages: 10, VisibilityTimeout: 30 }));
    const [list, replay] = [await dlq('list'), await dlq('replay', '--all', '--json')];
    for (const { code, stdout, stderr } of [list, replay]) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('about 3 held elsewhere');
    }
    expect(JSON.parse(replay.stderr)).toMatchObject({ error: { name: 'CommandFailed', exitCode: 1 } });
  });

  it('gives its letters back when the reader of its output has enough', async () => {
    const { environment } = on.aws;
    const file = join(newFolder(), 'first.txt');
    const script = `"$0" cli/main.ts dlq list --json 2>&1 | head -1 > ${file}`;
    await promisify(execFile)('sh', ['-c', script, process.execPath], {
      cwd: root,
      env: { ...process.env, ...environment },
    });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ error: 'InvalidLabel' });
    expect(rows(await dlq('list', '--json'))).toHaveLength(3);
  });
});
