import { randomUUID } from 'node:crypto';
import { accountId, region } from './account.ts';
import type { Execution, ExecutionStatus } from './step-functions.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export type ExecutionStatusEvent = {
  version: '0';
  id: string;
  'detail-type': 'Step Functions Execution Status Change';
  source: 'aws.states';
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: {
    executionArn: string;
    stateMachineArn: string;
    name: string;
    status: ExecutionStatus;
    /** Milliseconds since 1970. */
    startDate: number;
    stopDate: number | null;
    /** JSON text, or null when input and output together pass 248 KiB. */
    input: string | null;
    inputDetails: { included: boolean } | null;
    output: string | null;
    outputDetails: { included: boolean } | null;
    error: string | null;
    cause: string | null;
  };
};

/** The rule of the deployed stack: ends that no Catch can see. */
const unhappyEnds: ReadonlySet<ExecutionStatus> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/** Hands those ends on; resolves when they have been taken. */
export const unhappyEndRule =
  (target: (event: ExecutionStatusEvent) => Promise<void>) =>
  async (execution: Execution): Promise<void> => {
    if (unhappyEnds.has(execution.status)) await target(toEvent(execution));
  };

const largestPayloadIncluded = 248 * 1024;

function toEvent(execution: Execution): ExecutionStatusEvent {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = execution;
  const included = Buffer.byteLength(JSON.stringify([input, output ?? null])) <= largestPayloadIncluded;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: accountId,
    time: (stopDate ?? startDate).toISOString(),
    region,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate: startDate.getTime(),
      stopDate: stopDate?.getTime() ?? null,
      input: included ? input : null,
      inputDetails: { included },
      output: included ? (output ?? null) : null,
      outputDetails: output === undefined ? null : { included },
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}
