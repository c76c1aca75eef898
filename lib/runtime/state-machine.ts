import {
  DescribeExecutionCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { awsFailure } from '../contracts/aws-failure.ts';
import { InvalidConfiguration, InvalidRequest, StorageUnavailable } from '../contracts/errors.ts';
import { ExecutionEnded } from '../contracts/execution-ended.ts';
import { type LabelGroup, parseContract } from '../contracts/payloads.ts';
import type { EndedStatus, ListedExecution } from '../steps/sweep-executions.ts';
import { required } from './environment.ts';
import { stoppable } from './stopping.ts';

type Client = Pick<SFNClient, 'send'>;

/** The state machine of sync waits for StorageUnavailable, as for all of AWS. */
function failureOf(error: unknown): Error {
  const { mayPass, reason } = awsFailure(error);
  if (mayPass) return new StorageUnavailable(`Step Functions did not answer: ${reason}.`, { cause: error });
  return new InvalidConfiguration(
    `Step Functions refused a request: ${reason}. Check that the state machine exists, and the function's role.`,
    { cause: error },
  );
}

/** Starts an execution of the state machine; one of the same name, running or ended, is as good. */
export function executionStarter(client: Client = stoppable(new SFNClient())) {
  const stateMachineArn = required('STATE_MACHINE_ARN');
  return async (name: string, group: LabelGroup): Promise<'started' | 'known'> => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(group) }));
      return 'started';
    } catch (error) {
      if ((error as Error).name === 'ExecutionAlreadyExists') return 'known';
      throw failureOf(error);
    }
  };
}

/** The input of an execution that is too long to travel in its event. */
export function executionInput() {
  const client = stoppable(new SFNClient());
  return async (executionArn: string): Promise<string> => {
    const { input } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (input === undefined) throw new InvalidRequest(`The execution ${executionArn} has no input that can be read.`);
    return input;
  };
}

/** Whether an execution of the state machine, by its name, still runs. */
export function executionWatcher(client: Client = stoppable(new SFNClient())) {
  const executions = required('STATE_MACHINE_ARN').replace(':stateMachine:', ':execution:');
  return async (name: string): Promise<boolean> => {
    try {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn: `${executions}:${name}` }));
      return status === 'RUNNING';
    } catch (error) {
      if ((error as Error).name === 'ExecutionDoesNotExist') return false; // it ended so long ago that it is forgotten
      throw failureOf(error);
    }
  };
}

/** Enough for the throttling of a listing, or of many executions that are looked at one after the other. */
const patientAttempts = 8;

/** The executions of the state machine that ended badly, and how each of them ended. */
export function endedExecutions() {
  const client = stoppable(new SFNClient({ maxAttempts: patientAttempts }));
  const stateMachineArn = required('STATE_MACHINE_ARN');
  return {
    async *list(statusFilter: EndedStatus): AsyncGenerator<ListedExecution> {
      const pages = paginateListExecutions({ client, pageSize: 1_000 }, { stateMachineArn, statusFilter });
      for await (const { executions = [] } of pages)
        for (const { executionArn, startDate, stopDate } of executions)
          if (executionArn && startDate && stopDate) yield { executionArn, startDate, stopDate };
    },
    async describe(executionArn: string): Promise<ExecutionEnded> {
      const { status, startDate, input, error, cause } = await client.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      const detail = { executionArn, status, startDate: startDate?.getTime(), input, error, cause };
      return parseContract(ExecutionEnded, { detail }, `What Step Functions says of ${executionArn}`);
    },
  };
}
