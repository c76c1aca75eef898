import assert from 'node:assert/strict';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Deployment } from '../deployment.ts';
import { eventually } from '../waiting.ts';
import { expectExported } from './expect-exported.ts';

/** A record that is no event, among good ones. */
export async function poison(on: Deployment): Promise<string> {
  const before = (await on.deadLetters()).length;
  const sent = on.platforms.flatMap((platform) =>
    Array.from({ length: 3 }, (_, number) => {
      const label = platform.aLabel({
        project: `poison-${platform.id}`,
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
  const letters = await on.deadLetters();
  assert.equal(letters.length, before + 1);
  const letter = letters.find(({ unreadable }) => unreadable?.includes('no event'));
  assert.equal(letter?.error, 'InvalidRequest');
  const { code } = await on.labelwire('dlq', 'purge', '--id', letter.id, '--yes');
  assert.equal(code, 0);
  assert.equal((await on.deadLetters()).length, before);
  return `${sent.length} neighbours exported, the poison a letter as ${letter.error}, purged`;
}

/** A label that cannot be read lies in the dead letters with its reason, is mended, replayed, and lands. */
export async function deadLetterAndReplay(on: Deployment): Promise<string> {
  for (const platform of on.platforms) {
    const project = `broken-${platform.id}`;
    const label = platform.aLabel({ project });
    const whole = label.document;
    label.document = JSON.parse(JSON.stringify(whole).replace(/"ImageBoundingBox"|"bounding_box"/, '"hologram"'));
    assert.notDeepEqual(label.document, whole);
    platform.labels.push(label);
    assert.equal(await on.announce(platform, label), 202);
    await on.settled();
    const [letter, ...more] = await on.deadLetters(project);
    assert.equal(more.length, 0);
    assert.equal(letter?.error, 'InvalidLabel');
    assert.match(letter.message, /hologram|shape|kind/i);
    assert.deepEqual([letter.attempts, letter.replays, letter.events.length], [1, 0, 1]);
    assert.match(letter.executionArn ?? '', /^arn:aws:states:/);
    assert.equal(await on.exported(platform, label), undefined);

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

const outageSeconds = 12;

/** The platform answers 503 for a while, and what is announced meanwhile waits for it. */
export async function outage(on: Deployment): Promise<string> {
  let refused = 0;
  const announced = on.platforms.flatMap((platform) =>
    Array.from({ length: 5 }, (_, number) => {
      const label = platform.aLabel({
        project: `outage-${platform.id}`,
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
      refused += 1;
      return new Response('down', { status: 503 });
    };
  }
  try {
    for (const { platform, label } of announced) assert.equal(await on.announce(platform, label), 202);
    await eventually('both platforms were asked while they were down', 60, async () => refused >= on.platforms.length);
    await new Promise((resolve) => setTimeout(resolve, outageSeconds * 1000));
  } finally {
    for (const platform of on.platforms) platform.fault = () => undefined;
  }
  await on.settled();
  for (const { platform, label } of announced) await expectExported(on, platform, label);
  for (const { id } of on.platforms) await on.expectNoDeadLetters(`outage-${id}`);
  return `${announced.length} labels exported after ${refused} refused requests; no dead letter`;
}

/** An execution that somebody stops is seen by no Catch: EventBridge tells of it. */
export async function stoppedExecution(on: Deployment): Promise<string> {
  const [platform] = on.platforms;
  assert(platform);
  const project = 'stopped';
  const label = platform.aLabel({ project });
  platform.labels.push(label);
  platform.fault = () => new Response('down', { status: 503 });
  try {
    assert.equal(await on.announce(platform, label), 202);
    await eventually('the execution runs', 60, async () => (await on.running()).length > 0);
    const [executionArn] = await on.running();
    await on.sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }));
    await eventually('its event is a dead letter', 60, async () => (await on.deadLetters(project)).length > 0);
  } finally {
    platform.fault = () => undefined;
  }
  const [letter, ...more] = await on.deadLetters(project);
  assert.equal(more.length, 0);
  // AWS sends the error that the stop was given; an emulator may send the status alone.
  assert.match(letter?.error ?? '', /^(Stopped|Execution\.ABORTED)$/);
  assert(letter);
  const { code, stderr } = await on.labelwire('dlq', 'replay', '--id', letter.id);
  assert.equal(code, 0, stderr);
  await on.settled();
  await expectExported(on, platform, label);
  return 'its event became a dead letter, was replayed and exported';
}
