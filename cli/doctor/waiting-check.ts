import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import pMap from 'p-map';
import { LabelGroup } from '../../lib/contracts/payloads.ts';
import { type Check, CheckFailed } from './check.ts';

/** An export takes seconds. One that runs for longer waits for its platform, or for AWS. */
const usualMinutes = 5;
/** As the alarm LabelsWaiting. */
const alarmingMinutes = 30;

const mostListed = 1000; // in one request
const mostDescribed = 200;
const requestsAtOnce = 8;

/** How many labels wait, for which connection and since when, as the running executions show it. */
export const waitingCheck = (stateMachineArn: string): Check => ({
  name: 'labels that wait',
  async look() {
    const sfn = new SFNClient();
    const { executions = [], nextToken } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: mostListed }),
    );
    const now = Date.now();
    const waiting = executions.filter(({ startDate }) => minutesSince(startDate, now) >= usualMinutes);
    if (waiting.length === 0) return `none; ${executions.length} executions run`;
    const oldestFirst = waiting.toReversed();
    const groups = await pMap(oldestFirst.slice(0, mostDescribed), (execution) => groupOf(sfn, execution), {
      concurrency: requestsAtOnce,
    });
    const left = waiting.length - groups.length;
    const more = left > 0 || nextToken ? [`and those of ${left}${nextToken ? ' or more' : ''} other executions`] : [];
    const text = [...Map.groupBy(groups, ({ connection }) => connection)].map(describe);
    const message = [...text, ...more].join('; ');
    if (minutesSince(oldestFirst[0]?.startDate, now) < alarmingMinutes) return message;
    throw new CheckFailed(
      `${message}. They go on by themselves; the log of fetchLabels (labels-waiting) says what they wait for.`,
    );
  },
});

const minutesSince = (start: Date | undefined, now: number): number => (now - (start?.getTime() ?? now)) / 60_000;

type Waiting = { readonly connection: string; readonly labels: number; readonly since: string };

async function groupOf(sfn: SFNClient, { executionArn, startDate }: ExecutionListItem): Promise<Waiting> {
  const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { connection, events } = LabelGroup.parse(JSON.parse(input));
  return { connection, labels: events.length, since: startDate?.toISOString() ?? '' };
}

/** The groups are in the order in which they began. */
const describe = ([connection, groups]: [string, Waiting[]]): string =>
  `${groups.reduce((sum, { labels }) => sum + labels, 0)} for ${connection} since ${groups[0]?.since}`;
