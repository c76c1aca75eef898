import {
  type ExecutionListItem,
  type ExecutionStatus,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { keys } from '../../lib/contracts/keys.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { type Check, CheckFailed, type Deployed } from './check.ts';

const badEnds: readonly ExecutionStatus[] = ['FAILED', 'TIMED_OUT', 'ABORTED'];
const minute = 60_000;

/** EventBridge reports an end within seconds, and the mark is written after the letter. */
const settlingMilliseconds = 2 * minute;
/** A sweep looks at three hours; what ended just before may be out of its sight by the time somebody starts one. */
const sweptMilliseconds = 2.5 * 60 * minute;
/** Marks expire after seven days. */
const markedMilliseconds = 6 * 24 * 60 * minute;

const mostListed = 5_000;

/**
 * Executions that ended badly and whose events are neither in the dead letters nor on their way: EventBridge did not report
 * them and no sweep found them, so they have no mark.
 */
export const lostExecutionsCheck = (
  deployed: Deployed,
  sfn: SFNClient,
  store: Pick<ObjectStore, 'listObjects'>,
  now = new Date(),
): Check => ({
  name: 'executions without letters',
  async look() {
    const ended = await endedBadly(sfn, deployed.stack.stateMachineArn, now);
    const marks = await marksIn(store);
    const lost = ended.filter(({ name = '' }) => !marks.has(keys.rescued(name)));
    if (lost.length === 0)
      return `none; ${ended.length} ended badly in ${markedMilliseconds / (24 * 60 * minute)} days`;
    throw new CheckFailed(
      `${lost.length} ended badly, and nobody took care of ${lost.length === 1 ? 'its' : 'their'} events. ${remedy(lost, deployed, now)}`,
    );
  },
});

async function endedBadly(client: SFNClient, stateMachineArn: string, now: Date): Promise<ExecutionListItem[]> {
  const found: ExecutionListItem[] = [];
  for (const statusFilter of badEnds)
    for await (const { executions = [] } of paginateListExecutions(
      { client, pageSize: 1_000 },
      { stateMachineArn, statusFilter },
    )) {
      found.push(...executions.filter((execution) => isJudged(age(execution, now))));
      if (found.length >= mostListed || executions.every((execution) => age(execution, now) > markedMilliseconds))
        break;
    }
  return found;
}

const age = ({ stopDate }: ExecutionListItem, now: Date): number => now.getTime() - (stopDate ?? now).getTime();

const isJudged = (milliseconds: number): boolean =>
  milliseconds >= settlingMilliseconds && milliseconds <= markedMilliseconds;

async function marksIn(store: Pick<ObjectStore, 'listObjects'>): Promise<ReadonlySet<string>> {
  const marks = new Set<string>();
  for await (const page of store.listObjects(keys.rescued(''))) for (const { key } of page) marks.add(key);
  return marks;
}

/** The sweep rescues all that it sees; what is older is rescued one by one, as EventBridge would have it done. */
function remedy(lost: readonly ExecutionListItem[], { name, awsAt }: Deployed, now: Date): string {
  const invoke = (functionName: string, payload = '') =>
    `aws lambda invoke --function-name ${name}-${functionName}${payload}${awsAt} /dev/stdout`;
  // Versions 1 and 2 of the AWS CLI take the bytes of a file alike; they differ in how a payload among the arguments is encoded.
  const invokeWith = (functionName: string, payload: object) =>
    `echo '${JSON.stringify(payload)}' | ${invoke(functionName, ' --payload fileb:///dev/stdin')}`;
  const old = lost.filter((execution) => age(execution, now) > sweptMilliseconds);
  const commands = old.map(({ executionArn, status, startDate }) =>
    invokeWith('rescueExecution', { detail: { executionArn, status, startDate: startDate?.getTime() } }),
  );
  if (old.length < lost.length) commands.push(invoke('sweepExecutions'));
  const [first, ...more] = commands;
  return `Put them into the dead letters: ${first}${more.length > 0 ? `; then run doctor again for ${more.length} more` : ''}`;
}
