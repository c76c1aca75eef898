import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Flow } from './status.ts';

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
