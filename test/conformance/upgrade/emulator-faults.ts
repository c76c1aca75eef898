import assert from 'node:assert/strict';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Deployment } from '../aws/deployment.ts';

/** What MiniStack does to functions, and AWS does not: a deployment ends those at work, and a slow machine starts none in time. */

/** Killed while it works, killed or too slow while it starts, not there within the state's time. */
const faults = ['Runtime.ExitError', 'Runtime.Unknown', 'States.Timeout'];
const mostRounds = 4;
const secondsUntilBack = 90;

/** Events that were being started when their function was ended would else come back after six minutes. */
export async function comeBackSoon(on: Deployment): Promise<void> {
  const Attributes = { VisibilityTimeout: String(secondsUntilBack) };
  await on.sqs.send(new SetQueueAttributesCommand({ QueueUrl: on.output('LabelEventsQueueUrl'), Attributes }));
}

/** Replays the dead letters that only such a fault made, until there are none; gives back how many there were. */
export async function replayUnstarted(on: Deployment, settlingSeconds: number): Promise<number> {
  let replayed = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const letters = (await on.deadLetters()).filter(({ error }) => faults.includes(error));
    if (letters.length === 0) break;
    for (const error of new Set(letters.map((letter) => letter.error))) {
      const { code, stderr } = await on.labelwire('dlq', 'replay', '--all', '--error', error);
      assert.equal(code, 0, stderr);
    }
    replayed += letters.length;
    await on.settled(settlingSeconds);
  }
  return replayed;
}
