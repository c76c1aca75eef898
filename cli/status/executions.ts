import { type ExecutionStatus, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

export type Executions = {
  readonly running: number;
  /** When the oldest of those began. */
  readonly runningSince: string | undefined;
  /** That began since a moment, and ended in failure, in the end of their time or by hand. Their labels are in the dead letters. */
  readonly failed: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
};

const mostCounted = 1000; // in one request

export async function executionsSince(
  sfn: Pick<SFNClient, 'send'>,
  stateMachineArn: string,
  since: Date,
): Promise<Executions> {
  const listed = async (statusFilter: ExecutionStatus) => {
    const { executions = [], nextToken } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: mostCounted }),
    );
    return { executions, isMore: nextToken !== undefined };
  };
  const [running, ...ended] = await Promise.all([
    listed('RUNNING'),
    ...(['FAILED', 'TIMED_OUT', 'ABORTED'] as const).map(listed),
  ]);
  const isNew = ({ startDate = since }: { startDate?: Date | undefined }) => startDate >= since;
  return {
    running: running.executions.length,
    runningSince: running.executions.at(-1)?.startDate?.toISOString(), // the newest are first
    failed: ended.reduce((sum, { executions }) => sum + executions.filter(isNew).length, 0),
    isMore: running.isMore || ended.some(({ executions, isMore }) => isMore && executions.every(isNew)),
  };
}
