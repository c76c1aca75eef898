import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { batchRates, type Rate } from '../../../../cli/cost/batch-counts.ts';
import { readCounts } from '../../../../cli/cost/counts.ts';
import type { Deployment } from '../deployment.ts';
import { functionNames, type Logs } from './logs.ts';
import { formatsOfRoutes } from './price.ts';

/** What was called in a run, and what docs/cost.md says of as many labels in as many batches. */
export type Count = { readonly what: string; readonly counted: number; readonly expected: number };

export type Work = {
  readonly labels: number;
  /** Label Studio's: each is a PUT more. */
  readonly labelsOfLabelStudio: number;
  readonly since: Date;
};

export async function counts(on: Deployment, logs: Logs, work: Work): Promise<readonly Count[]> {
  const batches = (await logs.events('fetchLabels', 'labels-fetched')).length;
  const rates = batchRates(readCounts(), await formatsOfRoutes());
  const inAll = ({ batch, label }: Rate) => batches * batch + work.labels * label;
  const of = (read: (name: (typeof functionNames)[number]) => Rate | undefined) =>
    functionNames.reduce((sum, name) => sum + inAll(read(name) ?? { batch: 0, label: 0 }), 0);
  const invocations = await Promise.all(
    functionNames.map(async (name): Promise<Count> => {
      const rate = rates.functions[name]?.invocations ?? { batch: 0, label: 0 };
      return {
        what: `${name} invoked`,
        counted: await invocationsOf(on, logs, name, work.since),
        expected: inAll(rate),
      };
    }),
  );
  return [
    ...invocations,
    {
      what: 'S3 PUT',
      counted: await putsIn(on),
      expected: of((name) => rates.functions[name]?.calls.PutObject) + work.labelsOfLabelStudio,
    },
    {
      what: 'transitions of executions',
      counted: batches * (await transitionsOfOne(on)),
      expected: batches * (rates.states + 1),
    },
    {
      what: 'bytes of log',
      counted: await logs.bytes(),
      expected: of((name) => rates.functions[name]?.logBytes),
    },
  ];
}

const minute = 60;

/** By CloudWatch; where an emulator counts none, by the lines with which it begins each in the log. */
async function invocationsOf(
  { service }: Deployment,
  logs: Logs,
  name: (typeof functionNames)[number],
  StartTime: Date,
): Promise<number> {
  const client = new CloudWatchClient();
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: `${service.stack}-${name}` }],
      StartTime,
      EndTime: new Date(Date.now() + minute * 1000),
      Period: minute,
      Statistics: ['Sum'],
    }),
  );
  client.destroy();
  const counted = Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  return counted || logs.starts(name);
}

/** Each version in the bucket was put once. */
async function putsIn({ s3, bucket, prefix }: Deployment): Promise<number> {
  let puts = 0;
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: page?.NextKeyMarker,
        VersionIdMarker: page?.NextVersionIdMarker,
      }),
    );
    puts += page.Versions?.length ?? 0;
  } while (page.IsTruncated);
  return puts;
}

/** A start is one, and each state. */
async function transitionsOfOne(on: Deployment): Promise<number> {
  const stateMachineArn = on.output('StateMachineArn');
  const { executions = [] } = await on.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED', maxResults: 1 }),
  );
  const { events = [] } = await on.sfn.send(
    new GetExecutionHistoryCommand({ executionArn: executions[0]?.executionArn, maxResults: 1000 }),
  );
  return 1 + events.filter(({ type }) => type?.endsWith('StateEntered')).length;
}
