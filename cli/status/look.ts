import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { chosenRegion } from '../aws-choice.ts';
import { bucketClient } from '../bucket.ts';
import type { Where } from '../deployment.ts';
import { loadConfiguration } from '../load-configuration.ts';
import { depthOf } from '../queue-depth.ts';
import { type Stack, stackOf } from '../stack.ts';
import { sinceOf } from '../sync/since.ts';
import { ringingAlarms } from './alarms.ts';
import { executionsSince } from './executions.ts';
import { countedFlow, recordedFlow } from './flow.ts';
import { type Looks, type Status, statusOf } from './status.ts';

/** Looks at a deployment as it is at a moment. `since` as in `24h`, which ends with that moment. */
export async function statusLooker(
  options: Where & { readonly since: string },
): Promise<(now: Date) => Promise<Status>> {
  const stack = await stackOf(options);
  const connections = connectionsOf(await loadConfiguration()).map(({ name }) => name);
  const clients = { sfn: new SFNClient(), s3: bucketClient(stack), cloudWatch: new CloudWatchClient() };
  const bucket = `s3://${stack.bucket}/${stack.bucketPrefix}`;
  const facts = options.local
    ? { deployment: 'local', bucket }
    : { deployment: `labelwire-${options.stage}`, region: chosenRegion(), version: stack.version, bucket };
  return (now) => {
    const since = new Date(sinceOf(options.since, now));
    const looks = looksAt({ ...facts, stack, connections, since, now }, clients, options.local ?? false);
    return statusOf({ ...facts, since: since.toISOString() }, looks);
  };
}

type What = {
  readonly deployment: string;
  readonly stack: Stack;
  readonly connections: readonly string[];
  readonly since: Date;
  readonly now: Date;
};

function looksAt(
  { deployment, stack, connections, since, now }: What,
  { sfn, s3, cloudWatch }: { sfn: SFNClient; s3: S3Client; cloudWatch: CloudWatchClient },
  isLocal: boolean,
): Looks {
  const store = objectStore(s3, stack.bucket, stack.bucketPrefix);
  const flowOf = (name: string) =>
    isLocal ? recordedFlow(store, name, since) : countedFlow(cloudWatch, deployment, name, since, now);
  return {
    connections: connections.map((name) => ({ name, look: () => flowOf(name) })),
    labelEvents: () => depthOf(stack.labelEventsQueueUrl),
    deadLetters: async () => {
      const { waiting, underWay, putBack } = await depthOf(stack.deadLetterQueueUrl);
      return waiting + underWay + putBack;
    },
    executions: () => executionsSince(sfn, stack.stateMachineArn, since),
    ...(stack.alarmTopicArn === undefined ? {} : { alarms: () => ringingAlarms(cloudWatch, deployment) }),
  };
}
