import { dirname } from 'node:path/posix';
import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import pMap from 'p-map';
import { keys } from '../../lib/contracts/keys.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { readRecordAt } from '../../lib/store/record.ts';

/** What came and went of one connection since a moment. Undefined: nothing here counts it. */
export type Flow = {
  readonly connection: string;
  readonly webhooks: number | undefined;
  /** When the last one was accepted, to five minutes. */
  readonly lastWebhookAt: string | undefined;
  /** Those that were written, in a revision that is new here. */
  readonly labels: number | undefined;
  /** From webhook to record: of twenty labels nineteen were as fast. Milliseconds. */
  readonly p95: number | undefined;
};

const lastSeconds = 300;

/** As CloudWatch has counted it, a minute or two behind. */
export async function countedFlow(
  cloudWatch: Pick<CloudWatchClient, 'send'>,
  stack: string,
  connection: string,
  since: Date,
  now: Date,
): Promise<Flow> {
  const wholeSeconds = Math.max(60, Math.ceil((now.getTime() - since.getTime()) / 60_000) * 60);
  const query = (Id: string, MetricName: string, Stat: string, Period: number): MetricDataQuery => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: 'Labelwire',
        MetricName,
        Dimensions: [
          { Name: 'service', Value: stack },
          { Name: 'connection', Value: connection },
        ],
      },
      Stat,
      Period,
    },
  });
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: since,
      EndTime: now,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        query('accepted', 'DeliveryAccepted', 'Sum', lastSeconds),
        query('written', 'LabelLatency', 'SampleCount', wholeSeconds),
        query('p95', 'LabelLatency', 'p95', wholeSeconds),
      ],
    }),
  );
  const [accepted, written, p95] = ['accepted', 'written', 'p95'].map((id) =>
    MetricDataResults.find((result) => result.Id === id),
  );
  const sum = (values: readonly number[] = []) => values.reduce((total, value) => total + value, 0);
  return {
    connection,
    webhooks: sum(accepted?.Values),
    lastWebhookAt: accepted?.Timestamps?.[0]?.toISOString(),
    labels: sum(written?.Values),
    p95: p95?.Values?.length ? Math.max(...p95.Values) : undefined,
  };
}

const readAtOnce = 16;

/** Where nothing counts, as in the pipeline of `npm start`: by the records. One that notes a label given up counts for none. */
export async function recordedFlow(store: ObjectStore, connection: string, since: Date): Promise<Flow> {
  let labels = 0;
  const folder = `${dirname(keys.records({ connection, project: 'any' }))}/`;
  const isWritten = async ({ key }: { readonly key: string }): Promise<boolean> => {
    const record = (await readRecordAt(store, key))?.record;
    return record !== undefined && /^(exported|deleted)$/.test(record.status) && new Date(record.writtenAt) >= since;
  };
  for await (const page of store.listObjects(folder)) {
    const changed = page.filter(({ modifiedAt }) => modifiedAt >= since);
    labels += (await pMap(changed, isWritten, { concurrency: readAtOnce })).filter(Boolean).length;
  }
  return { connection, webhooks: undefined, lastWebhookAt: undefined, labels, p95: undefined };
}
