import { expect, it } from 'vitest';
import type { DeadLetterMessage } from '../../../lib/contracts/dead-letter.ts';
import { ExecutionEnded } from '../../../lib/contracts/execution-ended.ts';
import type { ReturnedEvents } from '../../../lib/contracts/returned-events.ts';
import { type EndedStatus, sweepExecutions } from '../../../lib/steps/sweep-executions.ts';
import { anEvent, recordingLog } from '../../support/events.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const now = Date.parse('2026-05-04T12:00:00.000Z');
const hour = 3_600_000;
const longestExecutionMilliseconds = 120 * hour;

type Ended = {
  readonly status?: EndedStatus;
  readonly error?: string;
  /** Hours ago. */
  readonly started: number;
  readonly stopped: number;
  readonly labels?: readonly string[];
};

function aSweeper(executions: Readonly<Record<string, Ended>>, order: 'started' | 'stopped' = 'started') {
  const store = new MemoryStore();
  const letters: DeadLetterMessage[] = [];
  const returned: ReturnedEvents[] = [];
  const described: string[] = [];
  let listed = 0;
  const { log, entries } = recordingLog();
  const arnOf = (name: string) => `arn:aws:states:eu-central-1:123456789012:execution:export-labels:${name}`;
  const nameIn = (arn: string) => arn.split(':').at(-1) ?? '';
  const refused = new Set<string>();
  const sweep = () =>
    sweepExecutions({
      store,
      version: '1.2.3',
      newId: () => 'commit-1',
      now: () => new Date(now),
      longestExecutionMilliseconds,
      async *list(status) {
        const chosen = Object.entries(executions).filter(([, execution]) => (execution.status ?? 'FAILED') === status);
        for (const [name, { started, stopped }] of chosen.toSorted(([, a], [, b]) => a[order] - b[order])) {
          listed += 1;
          const [startDate, stopDate] = [started, stopped].map((hours) => new Date(now - hours * hour));
          if (startDate && stopDate) yield { executionArn: arnOf(name), startDate, stopDate };
        }
      },
      async describe(executionArn) {
        const name = nameIn(executionArn);
        described.push(name);
        if (refused.has(name)) throw new Error('Rate exceeded.');
        const { status = 'FAILED', error, started, labels = [name] } = executions[name] as Ended;
        const events = labels.map((label) => anEvent({ id: label, label }));
        const input = JSON.stringify({ connection: 'encord', project: 'project-1', events });
        return ExecutionEnded.parse({
          detail: { executionArn, status, startDate: now - started * hour, input, error },
        });
      },
      inputOf: () => Promise.reject(new Error('The input is in what is described.')),
      deadLetter: async (message) => void letters.push(message),
      putBack: async (message) => void returned.push(message),
      log,
    });
  return {
    sweep,
    refused,
    described,
    entries,
    listed: () => listed,
    letters: () => letters.map(({ events }) => events.map(({ label }) => label)),
    returned: () => returned.map(({ events }) => events.map(({ label }) => label)),
  };
}

it('rescues what ended badly within three hours: a single event becomes a letter, a group goes back to be split', async () => {
  const on = aSweeper({
    single: { status: 'TIMED_OUT', started: 2, stopped: 1 },
    group: { status: 'ABORTED', started: 3, stopped: 2.9, labels: ['a', 'b'] },
    earlier: { started: 5, stopped: 4 },
  });
  await on.sweep();
  expect([on.letters(), on.returned()]).toEqual([[['single']], [['a', 'b']]]);
  expect(on.entries.at(-1)).toMatchObject({
    event: 'executions-swept',
    fields: { executions: 2, rescued: 2, failed: 0 },
  });
});

it('writes nothing twice, and does not ask again how a marked execution ended', async () => {
  const on = aSweeper({ single: { started: 2, stopped: 1 }, group: { started: 2, stopped: 1, labels: ['a', 'b'] } });
  await on.sweep();
  await on.sweep();
  expect([on.letters(), on.returned()]).toEqual([[['single']], [['a', 'b']]]);
  expect(on.described).toHaveLength(2);
});

it('leaves alone what ended with its labels in the dead letters, and looks at it once', async () => {
  const on = aSweeper({ buried: { error: 'LabelsDeadLettered', started: 2, stopped: 1 } });
  await on.sweep();
  await on.sweep();
  expect([on.letters(), on.returned(), on.described]).toEqual([[], [], ['buried']]);
});

it.each(['started', 'stopped'] as const)(
  'finds an execution that ran for days and ended just now, and lists nothing beyond the longest time: by when they %s',
  async (order) => {
    const younger = Array.from({ length: 50 }, (_, index) => [`younger-${index}`, { started: 90, stopped: 4 + index }]);
    const on = aSweeper(
      {
        days: { status: 'FAILED', started: 119, stopped: 0.5 },
        ...Object.fromEntries(younger),
        'too-old': { started: 124, stopped: 100 },
        older: { started: 130, stopped: 129 },
        oldest: { started: 140, stopped: 139 },
      },
      order,
    );
    await on.sweep();
    expect(on.letters()).toEqual([['days']]);
    expect(on.listed()).toBe(52);
  },
);

it('holds no execution behind one that cannot be rescued, fails in the end, and goes on the next time', async () => {
  const on = aSweeper({ first: { started: 1, stopped: 0.5 }, second: { started: 2, stopped: 1 } });
  on.refused.add('first');
  await expect(on.sweep()).rejects.toThrow('Rate exceeded.');
  expect(on.letters()).toEqual([['second']]);
  expect(on.entries.map(({ event }) => event)).toContain('execution-not-rescued');
  on.refused.clear();
  await on.sweep();
  expect(on.letters()).toEqual([['second'], ['first']]);
});
