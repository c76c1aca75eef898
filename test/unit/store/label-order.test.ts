import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyOperations, LabelHistory, type Mode, wrongIn } from '../../support/label-history.ts';
import { randomFrom } from '../../support/mutations.ts';

const runs = Number(process.env.ORDER_RUNS ?? 300);

const exact: readonly (readonly [name: string, mode: Mode])[] = [
  ['edits, deletions and re-creations', { ties: false, lag: 0, crashes: false, givenUp: false }],
  ['writers that die', { ties: false, lag: 0, crashes: true, givenUp: false }],
  ['writers that die, and edits without a new time', { ties: true, lag: 0, crashes: true, givenUp: false }],
];

it.each(exact)('the platform’s newest state is what is left after %s', { timeout: 600_000 }, async (_name, mode) => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), anyOperations, fc.integer(), async (scheduler, operations, seed) => {
      const history = new LabelHistory(scheduler, mode, randomFrom(seed));
      await history.run(operations);
      expect(await wrongIn(history)).toBeUndefined();
    }),
    { numRuns: runs },
  );
});

it('what is left behind a read side that lags by up to two minutes is wrong in fewer than one of a hundred histories', {
  timeout: 600_000,
}, async () => {
  const mode = { ties: false, lag: 60, crashes: false, givenUp: false };
  let wrong = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), anyOperations, fc.integer(), async (scheduler, operations, seed) => {
      const history = new LabelHistory(scheduler, mode, randomFrom(seed));
      await history.run(operations);
      if (await wrongIn(history)) wrong += 1;
    }),
    { numRuns: runs },
  );
  expect(wrong).toBeLessThanOrEqual(runs / 100);
});
