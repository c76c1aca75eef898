import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import type { Deployment } from '../deployment.ts';
import type { ServedPlatform } from '../platforms.ts';
import { bucketsOf, deleteBuckets } from '../removal.ts';
import { eventually } from '../waiting.ts';
import { expectExported } from './expect-exported.ts';

const betweenEventsMilliseconds = 300;
const mostEvents = 400;
/** A platform sends again what was answered with 5xx. */
const mostResent = 3;
const secondsUntilBack = 20;

/** A deployment that changes every function, in the middle of events. */
export async function redeploy(on: Deployment): Promise<string> {
  if (on.account.endsRunningFunctions) await comeBackSoon(on);
  const sent: { platform: ServedPlatform; label: ServedLabel }[] = [];
  let sentAgain = 0;
  let deploying = true;
  const send = async () => {
    for (let number = 0; deploying && number < mostEvents; number += 1) {
      await on.roomForOneMore();
      const platform = on.platforms[number % on.platforms.length];
      assert(platform);
      const label = platform.aLabel({
        project: platform.projectId('redeploy'),
        label: `label-${number}`,
        dataUnit: `unit-${number}`,
        title: `${number}.jpg`,
      });
      platform.labels.push(label);
      const id = `redeploy-${number}`;
      let status = await on.announce(platform, label, id);
      for (let resent = 0; status >= 500 && resent < mostResent; resent += 1) {
        sentAgain += 1;
        await sleep(betweenEventsMilliseconds);
        status = await on.announce(platform, label, id);
      }
      assert.equal(status, 202);
      sent.push({ platform, label });
      await sleep(betweenEventsMilliseconds);
    }
  };
  const deploy = async () => {
    await on.service.deploy('--param=logLevel=WARN').finally(() => {
      deploying = false;
    });
  };
  await bothEnded(deploy(), send());
  assert(sent.length >= 10, `Only ${sent.length} events were taken during the deployment.`);
  await on.settled(240);
  const ended = on.account.endsRunningFunctions ? await replayEnded(on) : 0;
  for (const { platform, label } of sent) await expectExported(on, platform, label);
  for (const platform of on.platforms) await on.expectNoDeadLetters(platform.projectId('redeploy'));
  return `${sent.length} events during the deployment, ${sentAgain} sent again after a 5xx, ${ended} replayed after their function was ended, all exported`;
}

/** Events that were being started when their function was ended would else come back after six minutes. */
async function comeBackSoon(on: Deployment): Promise<void> {
  const Attributes = { VisibilityTimeout: String(secondsUntilBack) };
  await on.sqs.send(new SetQueueAttributesCommand({ QueueUrl: on.output('LabelEventsQueueUrl'), Attributes }));
}

/** Throws what failed, but not before both have ended: the stack cannot be removed while it is being deployed. */
async function bothEnded(...work: Promise<void>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

/** By which names a function ends that is killed: while it works, while it starts. */
const killed = ['Runtime.ExitError', 'Runtime.Unknown'];

/** What was lost with a function that was ended in the middle lies in the dead letters, and needs no more than a replay. */
async function replayEnded(on: Deployment): Promise<number> {
  const letters = (await on.deadLetters()).filter(({ error }) => killed.includes(error));
  for (const error of new Set(letters.map((letter) => letter.error))) {
    const { code, stderr } = await on.labelwire('dlq', 'replay', '--all', '--error', error);
    assert.equal(code, 0, stderr);
  }
  await on.settled();
  return letters.length;
}

/** Nothing of the stack's name is left, but the bucket with all its labels. */
export async function remove(on: Deployment): Promise<string> {
  const before = await on.keys();
  await on.service.remove();
  assert.equal(await on.service.outputs(), undefined, 'The stack is still there.');
  let left: string[] = [];
  await eventually('nothing but the bucket is left', 90, async () => {
    left = await leftOf(on);
    return left.length === 0;
  }).catch((error: Error) => assert.fail(`${error.message} There are still: ${left.join(', ')}.`));
  assert.deepEqual(await bucketsOf(on.s3, on.service.stack), [on.bucket]);
  const after = new Set(await on.keys());
  assert.deepEqual(
    before.filter((key) => !after.has(key)),
    [],
    'Files went with the stack.',
  );
  const [platform] = on.platforms;
  assert(platform);
  const answer = await on
    .announce(platform, platform.aLabel({ project: platform.projectId('removed') }))
    .catch(() => 0);
  assert(answer === 0 || answer >= 400, `The webhook still answers ${answer}.`);
  return `the bucket is left with its ${before.length} files; no queue, state machine, secret or webhook`;
}

async function leftOf(on: Deployment): Promise<string[]> {
  const { stack } = on.service;
  const { QueueUrls = [] } = await on.sqs.send(new ListQueuesCommand({ QueueNamePrefix: stack }));
  const { stateMachines = [] } = await on.sfn.send(new ListStateMachinesCommand({}));
  const { SecretList = [] } = await on.secrets.send(
    new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [on.output('SecretsPrefix')] }] }),
  );
  return [
    ...QueueUrls,
    ...stateMachines.flatMap(({ name = '' }) => (name.startsWith(stack) ? [name] : [])),
    ...SecretList.map(({ Name = '' }) => Name),
  ];
}

/** What the stack keeps for its user is deleted too: it was made for these checks. */
export async function leaveNothing(on: Deployment): Promise<string> {
  assert.deepEqual(await bucketsOf(on.s3, on.service.stack), [on.bucket]);
  await deleteBuckets(on.s3, on.service.stack);
  assert.deepEqual(await bucketsOf(on.s3, on.service.stack), []);
  return 'the bucket emptied and deleted';
}
