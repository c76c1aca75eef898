import assert from 'node:assert/strict';
import { expectDrawn } from '../compare.ts';
import { box } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';

const drawn = (number: number) => [
  box(`box-${number}`, 'Person', { x: 40 * number, y: 50, width: 77, height: 123, rotationDegrees: 0 }),
];
const itemsOf = (number: number) => drawn(number).map(({ item }) => item);
const image = (number: number) => ({ data: { image: `https://images.example.org/outage/${number}.jpg` } });

/**
 * The pipeline is down, people go on, and it comes back with the other kind of token. Label Studio sends each delivery
 * once: what was announced meanwhile is lost, and a listing of the project brings it.
 */
export async function outage(site: Site): Promise<string> {
  const project = await site.newProject('Outage', boxes);
  const [one = 0, two = 0, three = 0] = await site.annotator.importTasks(project, [image(1), image(2), image(3)]);
  const before = await site.annotator.submit(one, itemsOf(1));
  await site.landed(project, before);

  await site.pipeline.stop();
  const updated = await site.annotator.update(before.id, itemsOf(2));
  const missed = await site.annotator.submit(two, itemsOf(4));
  await site.startPipeline('legacy');
  const after = await site.annotator.submit(three, itemsOf(6));
  expectDrawn((await site.landed(project, after)).label, drawn(6));
  await site.pipeline.idle();
  assert.equal(await site.bucket.record([project, missed.id]), undefined, 'Label Studio sent a delivery again.');

  assert.equal(await site.askForListing(project), 202);
  expectDrawn((await site.landed(project, updated)).label, drawn(2));
  expectDrawn((await site.landed(project, missed)).label, drawn(4));
  return 'what was announced in between is lost, and a listing of the project brought it';
}

/** A token that was revoked: the label becomes a dead letter that says so, and is replayed when the token is right. */
export async function revokedToken(site: Site): Promise<string> {
  const project = await site.newProject('Revoked token', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [image(7)]);
  await site.pipeline.stop();
  await site.revokePersonalToken();
  await site.startPipeline('personal');
  const refused = await site.annotator.submit(task, itemsOf(3));
  await site.pipeline.idle();
  const letters = (await site.bucket.deadLetters()).filter((letter) => letter.startsWith('PlatformRefused:'));
  assert.equal(letters.length, 1);
  assert.match(letters[0] ?? '', /token.*revoked/);

  await site.pipeline.stop();
  await site.startPipeline('legacy');
  await site.pipeline.labelwire('dlq', 'replay', '--all', '--error', 'PlatformRefused');
  expectDrawn((await site.landed(project, refused)).label, drawn(3));
  return 'a dead letter that says it, replayed and exported with a token that is right';
}
