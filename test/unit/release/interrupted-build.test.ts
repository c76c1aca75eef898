import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ReleaseRequest } from '../../../lib/contracts/release.ts';
import { assembleFile } from '../../../lib/release/assemble.ts';
import { finishRelease } from '../../../lib/release/finish.ts';
import { planRelease } from '../../../lib/release/plan.ts';
import { settleRelease } from '../../../lib/release/settle.ts';
import { surveyBatch } from '../../../lib/release/survey.ts';
import { formatsOf } from '../../../lib/release/trees.ts';
import { writeBatch } from '../../../lib/release/write.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { aRequest, exportLabel, labelKey } from '../../support/built-release.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';
import { randomFrom } from '../../support/mutations.ts';
import { propertyRuns } from '../../support/property-runs.ts';

/** Some units have two labels, and some names are those of two units. */
const labelOf = (number: number, x = number) => {
  const unit = `unit-${number % 7}`;
  const shape = { kind: 'box' as const, x, y: 4, width: 10, height: 20, rotationDegrees: 0 };
  return aLabel({
    source: { label: `label-${number}`, revision: number + 1 },
    units: [{ id: unit, name: `cam/${number % 5}.jpg`, media: 'image', width: 640, height: 480 }],
    annotations: [anAnnotation({ unit, shape })],
  });
};

const anyCourse = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  layout: fc.constantFrom(...(['files', 'shards', 'webdataset'] as const)),
  labels: fc.constantFrom<ReleaseRequest['labels']>('newest', 'all'),
  /** How often a try of a step dies at one of its requests. */
  dies: fc.constantFrom<number>(0.2, 0.6),
  /** How often a step is tried again while the try before still runs. */
  overlaps: fc.constantFrom<number>(0, 0.3),
  changes: fc.boolean(),
});
type Course = typeof anyCourse extends fc.Arbitrary<infer Value> ? Value : never;

const calm = { dies: 0, overlaps: 0, changes: false };
const sandboxGone = new Error('The sandbox is gone.');

/** Runs a step as the state machine does: until a try of it answers. */
function tries(store: ObjectStore, { dies, overlaps }: Pick<Course, 'dies' | 'overlaps'>, random: () => number) {
  const dying = () => {
    const at = Math.floor(random() ** 2 * 30);
    const isAfter = random() < 0.5; // the request took effect
    let sent = 0;
    return around(store, async (_, send) => {
      sent += 1;
      if (sent > at && !(isAfter && sent === at + 1)) throw sandboxGone;
      const answer = await send();
      if (sent > at) throw sandboxGone;
      return answer;
    });
  };
  const slow = (until: Promise<void>) => {
    const at = Math.floor(random() ** 2 * 30);
    let sent = 0;
    return around(store, async (_, send) => {
      sent += 1;
      if (sent === at + 1) await until;
      return send();
    });
  };
  return async <Result>(step: (store: ObjectStore) => Promise<Result>): Promise<Result> => {
    for (let died = 0; died < 3 && random() < dies; died += 1)
      await step(dying()).catch((error: unknown) => {
        if (error !== sandboxGone) throw error;
      });
    if (random() >= overlaps) return step(store);
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = step(slow(promise));
    const answer = await step(store);
    resolve();
    await first;
    return answer;
  };
}

/** Everything below the release, as it is in the end. */
async function built({ seed, layout, labels, changes, ...troubles }: Course): Promise<ReadonlyMap<string, string>> {
  const store = new MemoryStore(undefined, { keepsVersions: true });
  const random = randomFrom(seed);
  for (let number = 0; number < 12; number += 1) await exportLabel(store, labelOf(number));
  const request = aRequest({ layout, labels });
  const attempt = tries(store, troubles, random);
  const of = (each: ObjectStore) => ({ store: each, formatsOf: () => formatsOf(request, {}), version: 'test' });
  const [run, startedAt] = ['run', '2026-01-02T03:04:05.000Z'];
  const build = { release: request.release, run };
  const place = { bucket: 'b', prefix: '' };
  const sizes = { labels: 5, bytes: 1e9 };
  const { batches } = await attempt((each) => planRelease({ run, startedAt, request }, { store: each, place, sizes }));
  const change = async () => {
    if (!changes) return;
    await exportLabel(store, labelOf(Math.floor(random() * 12), 99));
    await store.deleteAll([labelKey(`label-${Math.floor(random() * 12)}`)]);
  };
  const each = Array.from({ length: batches }, (_, batch) => ({ ...build, batch: { batch, labels: 1 } }));
  await change();
  for (const batch of each) {
    await attempt((own) => surveyBatch(batch, own));
    await change();
  }
  const { outputs } = await attempt((own) => settleRelease({ ...build, batches }, of(own)));
  for (const batch of each) await attempt((own) => writeBatch(batch, of(own)));
  for (const output of outputs) await attempt((own) => assembleFile({ ...build, batches, output }, of(own)));
  await attempt((own) => finishRelease({ ...build, batches }, of(own)));
  const files = await store.list('releases/');
  return new Map(
    await Promise.all(files.map(async (key) => [key, (await store.get(key))?.bytes.toString('hex') ?? ''] as const)),
  );
}

const runs = propertyRuns(8);

it(
  'steps that die at any request, are tried again, or run twice at once: the release is the same, byte by byte',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyCourse, async (course) => {
        expect(await built(course)).toEqual(await built({ ...course, ...calm }));
      }),
      { numRuns: runs },
    );
  },
  10_000 + runs * 200,
);
