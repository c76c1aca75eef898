import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SimulatedFunction } from '../../bench/patience/simulated-functions.ts';
import { type Circumstances, startSimulation } from '../../bench/patience/simulated-pipeline.ts';
import { SimulatedTime } from '../../bench/patience/simulated-time.ts';
import { errorNamed } from '../support/local-aws.ts';
import { randomFrom } from '../support/mutations.ts';
import { propertyRuns } from '../support/property-runs.ts';

const runs = propertyRuns(4);

/** What a label breaks for ever, alone or for all that are in its group. */
const poisons = {
  'the export of its group on the platform': 'platform',
  'the fetch of its group, which crashes': 'crash',
  'the fetch of its group, which runs out of time': 'time-out',
  'the state of its group, which becomes too large': 'overflow',
  'its transformation': 'transform',
  'its export': 'write',
} as const;
type Poison = (typeof poisons)[keyof typeof poisons];

const anyHistory = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  groups: fc.array(
    fc.record({
      size: fc.oneof(
        { arbitrary: fc.integer({ min: 1, max: 30 }), weight: 4 },
        { arbitrary: fc.integer({ min: 31, max: 200 }), weight: 1 },
      ),
      poison: fc.dictionary(fc.nat({ max: 199 }).map(String), fc.constantFrom(...Object.values(poisons)), {
        maxKeys: 3,
      }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  crashes: fc.constantFrom(0, 0.1, 0.3),
  throttles: fc.constantFrom(0, 0.1, 0.4),
  refusals: fc.constantFrom(0, 0.05, 0.2),
  concurrency: fc.constantFrom(10, 50, 1000),
});
type History = typeof anyHistory extends fc.Arbitrary<infer Value> ? Value : never;

const labelOf = (group: number, index: number) => `label-${group}-${index}`;
const poisonIn = ({ groups }: History): ReadonlyMap<string, Poison> =>
  new Map(
    groups.flatMap(({ size, poison }, group) =>
      Object.entries(poison).map(([index, kind]) => [labelOf(group, Number(index) % size), kind] as const),
    ),
  );

/**
 * Crashes that pass: of the same work twice at most, since the third crash of a label that is alone makes it a dead letter.
 * The rescuer may crash for good: Lambda calls it three times, and then puts the group back.
 */
function passingCrashes(share: number, random: () => number) {
  const crashed = new Map<string, number>();
  return (name: SimulatedFunction, labels: readonly string[]) => {
    const work = `${name} ${labels.join()}`;
    const before = crashed.get(work) ?? 0;
    if (before === (name === 'rescueExecution' ? 3 : 2) || random() >= share) return;
    crashed.set(work, before + 1);
    throw new Error('The sandbox is gone.');
  };
}

function circumstancesOf(history: History, poison: ReadonlyMap<string, Poison>): Circumstances {
  const random = randomFrom(history.seed);
  const crash = passingCrashes(history.crashes, random);
  const has = (labels: readonly string[], kind: Poison) => labels.some((label) => poison.get(label) === kind);
  const breaking = [...poison].flatMap(([label, kind]) => (kind === 'platform' ? [`"row-${label}"`] : []));
  return {
    lambdaConcurrency: history.concurrency,
    throttles: () => random() < history.throttles,
    awsRefuses: () => random() < history.refusals,
    breaks: (name, labels) => {
      if (name === 'fetchLabels' && has(labels, 'crash')) throw new TypeError('The reason.');
      if (name === 'fetchLabels' && has(labels, 'time-out')) throw errorNamed('Sandbox.Timedout');
      if (name === 'transformLabel' && has(labels, 'transform')) throw errorNamed('InvalidLabel');
      if (name === 'writeExport' && has(labels, 'write')) throw new RangeError('The reason.');
      crash(name, labels);
    },
    overflows: (name, labels) => name === 'fetchLabels' && has(labels, 'overflow'),
    platformStatus: (body) => (breaking.some((row) => body.includes(row)) ? 500 : undefined),
  };
}

async function endOf(history: History) {
  const poison = poisonIn(history);
  const time = new SimulatedTime(new Date('2026-05-04T12:00:00Z'), history.seed);
  return time.run(async () => {
    const pipeline = await startSimulation(time, circumstancesOf(history, poison));
    for (const [group, { size }] of history.groups.entries())
      for (let index = 0; index < size; index += 1) pipeline.announce(`project-${group}`, labelOf(group, index));
    await pipeline.idle();
    const healthy = [...pipeline.announced.keys()].filter((label) => !poison.has(label));
    return {
      unexported: healthy.filter((label) => !pipeline.exported.has(label)),
      letters: [...new Set(pipeline.letters())].toSorted(),
      lost: pipeline.lost,
      problems: pipeline.problems,
    };
  });
}

it(
  'whatever fails a group, crashes, is throttled or refused: only the poison ends in the dead letters, and nothing is lost on the way',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const letters = [...poisonIn(history).keys()].toSorted();
        expect(await endOf(history)).toEqual({ unexported: [], letters, lost: [], problems: [] });
      }),
      { numRuns: runs },
    );
  },
  30_000 + runs * 20_000,
);
