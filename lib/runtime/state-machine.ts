import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { InvalidRequest } from '../contracts/errors.ts';
import type { LabelGroup } from '../contracts/payloads.ts';
import { required } from './environment.ts';
import { stoppable } from './stopping.ts';

/** Starts an execution of the state machine; one of the same name, running or ended, is as good. */
export function executionStarter() {
  const client = stoppable(new SFNClient());
  const stateMachineArn = required('STATE_MACHINE_ARN');
  return async (name: string, group: LabelGroup): Promise<'started' | 'known'> => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(group) }));
      return 'started';
    } catch (error) {
      if ((error as Error).name === 'ExecutionAlreadyExists') return 'known';
      throw error;
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
export function executionWatcher() {
  const client = stoppable(new SFNClient());
  const executions = required('STATE_MACHINE_ARN').replace(':stateMachine:', ':execution:');
  return async (name: string): Promise<boolean> => {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn: `${executions}:${name}` }));
    return status === 'RUNNING';
  };
}
