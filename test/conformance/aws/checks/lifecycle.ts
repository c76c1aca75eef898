import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { ServedLabel } from '../../../../local/platforms/simulated-platform.ts';
import type { Deployment } from '../deployment.ts';
import type { ServedPlatform } from '../platforms.ts';
import { expectExported } from './expect-exported.ts';

const betweenEventsMilliseconds = 300;
const mostEvents = 400;
/** A platform sends again what was answered with 5xx. */
const mostResent = 3;

/** A deployment that changes every function, in the middle of events. */
export async function redeploy(on: Deployment): Promise<string> {
  const sent: { platform: ServedPlatform; label: ServedLabel }[] = [];
  let sentAgain = 0;
  let deploying = true;
  const sender = (async () => {
    for (let number = 0; deploying && number < mostEvents; number += 1) {
      await on.roomForOneMore();
      const platform = on.platforms[number % on.platforms.length];
      assert(platform);
      const label = platform.aLabel({
        project: `redeploy-${platform.id}`,
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
  })();
  try {
    await on.service.deploy('--param=logLevel=WARN');
  } finally {
    deploying = false;
    await sender;
  }
  assert(sent.length >= 10, `Only ${sent.length} events were taken during the deployment.`);
  await on.settled(240);
  const ended = on.account.endsRunningFunctions ? await replayEnded(on) : 0;
  for (const { platform, label } of sent) await expectExported(on, platform, label);
  for (const { id } of on.platforms) await on.expectNoDeadLetters(`redeploy-${id}`);
  return `${sent.length} events during the deployment, ${sentAgain} sent again after a 5xx, ${ended} replayed after their function was ended, all exported`;
}

/** What was lost with a function that was ended in the middle lies in the dead letters, and needs no more than a replay. */
async function replayEnded(on: Deployment): Promise<number> {
  const letters = (await on.deadLetters()).filter(({ error }) => error === 'Runtime.ExitError');
  if (letters.length === 0) return 0;
  const { code, stderr } = await on.labelwire('dlq', 'replay', '--all', '--error', 'Runtime.ExitError');
  assert.equal(code, 0, stderr);
  await on.settled();
  return letters.length;
}

/** Nothing of the stack's name is left, but the bucket with all its labels. */
export async function remove(on: Deployment): Promise<string> {
  const stack = `labelwire-${on.service.stage}`;
  const before = await on.keys();
  assert(before.length > 0);
  await on.service.remove();
  assert.equal(await on.service.outputs(), undefined, 'The stack is still there.');
  const { QueueUrls = [] } = await on.sqs.send(new ListQueuesCommand({ QueueNamePrefix: stack }));
  const { stateMachines = [] } = await on.sfn.send(new ListStateMachinesCommand({}));
  const { SecretList = [] } = await on.secrets.send(
    new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [on.output('SecretsPrefix')] }] }),
  );
  const { Buckets = [] } = await on.s3.send(new ListBucketsCommand({}));
  const left = [
    ...QueueUrls,
    ...stateMachines.flatMap(({ name = '' }) => (name.startsWith(stack) ? [name] : [])),
    ...SecretList.map(({ Name = '' }) => Name),
    ...Buckets.flatMap(({ Name = '' }) => (Name.startsWith(stack) ? [Name] : [])),
  ];
  assert.deepEqual(left, [on.bucket]);
  const after = new Set(await on.keys());
  assert.deepEqual(
    before.filter((key) => !after.has(key)),
    [],
    'Files went with the stack.',
  );
  const [platform] = on.platforms;
  assert(platform);
  const answer = await on.announce(platform, platform.aLabel({ project: 'removed' })).catch(() => 0);
  assert(answer === 0 || answer >= 400, `The webhook still answers ${answer}.`);
  return `the bucket is left with its ${before.length} files; no queue, state machine, secret or webhook`;
}
