import assert from 'node:assert/strict';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import { earlier, later } from '../../../support/served-labels.ts';
import type { Deployment } from '../deployment.ts';
import type { ServedPlatform } from '../platforms.ts';
import { expectExported } from './expect-exported.ts';

const events = 200;
const duplicates = 60;
const senders = 4;
const seed = 20_260_504;

type Send = { readonly platform: ServedPlatform; readonly label: ServedLabel; readonly id: string; edit(): void };

/**
 * Each label is announced twice, before and after an edit, by events of their own; 30 % of all events are sent again.
 * All come in an order that has nothing to do with theirs.
 */
export async function storm(on: Deployment): Promise<string> {
  const labels = Array.from({ length: (events - duplicates) / 2 }, (_, number) => {
    const platform = on.platforms[number % on.platforms.length];
    assert(platform);
    return { platform, number };
  });
  const sends = labels.flatMap(({ platform, number }): Send[] => {
    const parts = {
      project: platform.projectId('storm'),
      label: `label-${number}`,
      dataUnit: `unit-${number}`,
      title: `${number}.jpg`,
    };
    const label = platform.aLabel({ ...parts, classes: ['before'], editedAt: earlier });
    platform.labels.push(label);
    const edit = () => {
      label.document = platform.aLabel({ ...parts, classes: ['after'], editedAt: later }).document;
    };
    return [
      { platform, label, id: `storm-${platform.id}-${number}-created`, edit: () => undefined },
      { platform, label, id: `storm-${platform.id}-${number}-edited`, edit },
    ];
  });
  const random = randomNumbers(seed);
  const shuffled = shuffle([...sends, ...shuffle(sends, random).slice(0, duplicates)], random);
  assert.equal(shuffled.length, events);

  const answers = new Map<number, number>();
  await Promise.all(
    Array.from({ length: senders }, async () => {
      for (let next = shuffled.pop(); next; next = shuffled.pop()) {
        await on.roomForOneMore();
        next.edit();
        const status = await on.announce(next.platform, next.label, next.id);
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    }),
  );
  assert.deepEqual([...answers], [[202, events]]);
  await on.settled(240);

  for (const platform of on.platforms) {
    const project = platform.projectId('storm');
    await on.expectNoDeadLetters(project);
    const own = platform.labels.filter((label) => label.project === project);
    const listed = new Set<string>();
    for (const label of own) {
      const record = await expectExported(on, platform, label);
      assert.equal(record.revision, newest, `${label.label} has another revision than its newest.`);
      const canonical = await on.bytesAt(Object.keys(record.files).find((key) => key.startsWith('labels/')) ?? '');
      assert.match(Buffer.from(canonical ?? []).toString('utf8'), /"after"/);
      for (const key of Object.keys(record.files)) listed.add(key);
    }
    const files = (await on.keysOf(project)).filter((key) => !/^(records|classes|units)\/|\/data\.yaml$/.test(key));
    assert.deepEqual(files, [...listed].sort(), 'The bucket holds files that no record names.');
    assert.equal(files.filter((key) => key.endsWith('.txt')).length, own.length);
  }
  return `${labels.length} labels, each exported once and in its newest revision; no dead letter`;
}

/** A revision counts microseconds. */
const newest = Date.parse(later) * 1000;

function shuffle<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Mulberry32: the same order in each run, so that a failure can be seen again. */
function randomNumbers(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
