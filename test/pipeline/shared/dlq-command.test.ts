import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../../lib/contracts/read-dead-letter.ts';
import type { ServedLabel } from '../../../lib/platforms/testing.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { type Ended, labelwire as run } from '../../support/command-line.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});

/** Against this pipeline. */
const labelwire = (...args: string[]): Promise<Ended> => run(args, { environment: on.environment });

/** A label that nobody can read, and what repairs it. */
function broken(project: string): { label: ServedLabel; repair(): void } {
  const label = anEncordLabel({ project });
  const { document } = label;
  label.document = { ...document, data_units: 'broken' };
  on.pipeline.connection('encord').labels.push(label);
  return {
    label,
    repair: () => {
      label.document = document;
    },
  };
}

const lettersIn = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DeadLetter);
const listed = async (...filters: string[]) => lettersIn(await labelwire('dlq', 'list', '--json', ...filters));

it('ends a wrong call with 2 and one line that says where its help is, and touches no letter', async () => {
  const calls = [
    ['dlq', 'replay'],
    ['dlq', 'replay', '--all', '--id', 'a'],
    ['dlq', 'show'],
    ['dlq', 'list', '--nonsense'],
    ['dlq', 'replay', '--all', '--rate', '0.5'],
    ['dlq', 'list', '--platform', 'encrod'],
    ['dlq', 'purge', '--all', '--yes', '--error', 'Invalidlabel'],
    ['nonsense'],
    ['dlq', 'list', '--stage', 'dev', '--local'],
  ];
  const ended = await Promise.all(calls.map((call) => labelwire(...call)));
  expect(ended.map(({ code }) => code)).toEqual(calls.map(() => 2));
  for (const { stderr } of ended) expect(stderr).toMatch(/^labelwire: [^\n]* Run 'npx labelwire[ a-z]* --help'\.\n$/);
  expect(ended[0]?.stderr).toContain('Say which: --all, or --id <id>');
  const errors = ended.map(({ stderr }) => stderr).join('');
  expect(errors).toContain('--rate <events>');
  expect(errors).toContain('--platform "encrod" is not a connection. Did you mean "encord"? Connections: ');
  expect(errors).toContain(
    '--error "Invalidlabel" is not the error of a dead letter. Did you mean "InvalidLabel"? Errors: ',
  );
});

it('says so when there is no letter, no letter of this id, and no queue', async () => {
  const { LABEL_EVENTS_QUEUE_URL: _events, DEAD_LETTER_QUEUE_URL: _letters, ...account } = on.environment;
  const [list, json, replay, show, elsewhere] = await Promise.all([
    labelwire('dlq', 'list'),
    labelwire('dlq', 'list', '--json'),
    labelwire('dlq', 'replay', '--all'),
    labelwire('dlq', 'show', 'abc'),
    run(['dlq', 'list', '--stage', 'never'], { environment: account }),
  ]);
  expect([list, json, replay]).toEqual([
    { code: 0, stdout: 'No dead letters.\n', stderr: '' },
    { code: 0, stdout: '', stderr: '' },
    { code: 0, stdout: 'No dead letters to replay.\n', stderr: '' },
  ]);
  expect(show).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/has the id "abc"\. See: npx labelwire dlq list --flat --stage dev --region \S+\n$/),
  });
  expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no queue labelwire-never-') });
});

describe('three dead letters', () => {
  it('are listed, shown, replayed after repairing, and keep their history when they fail again', async () => {
    const [first, second] = [broken('first'), broken('second')];
    await on.announce('encord', first.label);
    await on.announce('encord', second.label);
    await on.send('not JSON');
    await on.pipeline.aws.idle();

    const list = await labelwire('dlq', 'list');
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toMatch(/^1 InvalidLabel {2}encord {2}project first\n {2}reason {2}\S/);
    expect(list.stdout).toContain('3 dead letters: 2 InvalidLabel, 1 InvalidRequest\n');
    expect(list.stdout).toContain(`labels  ${first.label.label}`);
    expect(list.stdout).toContain('1 InvalidRequest  (unreadable)');

    const letters = await listed('--error', 'InvalidLabel'); // a list takes none away
    expect(letters.map(({ events }) => events[0]?.project)).toEqual(['first', 'second']);
    const [one, two] = letters;
    if (!one || !two) throw new Error('unreachable');
    expect(one).not.toHaveProperty('receiptHandle');

    const show = await labelwire('dlq', 'show', one.id.slice(0, 8));
    for (const fact of [one.id, one.error, one.message, one.step ?? '?', one.executionArn ?? '?', one.firstFailedAt]) {
      expect(show.stdout).toContain(fact);
    }
    expect((await labelwire('dlq', 'show', one.events[0]?.id ?? '?')).stdout).toBe(show.stdout);
    // An id that fits several: nothing is replayed, and every letter can be seen again at once.
    expect(await labelwire('dlq', 'replay', '--id', '')).toMatchObject({
      code: 1,
      stderr: 'labelwire: 3 dead letters begin with "". Give more of the id.\n',
    });

    const dry = await labelwire('dlq', 'replay', '--all', '--project', 'first', '--dry-run');
    expect(dry.stdout).toMatch(/1 dead letter: 1 InvalidLabel\nNothing was replayed \(--dry-run\)\.\n$/);
    expect(on.steps('fetchLabels')).toHaveLength(2);

    // The first is repaired and lands; the second fails again and keeps its history.
    first.repair();
    const replay = await labelwire('dlq', 'replay', '--id', one.id, two.id.slice(0, 8));
    expect(replay).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ replayed {2}.*\n✓ replayed {2}/) });
    await on.pipeline.aws.idle();
    expect(await on.record('encord', first.label)).toMatchObject({ status: 'exported' });
    const [again, ...others] = await listed('--project', 'second');
    expect(others).toEqual([]);
    expect(again).toMatchObject({ attempts: 2, replays: 1, firstFailedAt: two.firstFailedAt, error: 'InvalidLabel' });
    expect(Date.parse(again?.lastFailedAt ?? '')).toBeGreaterThan(Date.parse(two.firstFailedAt));
    expect(again?.executionArn).not.toBe(two.executionArn);

    // All: what holds no event stays, and the command says so.
    second.repair();
    const all = await labelwire('dlq', 'replay', '--all', '--json');
    expect(all).toMatchObject({ code: 1, stderr: expect.stringContaining('1 of 2 dead letters stay in the queue') });
    expect(lettersIn(all)).toEqual([
      expect.objectContaining({ outcome: 'kept', events: 0, reason: 'it has no event that can be read' }),
      expect.objectContaining({ outcome: 'replayed', events: 1 }),
    ]);
    await on.pipeline.aws.idle();
    expect(await on.record('encord', second.label)).toMatchObject({ status: 'exported' });

    // What holds no event can only be purged: not before --yes, and kept in a file.
    const plan = await labelwire('dlq', 'purge', '--all');
    expect(plan).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 dead letter: .*\nNothing was deleted\. .*--yes/),
    });
    expect(await listed()).toHaveLength(1);
    const archive = join(newFolder(), 'purged.jsonl');
    const purge = await labelwire('dlq', 'purge', '--all', '--yes', '--archive', archive);
    expect(purge).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✓ deleted/) });
    expect(JSON.parse(readFileSync(archive, 'utf8'))).toMatchObject({ unreadable: 'not JSON' });
    expect(await listed()).toEqual([]);
  });
});

it('sends what was purged through the pipeline again, from its archive, as often as one likes', async () => {
  const lost = broken('purged');
  await on.announce('encord', lost.label);
  await on.pipeline.aws.idle();
  const archive = join(newFolder(), 'purged.jsonl');
  const purge = await labelwire('dlq', 'purge', '--all', '--yes', '--archive', archive);
  const [hint = ''] = /npx labelwire (dlq restore .*)$/m.exec(purge.stdout)?.slice(1) ?? [];
  expect(hint).toContain(archive);
  const restore = hint.split(' ');
  lost.repair();

  const dry = await labelwire(...restore, '--dry-run');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toContain(lost.label.label);
  expect(dry.stdout).toMatch(/\n\n1 dead letter: 1 InvalidLabel\nNothing was sent \(--dry-run\)\.\n$/);
  await on.pipeline.aws.idle();
  expect(await on.record('encord', lost.label)).not.toMatchObject({ status: 'exported' });
  expect(await labelwire(...restore, '--project', 'other')).toMatchObject({
    code: 0,
    stdout: `None of the dead letters in ${archive} fits.\n`,
  });

  const [{ id, firstFailedAt, attempts } = { id: '', firstFailedAt: '', attempts: 0 }] = readFileSync(archive, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DeadLetter);
  const before = readFileSync(archive, 'utf8');
  const restored = await labelwire(...restore, '--rate', '100');
  expect(restored).toEqual({ code: 0, stdout: `✓ replayed  ${id}  1 event, was InvalidLabel\n`, stderr: '' });
  await on.pipeline.aws.idle();
  expect(await on.record('encord', lost.label)).toMatchObject({ status: 'exported' });
  expect(on.steps('fetchLabels').at(-1)).toMatchObject({
    input: { events: [{ firstFailedAt, attempt: attempts + 1, replays: 1 }] },
  });

  const again = await labelwire(...restore, '--json');
  expect(JSON.parse(again.stdout)).toEqual({ id, outcome: 'replayed', events: 1 });
  await on.pipeline.aws.idle();
  expect(await listed()).toEqual([]);
  expect(readFileSync(archive, 'utf8')).toBe(before);
});
