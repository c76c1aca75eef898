import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { DeadLetter } from '../../../../lib/contracts/read-dead-letter.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import type { Deployment } from '../deployment.ts';
import { ending, eventually } from '../waiting.ts';
import { expectExported } from './expect-exported.ts';

/** A record that is not an event, among good ones. */
export async function poison(on: Deployment): Promise<string> {
  const sent = on.platforms.flatMap((platform) =>
    Array.from({ length: 3 }, (_, number) => {
      const label = platform.aLabel({
        project: platform.projectId('poison'),
        label: `label-${number}`,
        dataUnit: `unit-${number}`,
      });
      platform.labels.push(label);
      return { platform, label };
    }),
  );
  for (const [index, { platform, label }] of sent.entries()) {
    if (index === 2) await on.sendMessage('{"schema": 1, "this is": "no event"}');
    assert.equal(await on.announce(platform, label), 202);
  }
  await on.settled();
  for (const { platform, label } of sent) await expectExported(on, platform, label);
  return `${sent.length} neighbours exported, ${await purgePoison(on)}`;
}

/** A record that is not an event, alone. */
export async function poisonAlone(on: Deployment): Promise<string> {
  await on.sendMessage('{"schema": 1, "this is": "no event"}');
  return purgePoison(on);
}

async function purgePoison(on: Deployment): Promise<string> {
  const find = async () => (await on.deadLetters()).find(({ unreadable }) => unreadable?.includes('no event'));
  await eventually('the record is a dead letter', 60 * on.account.patience, async () => (await find()) !== undefined);
  const letter = await find();
  assert.equal(letter?.error, 'InvalidRequest');
  await purge(on, letter);
  assert.equal(await find(), undefined);
  return `the poison a letter as ${letter.error}, purged`;
}

async function purge(on: Deployment, { id }: DeadLetter): Promise<void> {
  const { code, stderr } = await on.labelwire('dlq', 'purge', '--id', id, '--yes');
  assert.equal(code, 0, stderr);
}

/** Nobody answers for the platform: tried again and again, then a dead letter by the error's own name. */
export async function unreachablePlatform(on: Deployment): Promise<string> {
  const project = 'unreachable';
  for (const platform of on.platforms) assert.equal(await on.announce(platform, platform.aLabel({ project })), 202);
  await eventually('both labels are dead letters', 200 * on.account.patience, async () => {
    return (await on.deadLetters(project)).length >= on.platforms.length;
  });
  const letters = await on.deadLetters(project);
  assert.deepEqual(
    letters.map(({ error }) => error),
    on.platforms.map(() => 'PlatformUnavailable'),
  );
  for (const letter of letters) {
    assert.equal(letter.step, 'FetchLabels');
    await purge(on, letter);
  }
  return `${letters.length} labels, each a letter as PlatformUnavailable, purged`;
}

/** A label that cannot be read lies in the dead letters with its reason, is repaired, replayed, and lands. */
export async function deadLetterAndReplay(on: Deployment): Promise<string> {
  for (const platform of on.platforms) {
    const project = platform.projectId('broken');
    const label = platform.aLabel({ project });
    const whole = label.document;
    breakLabel(label);
    platform.labels.push(label);
    assert.equal(await on.announce(platform, label), 202);
    await on.settled();
    const [letter, ...more] = await on.deadLetters(project);
    assert.equal(more.length, 0);
    assert.equal(letter?.error, 'InvalidLabel');
    assert.match(letter.message, /hologram|shape|kind/i);
    assert.deepEqual([letter.attempts, letter.replays, letter.events.length], [1, 0, 1]);
    assert.match(letter.executionArn ?? '', /^arn:aws:states:/);
    const { status, files } = (await on.exported(platform, label))?.record ?? {};
    assert.deepEqual([status, files], ['failed', {}]); // the record says why, too, and outlives the letter

    label.document = whole;
    const { code, stdout, stderr } = await on.labelwire('dlq', 'replay', '--id', letter.id);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /✓ replayed/);
    await on.settled();
    await expectExported(on, platform, label);
    await on.expectNoDeadLetters(project);
  }
  return 'InvalidLabel with its reason, replayed by the command line, exported, on each platform';
}

/** Its document then has a shape that does not exist. */
export function breakLabel(label: ServedLabel): void {
  const whole = JSON.stringify(label.document);
  const broken = whole.replace(/"ImageBoundingBox"|"bounding_box"|"rectanglelabels"/, '"hologram"');
  assert.notEqual(broken, whole);
  label.document = JSON.parse(broken);
}

const outageSeconds = 30;

/** The platform answers 503 for a while, and what is announced meanwhile waits for it. */
export async function outage(on: Deployment): Promise<string> {
  const refused = new Map<string, number>();
  const announced = on.platforms.flatMap((platform) =>
    Array.from({ length: 5 }, (_, number) => {
      const label = platform.aLabel({
        project: platform.projectId('outage'),
        label: `label-${number}`,
        dataUnit: `unit-${number}`,
        title: `${number}.jpg`,
      });
      platform.labels.push(label);
      return { platform, label };
    }),
  );
  for (const platform of on.platforms) {
    platform.fault = () => {
      refused.set(platform.id, (refused.get(platform.id) ?? 0) + 1);
      return new Response('down', { status: 503 });
    };
  }
  try {
    for (const { platform, label } of announced) assert.equal(await on.announce(platform, label), 202);
    const wait = 60 * on.account.patience;
    await eventually('each platform was asked while it was down', wait, async () =>
      on.platforms.every(({ id }) => refused.has(id)),
    );
    await sleep(outageSeconds * 1000, undefined, { signal: ending() });
  } finally {
    for (const platform of on.platforms) platform.fault = () => undefined;
  }
  await on.settled();
  const late = on.account.jitters ? await replayTriedTooSoon(on) : 0;
  for (const { platform, label } of announced) await expectExported(on, platform, label);
  for (const platform of on.platforms) await on.expectNoDeadLetters(platform.projectId('outage'));
  const requests = [...refused.values()].reduce((sum, count) => sum + count, 0);
  return `${announced.length} labels exported after ${requests} refused requests, ${late} of them by a replay`;
}

/** With jitter all retries may fall into the outage: the labels are then dead letters, and need no more than a replay. */
async function replayTriedTooSoon(on: Deployment): Promise<number> {
  const error = 'PlatformUnavailable';
  const letters = (await on.deadLetters()).filter((letter) => letter.error === error);
  if (letters.length === 0) return 0;
  const { code, stderr } = await on.labelwire('dlq', 'replay', '--all', '--error', error);
  assert.equal(code, 0, stderr);
  await on.settled();
  return letters.reduce((sum, { events }) => sum + events.length, 0);
}

/** An execution that somebody stops is seen by no Catch: EventBridge tells of it. */
export async function stoppedExecution(on: Deployment): Promise<string> {
  const { platform, label, letter } = await stopOne(on);
  const { code, stderr } = await on.labelwire('dlq', 'replay', '--id', letter.id);
  assert.equal(code, 0, stderr);
  await on.settled();
  await expectExported(on, platform, label);
  return 'its event became a dead letter, was replayed and exported';
}

/** The same where no platform can be reached: without the replay. */
export async function stoppedExecutionAlone(on: Deployment): Promise<string> {
  const { letter } = await stopOne(on);
  await purge(on, letter);
  return 'its event became a dead letter, purged';
}

export async function stopOne(on: Deployment) {
  const [platform] = on.platforms;
  assert(platform);
  const project = platform.projectId('stopped');
  const label = platform.aLabel({ project });
  platform.labels.push(label);
  const wait = 60 * on.account.patience;
  platform.fault = () => new Response('down', { status: 503 });
  let executionArn = '';
  try {
    assert.equal(await on.announce(platform, label), 202);
    await eventually('the execution runs', wait, async () => (await on.running()).length > 0);
    [executionArn = ''] = await on.running();
    await on.sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }));
    await eventually('its event is a dead letter', wait, async () => (await on.deadLetters(project)).length > 0);
  } finally {
    platform.fault = () => undefined;
  }
  const [letter, ...more] = await on.deadLetters(project);
  assert.equal(more.length, 0);
  // AWS sends the error that the stop was given; an emulator may send the status alone.
  assert.match(letter?.error ?? '', /^(Stopped|Execution\.ABORTED)$/);
  assert(letter);
  return { platform, label, letter, executionArn };
}
