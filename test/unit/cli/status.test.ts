import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { ringingAlarms } from '../../../cli/status/alarms.ts';
import { countedFlow } from '../../../cli/status/counted-flow.ts';
import { executionsSince } from '../../../cli/status/executions.ts';
import { recordedFlow } from '../../../cli/status/recorded-flow.ts';
import { type Looks, needs, statusOf } from '../../../cli/status/status.ts';
import { statusText } from '../../../cli/status/status-text.ts';
import { keys } from '../../../lib/contracts/keys.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const since = new Date('2026-11-27T12:00:00Z');
const now = new Date('2026-11-28T12:00:00Z');
const facts = {
  deployment: 'labelwire-prod',
  region: 'eu-central-1',
  version: '0.1.0',
  bucket: 's3://acme-labels/',
  since: since.toISOString(),
};

const aFlow = {
  connection: 'berlin',
  webhooks: 1204,
  lastWebhookAt: '2026-11-28T11:55:00.000Z',
  labels: 1190,
  p95: 3120,
};

const allIsWell: Looks = {
  connections: [{ name: 'berlin', look: async () => aFlow }],
  labelEvents: async () => ({ waiting: 2, underWay: 1, putBack: 4 }),
  deadLetters: async () => 0,
  executions: async () => ({ running: 2, runningSince: '2026-11-28T11:59:00.000Z', failed: 0, isMore: false }),
  alarms: async () => [],
};

describe('the status of a deployment', () => {
  it('is one screen, and needs nobody where all is well', async () => {
    const status = await statusOf(facts, allIsWell);
    expect(needs(status)).toEqual([]);
    expect(statusText(status, { at: ' --stage prod', now, width: undefined })).toBe(
      [
        'labelwire-prod  eu-central-1  0.1.0  s3://acme-labels/',
        '',
        '                webhooks       last  labels    p95',
        'berlin             1,204  5 min ago   1,190  3.1 s',
        'since           2026-11-27 12:00:00 UTC (24 h ago)',
        'under way       3 in the queue, 4 put back for later; 2 executions run (since 2026-11-28 11:59:00 UTC), 0 failed',
        'dead letters    none',
        'alarms          none',
      ].join('\n'),
    );
  });

  it.each([60, 80, 100])('fits a terminal of %i columns', async (width) => {
    const why = `no right to cloudwatch:GetMetricData ${'and why '.repeat(40)}`;
    const status = await statusOf(facts, { ...allIsWell, deadLetters: () => Promise.reject(new Error(why)) });
    const lines = statusText(status, { at: ' --stage prod', now, width }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  it('counts one execution in the singular', async () => {
    const executions = async () => ({ running: 1, runningSince: undefined, failed: 0, isMore: false });
    const text = statusText(await statusOf(facts, { ...allIsWell, executions }), { at: '', now, width: undefined });
    expect(text).toContain('1 execution runs, 0 failed');
  });

  it('never is well where something could not be looked at, and still shows the rest', async () => {
    const denied = Object.assign(new Error('no right to sqs:GetQueueAttributes'), { name: 'AccessDenied' });
    const status = await statusOf(facts, { ...allIsWell, deadLetters: () => Promise.reject(denied) });
    expect(needs(status)).toEqual(['the dead letters, which could not be looked at']);
    const text = statusText(status, { at: ' --stage prod', now, width: undefined });
    expect(text).toContain('not seen        the dead letters: no right to sqs:GetQueueAttributes');
    expect(text).toContain('berlin             1,204');
    expect(text).not.toContain('dead letters    none');
  });

  it('names dead letters and alarms, each with what to do', async () => {
    const alarm = { name: 'LabelsWaiting', since: undefined, means: 'Labels have waited. Look: npx labelwire doctor' };
    const status = await statusOf(facts, { ...allIsWell, deadLetters: async () => 14, alarms: async () => [alarm] });
    expect(needs(status)).toEqual(['dead letters', 'the alarm LabelsWaiting']);
    const text = statusText(status, { at: ' --stage prod', now, width: undefined });
    expect(text).toContain('dead letters    about 14 → npx labelwire dlq list --stage prod');
    expect(text).toContain('alarm           LabelsWaiting: Labels have waited. Look: npx labelwire doctor');
  });

  it('has no line about alarms where the deployment has none, and none about figures that nothing counts', async () => {
    const { alarms: _alarms, ...looks } = allIsWell;
    const uncounted = { ...aFlow, webhooks: undefined, lastWebhookAt: undefined, p95: undefined };
    const status = await statusOf(facts, { ...looks, connections: [{ name: 'berlin', look: async () => uncounted }] });
    const text = statusText(status, { at: '', now, width: undefined });
    expect(text).not.toContain('alarm');
    expect(text).toMatch(/berlin +– +– +1,190 +–/);
  });
});

/** A client of AWS that answers so, and notes what it was asked. */
function answering<Client extends object>(answer: (input: Record<string, unknown>) => unknown) {
  const asked: Record<string, unknown>[] = [];
  const client = {
    send: async ({ input }: { input: Record<string, unknown> }) => {
      asked.push(input);
      return answer(input);
    },
  } as unknown as Client;
  return { client, asked };
}

describe('what it counts', () => {
  it('is the webhooks and labels of one connection of one stage', async () => {
    const { client, asked } = answering<CloudWatchClient>(() => ({
      MetricDataResults: [
        { Id: 'p95', Values: [2900, 3120] },
        { Id: 'written', Values: [1000, 190] },
        { Id: 'accepted', Values: [4, 1200], Timestamps: [new Date('2026-11-28T11:55:00Z'), since] },
      ],
    }));
    expect(await countedFlow(client, 'labelwire-prod', 'berlin', since, now)).toEqual(aFlow);
    const queries = JSON.stringify(asked[0]?.MetricDataQueries);
    expect(queries.match(/"Value":"labelwire-prod"/g)).toHaveLength(3);
    expect(queries.match(/"Value":"berlin"/g)).toHaveLength(3);
    expect(queries).toContain('"Period":86400');
  });

  it('is nothing where nothing was counted', async () => {
    const { client } = answering<CloudWatchClient>(() => ({ MetricDataResults: [] }));
    const nothing = { webhooks: 0, lastWebhookAt: undefined, labels: 0, p95: undefined };
    expect(await countedFlow(client, 'labelwire-prod', 'berlin', since, now)).toMatchObject(nothing);
  });

  it('is the labels that were written since, where the records alone say it: not what was given up or not taken', async () => {
    const store = new MemoryStore(() => now);
    const [new_, old] = [now.toISOString(), new Date(since.getTime() - 1).toISOString()];
    const failure = { error: 'InvalidLabel', message: 'not a label', build: '0.1.0', at: new_ };
    const records = [
      { label: 'new', status: 'exported', writtenAt: new_ },
      { label: 'gone', status: 'deleted', writtenAt: new_ },
      { label: 'exported-long-ago-and-given-up-now', status: 'exported', writtenAt: old, failure },
      { label: 'given-up', status: 'failed', writtenAt: new_, failure },
      { label: 'in-review', status: 'not-taken', writtenAt: new_ },
    ] as const;
    for (const { label, ...own } of records) {
      const name = { connection: 'berlin', project: 'p', label };
      const record = { schema: 1, ...name, revision: 1, event: 'e', obsolete: [], omitted: [], writtenBy: '0.1.0' };
      const bytes = Buffer.from(JSON.stringify({ ...record, files: {}, ...own }));
      await store.put({ key: keys.record(name), bytes, contentType: 'application/json' });
    }
    expect(await recordedFlow(store, 'berlin', since)).toMatchObject({ labels: 2, webhooks: undefined });
    expect(await recordedFlow(store, 'hamburg', since)).toMatchObject({ labels: 0 });
  });

  it('is the executions that run, and those that failed since', async () => {
    const old = new Date(since.getTime() - 1);
    const listed: Record<string, readonly Date[]> = {
      RUNNING: [now, old],
      FAILED: [now, old],
      TIMED_OUT: [now],
      ABORTED: [],
    };
    const { client } = answering<SFNClient>(({ statusFilter }) => ({
      executions: listed[String(statusFilter)]?.map((startDate) => ({ startDate })),
    }));
    expect(await executionsSince(client, 'arn', since)).toEqual({
      running: 2,
      runningSince: old.toISOString(),
      failed: 2,
      isMore: false,
    });
  });

  it('is the alarms of this stage that ring', async () => {
    const { client, asked } = answering<CloudWatchClient>(() => ({
      MetricAlarms: [
        { AlarmName: 'labelwire-prod-LabelsWaiting', AlarmDescription: 'Wait.', StateUpdatedTimestamp: since },
      ],
    }));
    expect(await ringingAlarms(client, 'labelwire-prod')).toEqual([
      { name: 'LabelsWaiting', since: since.toISOString(), means: 'Wait.' },
    ]);
    expect(asked[0]).toMatchObject({ AlarmNamePrefix: 'labelwire-prod-', StateValue: 'ALARM' });
  });
});
