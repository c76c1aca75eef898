import pMap from 'p-map';
import type { ExecutionEnded } from '../contracts/execution-ended.ts';
import { isMarked, type RescuerDependencies, rescueExecution } from './rescue-execution.ts';

export type EndedStatus = ExecutionEnded['detail']['status'];
export type ListedExecution = { readonly executionArn: string; readonly startDate: Date; readonly stopDate: Date };

export type SweeperDependencies = RescuerDependencies & {
  /** The executions that ended so, the most recent first. */
  list(status: EndedStatus): AsyncIterable<ListedExecution>;
  describe(executionArn: string): Promise<ExecutionEnded>;
  /** The time-out of the state machine: no execution lives longer. */
  readonly longestExecutionMilliseconds: number;
};

const statuses: readonly EndedStatus[] = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** Three sweeps see each execution: a listing of Step Functions may lag, and a sweep may fail. */
const windowMilliseconds = 3 * 3_600_000;

/** DescribeExecution has 300 requests in a burst, then 15 a second: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const atOnce = 8;

/**
 * Rescues what EventBridge did not report: it delivers the ends of executions at best effort. An execution without a mark was
 * missed, or its rescue failed. One that cannot be rescued holds no other; a sweep that fails is repeated by the next one,
 * which goes on where it ended, since what is done is marked.
 */
export async function sweepExecutions(dependencies: SweeperDependencies): Promise<void> {
  const { store, describe, log } = dependencies;
  const ended = await endedWithinWindow(dependencies);
  const failures: unknown[] = [];
  const outcomes = await pMap(
    ended,
    async ({ executionArn }) => {
      try {
        if (await isMarked(store, executionArn)) return 'marked';
        return await rescueExecution(await describe(executionArn), dependencies);
      } catch (error) {
        log('execution-not-rescued', { execution: executionArn, error: (error as Error).name });
        failures.push(error);
        return 'failed';
      }
    },
    { concurrency: atOnce },
  );
  const rescued = outcomes.filter((outcome) => outcome === 'rescued').length;
  log('executions-swept', { executions: ended.length, rescued, failed: failures.length });
  if (failures.length > 0) throw failures[0];
}

/**
 * Step Functions lists executions "sorted by time, with the most recent first", and does not say by which of their two times:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html. An execution may run for days, so
 * one that ended just now may be far down the list. The listing ends at one that began too long ago to have ended within the
 * window: by start, all that follow began earlier; by end, all that follow ended earlier.
 */
async function endedWithinWindow({
  list,
  longestExecutionMilliseconds,
  now,
}: SweeperDependencies): Promise<ListedExecution[]> {
  const since = now().getTime() - windowMilliseconds;
  const ended: ListedExecution[] = [];
  for (const status of statuses)
    for await (const execution of list(status)) {
      if (execution.startDate.getTime() < since - longestExecutionMilliseconds) break;
      if (execution.stopDate.getTime() >= since) ended.push(execution);
    }
  return ended;
}
