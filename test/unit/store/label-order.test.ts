import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyOperations, LabelHistory, type Mode, unheardIn, wrongIn } from '../../support/label-history.ts';
import { randomFrom } from '../../support/mutations.ts';
import { propertyRuns, propertyTimes } from '../../support/property-runs.ts';

const runs = propertyRuns(60);

const exact: readonly (readonly [name: string, mode: Mode])[] = [
  ['edits, deletions and re-creations', { ties: false, lag: 0, crashes: false, givenUp: false }],
  ['writers that die', { ties: false, lag: 0, crashes: true, givenUp: false }],
  ['writers that die, and edits without a new time', { ties: true, lag: 0, crashes: true, givenUp: false }],
];

it.each(exact)('the platform’s newest state is what is left after %s', { timeout: 3_600_000 }, async (_name, mode) => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), anyOperations, fc.integer(), async (scheduler, operations, seed) => {
      const history = new LabelHistory(scheduler, mode, randomFrom(seed));
      await history.run(operations);
      expect(await wrongIn(history)).toBeUndefined();
    }),
    { numRuns: runs },
  );
});

const inexact: readonly (readonly [name: string, mode: Mode, mostOfThousand: number])[] = [
  ['a read side that lags by up to two minutes', { ties: false, lag: 60, crashes: false, givenUp: false }, 10],
  ['the same, with writers that die and ties', { ties: true, lag: 60, crashes: true, givenUp: false }, 120],
  [
    'writers that die, and whose last requests take effect later,',
    { ties: true, lag: 0, crashes: true, givenUp: false, late: true },
    10,
  ],
  ['writers that die for good', { ties: true, lag: 0, crashes: true, givenUp: true }, 200],
  [
    'a read side that lags by up to nine minutes, with ties',
    { ties: true, lag: 280, crashes: false, givenUp: false },
    120,
  ],
  [
    'a read side that lags by up to nine minutes, and events without a time of change',
    { ties: true, lag: 280, crashes: false, givenUp: false, timeless: true },
    200,
  ],
  ['all of that', { ties: true, lag: 60, crashes: true, givenUp: true }, 200],
];

it.each(inexact)(
  'what %s may leave wrong, one comparison with the platform puts right',
  { timeout: 3_600_000 },
  async (name, mode, most) => {
    let wrong = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyOperations, fc.integer(), async (scheduler, operations, seed) => {
        const history = new LabelHistory(scheduler, mode, randomFrom(seed));
        await history.run(operations);
        if (await wrongIn(history)) wrong += 1;
        await history.reconcile();
        expect(await wrongIn(history)).toBeUndefined();
        expect(await history.reconcile()).toBe(0);
      }),
      { numRuns: runs },
    );
    if (propertyTimes > 1) process.stderr.write(`${name}: ${wrong} of ${runs} before the comparison\n`);
    const expected = (runs * most) / 1000;
    const chance = propertyTimes > 1 ? 0 : 3 * Math.sqrt(expected); // a share of few runs is far from that of many
    expect(wrong).toBeLessThanOrEqual(expected + chance);
  },
);

it.each([
  ['writers that die', { ties: false, lag: 0, crashes: true, givenUp: false, announces: true }],
  [
    'a read side that lags, ties, and writers that die for good',
    { ties: true, lag: 60, crashes: true, givenUp: true, announces: true },
  ],
] as const)(
  'whoever wants to hear of the label hears of what is left after %s',
  { timeout: 3_600_000 },
  async (_name, mode) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyOperations, fc.integer(), async (scheduler, operations, seed) => {
        const history = new LabelHistory(scheduler, mode, randomFrom(seed));
        await history.run(operations);
        await history.reconcile();
        expect(await wrongIn(history)).toBeUndefined();
        expect(await unheardIn(history)).toBeUndefined();
      }),
      { numRuns: runs },
    );
  },
);
