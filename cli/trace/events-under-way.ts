import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import pMap from 'p-map';
import { LabelGroup } from '../../lib/contracts/payloads.ts';
import type { TracedLabel } from './traced-label.ts';

export type EventUnderWay = {
  readonly execution: string;
  readonly since: string;
  /** What announced it. */
  readonly event: string;
  /** 1 the first time. */
  readonly attempt: number;
};

export type UnderWay = {
  readonly events: readonly EventUnderWay[];
  /** Executions that run and were not looked at, since each costs a request. */
  readonly notLookedAt: number;
};

const mostListed = 1000; // in one request
const mostDescribed = 200;
const requestsAtOnce = 8;

/** The events of a label, or of its data unit, in the executions that run now; the newest executions are looked at first. */
export async function eventsUnderWay(
  sfn: SFNClient,
  stateMachineArn: string,
  { connection, label, dataUnit }: TracedLabel,
): Promise<UnderWay> {
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: mostListed }),
  );
  const found = await pMap(
    executions.slice(0, mostDescribed),
    async ({ executionArn, name = '', startDate }) => {
      const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const group = LabelGroup.parse(JSON.parse(input));
      if (connection !== undefined && group.connection !== connection) return [];
      return group.events
        .filter((event) => event.label === label || (dataUnit !== undefined && event.dataUnit === dataUnit))
        .map(({ id, attempt }) => ({ execution: name, since: startDate?.toISOString() ?? '', event: id, attempt }));
    },
    { concurrency: requestsAtOnce },
  );
  return { events: found.flat(), notLookedAt: Math.max(0, executions.length - mostDescribed) };
}
