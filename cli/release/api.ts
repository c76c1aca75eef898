import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { ReleaseRequest } from '../../lib/contracts/release.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { bucketOf } from '../bucket.ts';
import type { Stack } from '../stack.ts';

/** How an execution is. `unknown`: there is none of this name, or it ended more than 90 days ago. */
export type BuildStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'unknown';

/** What a deployment has of releases, and how one is begun. */
export type ReleaseApi = {
  readonly store: ObjectStore;
  /** `s3://bucket/prefix/`, in front of keys. */
  readonly place: string;
  start(run: string, request: ReleaseRequest): Promise<void>;
  status(run: string): Promise<BuildStatus>;
};

/** Of a deployment, or of the pipeline that `npm start` keeps up. */
export function deployedReleases(stack: Stack): ReleaseApi {
  const { releaseStateMachineArn, bucket, bucketPrefix } = stack;
  if (releaseStateMachineArn === undefined) {
    throw new Error(
      'The deployment must have a state machine of releases, but has none. Deploy this version: npx serverless deploy; or start it again: npm start',
    );
  }
  const client = new SFNClient();
  const executionsArn = releaseStateMachineArn.replace(':stateMachine:', ':execution:');
  return {
    store: bucketOf(stack),
    place: `s3://${bucket}/${bucketPrefix}`,
    async start(name, request) {
      const input = JSON.stringify(request);
      await client.send(new StartExecutionCommand({ stateMachineArn: releaseStateMachineArn, name, input }));
    },
    async status(name) {
      try {
        const executionArn = `${executionsArn}:${name}`;
        return (await client.send(new DescribeExecutionCommand({ executionArn }))).status as BuildStatus;
      } catch (error) {
        if ((error as Error).name === 'ExecutionDoesNotExist') return 'unknown';
        throw error;
      }
    },
  };
}
