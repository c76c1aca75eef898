import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type Depth, depthOf } from '../queue-depth.ts';
import type { Stack } from '../stack.ts';
import { type Check, CheckFailed } from './check.ts';

/** Queues, dead letters, state machine and what it did of late. */
export const awsChecks = (stack: Stack, at: string): readonly Check[] => [
  {
    name: 'queue label-events',
    look: async () => depthText(await depthOf(stack.labelEventsQueueUrl)),
  },
  {
    name: 'queue label-events-dlq',
    look: async () => depthText(await depthOf(stack.deadLetterQueueUrl)),
  },
  { name: 'dead letters', look: () => deadLetters(stack, at) },
  { name: 'state machine', look: () => recentExecutions(stack.stateMachineArn, at) },
];

const depthText = ({ waiting, underWay, putBack }: Depth): string =>
  `there; ${waiting} waiting, ${underWay} under way, ${putBack} put back for later`;

async function deadLetters({ deadLetterQueueUrl }: Stack, at: string): Promise<string> {
  const { waiting, underWay, putBack } = await depthOf(deadLetterQueueUrl);
  const letters = waiting + underWay + putBack;
  if (letters === 0) return 'none';
  throw new CheckFailed(
    `about ${letters} waiting. Look: npx labelwire dlq list${at}. Fix the reason, then: npx labelwire dlq replay --all${at}`,
  );
}

const looked = 100;

/** A failure is news until a later execution has succeeded. */
async function recentExecutions(stateMachineArn: string, at: string): Promise<string> {
  const { executions = [] } = await new SFNClient().send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: looked }),
  );
  const ended = executions.filter(({ status }) => status !== 'RUNNING');
  const failed = ended.filter(({ status }) => status !== 'SUCCEEDED');
  const [newest] = ended;
  const counted = `of the last ${executions.length} executions ${failed.length} failed`;
  if (newest === undefined || newest.status === 'SUCCEEDED') {
    return executions.length === 0 ? 'there; nothing was executed yet' : `there; ${counted}`;
  }
  throw new CheckFailed(
    `${counted}, the newest among them (${newest.status}). The dead letters say why: npx labelwire dlq list${at}`,
  );
}
