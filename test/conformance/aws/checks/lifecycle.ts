import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import { Deployment } from '../deployment.ts';
import type { ServedPlatform } from '../platforms.ts';
import { bucketsOf, deleteBuckets, deleteKept, keptBy } from '../removal.ts';
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

/** Of all that the stack made, what cannot be had again is left: the labels, the dead letters, the secrets. */
export async function remove(on: Deployment): Promise<string> {
  const before = await on.keys();
  const letters = await aLetterMore(on);
  const said = await on.service.remove();
  assert.equal(await on.service.outputs(), undefined, 'The stack is still there.');
  let left: string[] = [];
  await eventually('nothing is left but what is kept', 90, async () => {
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
  const kept = await keptBy(on, on.service);
  assert.deepEqual(kept.queues, [on.output('DeadLetterQueueUrl')]);
  assert.equal(kept.secrets.length, 2 * on.platforms.length);
  for (const name of [on.bucket, ...kept.secrets, `${on.service.stack}-label-events-dlq`])
    assert(said.includes(name), `serverless remove does not say that ${name} is left: ${said}`);
  const [platform] = on.platforms;
  assert(platform);
  const answer = await on
    .announce(platform, platform.aLabel({ project: platform.projectId('removed') }))
    .catch(() => 0);
  assert(answer === 0 || answer >= 400, `The webhook still answers ${answer}.`);
  return `left: the bucket with ${before.length} files, ${letters} letters, ${kept.secrets.length} secrets, each with the command that deletes it; no other queue, state machine or webhook`;
}

async function aLetterMore(on: Deployment): Promise<number> {
  await on.sendMessage('{"this is": "kept"}');
  const isThere = async () => (await on.deadLetters()).some(({ unreadable }) => unreadable?.includes('kept'));
  await eventually('the message is a dead letter', 60 * on.account.patience, isThere);
  return (await on.deadLetters()).length;
}

async function leftOf(on: Deployment): Promise<string[]> {
  const { stack } = on.service;
  const { queues } = await keptBy(on, on.service);
  const { stateMachines = [] } = await on.sfn.send(new ListStateMachinesCommand({}));
  return [
    ...queues.filter((url) => url !== on.output('DeadLetterQueueUrl')),
    ...stateMachines.flatMap(({ name = '' }) => (name.startsWith(stack) ? [name] : [])),
  ];
}

/** A stack of the same name, made after that, goes on with the letters and the secrets that it finds. */
export async function deployAfterRemoval({ account, service, platforms, ...before }: Deployment): Promise<string> {
  await service.deploy();
  const on = new Deployment(account, service, platforms, (await service.outputs()) ?? {});
  try {
    assert.equal(on.output('DeadLetterQueueUrl'), before.outputs.DeadLetterQueueUrl);
    const letter = (await on.deadLetters()).find(({ unreadable }) => unreadable?.includes('kept'));
    assert(letter, 'The letter from before the removal is not there.');
    const { code, stderr } = await on.labelwire('dlq', 'purge', '--id', letter.id, '--yes');
    assert.equal(code, 0, stderr);
    await on.sendMessage('{"this is": "new"}');
    await eventually('a new message is a dead letter', 60 * account.patience, async () =>
      (await on.deadLetters()).some(({ unreadable }) => unreadable?.includes('"new"')),
    );
    for (const platform of account.lacks.platforms ? [] : platforms) {
      const label = platform.aLabel({ project: platform.projectId('again') });
      platform.labels.push(label);
      assert.equal(await on.announce(platform, label), 202); // no secret was put in again
      await on.settled();
      await expectExported(on, platform, label);
    }
    await service.remove();
    return 'the letter is there, a new one comes beside it, the secrets are as they were; removed again';
  } finally {
    on.close();
  }
}

/** What the stack keeps for its user is deleted too: it was made for these checks. */
export async function leaveNothing(on: Deployment): Promise<string> {
  const { stack } = on.service;
  const buckets = await bucketsOf(on.s3, stack);
  assert(buckets.includes(on.bucket));
  await deleteBuckets(on.s3, stack);
  await deleteKept(on, on.service);
  assert.deepEqual(await bucketsOf(on.s3, stack), []);
  assert.deepEqual(await keptBy(on, on.service), { queues: [], secrets: [] });
  return `${buckets.length} buckets emptied and deleted, the queue and the secrets deleted`;
}
