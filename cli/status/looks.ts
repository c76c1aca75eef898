import { SFNClient } from '@aws-sdk/client-sfn';
import { depthOf } from '../queue-depth.ts';
import type { Stack } from '../stack.ts';
import { executionsSince } from './executions.ts';
import type { Flow, Looks } from './status.ts';

type LooksAt = (connections: readonly string[], since: Date, now: Date) => Looks;

/** At the pipeline of `npm start`, where the records say what came. */
export async function localLooks(stack: Stack): Promise<LooksAt> {
  const [{ bucketOf }, { recordedFlow }] = await Promise.all([import('../bucket.ts'), import('./recorded-flow.ts')]);
  const store = bucketOf(stack);
  return looksWith(stack, (connection, since) => recordedFlow(store, connection, since));
}

/** At a stack of this name. */
export async function deployedLooks(stack: Stack, name: string): Promise<LooksAt> {
  const [{ CloudWatchClient }, { countedFlow }, { ringingAlarms }] = await Promise.all([
    import('@aws-sdk/client-cloudwatch'),
    import('./counted-flow.ts'),
    import('./alarms.ts'),
  ]);
  const cloudWatch = new CloudWatchClient();
  const looksAt = looksWith(stack, (connection, since, now) => countedFlow(cloudWatch, name, connection, since, now));
  if (stack.alarmTopicArn === undefined) return looksAt;
  return (...which) => ({ ...looksAt(...which), alarms: () => ringingAlarms(cloudWatch, name) });
}

function looksWith(
  { stateMachineArn, labelEventsQueueUrl, deadLetterQueueUrl }: Stack,
  flowOf: (connection: string, since: Date, now: Date) => Promise<Flow>,
): LooksAt {
  const sfn = new SFNClient();
  return (connections, since, now) => ({
    connections: connections.map((name) => ({ name, look: () => flowOf(name, since, now) })),
    labelEvents: () => depthOf(labelEventsQueueUrl),
    deadLetters: async () => {
      const { waiting, underWay, putBack } = await depthOf(deadLetterQueueUrl);
      return waiting + underWay + putBack;
    },
    executions: () => executionsSince(sfn, stateMachineArn, since),
  });
}
