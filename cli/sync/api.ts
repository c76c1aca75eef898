import {
  DescribeExecutionCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { SyncProgress, SyncRequest, SyncSummary } from '../../lib/contracts/sync.ts';
import { runObjects } from '../../lib/sync/run-objects.ts';
import { bucketOf } from '../bucket.ts';
import type { Stack } from '../stack.ts';

export type SyncExecution = {
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
  readonly status: string;
  /** As JSON. */
  readonly input: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
};

/** Goes on with a run that stopped at its counts. */
export type Resumption = { readonly connection: string; readonly resume: string; readonly allowDeletions: boolean };

/** What a deployment knows of its runs of sync, and how one is begun. */
export type SyncApi = {
  start(execution: string, input: Partial<SyncRequest> | Resumption): Promise<void>;
  describe(execution: string): Promise<SyncExecution>;
  /** The names of the executions, the newest first. */
  executions(): AsyncIterable<string>;
  /** How far a run is; undefined before it has done anything. */
  progress(run: string): Promise<SyncProgress | undefined>;
  /** What was found out about each project that could be compared. */
  summaries(run: string): Promise<readonly SyncSummary[]>;
};

/** Of a deployment, or of the pipeline that `npm start` keeps up. */
export function deployedSyncs(stack: Stack): SyncApi {
  const { syncStateMachineArn: stateMachineArn } = stack;
  const client = new SFNClient();
  const store = bucketOf(stack);
  const executionsArn = stateMachineArn.replace(':stateMachine:', ':execution:');
  return {
    async start(name, input) {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    },
    async describe(name) {
      const executionArn = `${executionsArn}:${name}`;
      const {
        status = '',
        input = '',
        error,
        cause,
      } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return { status, input, error, cause };
    },
    async *executions() {
      for await (const { executions = [] } of paginateListExecutions({ client, pageSize: 100 }, { stateMachineArn }))
        for (const { name } of executions) if (name !== undefined) yield name;
    },
    progress: (run) => runObjects(store, run).progressSoFar(),
    async summaries(run) {
      const objects = runObjects(store, run);
      const summaries: SyncSummary[] = [];
      for (const project of await objects.projects()) {
        const summary = await objects.summary(project);
        if (summary) summaries.push(summary);
      }
      return summaries;
    },
  };
}
