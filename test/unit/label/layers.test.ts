import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flatten } from '../../../lib/label/layers.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const pixels = 40;

/** Run lengths, some of them 0, that add up to `pixels`. */
const anyMask = fc
  .array(fc.nat({ max: pixels }), { maxLength: 8 })
  .map((cuts) => [0, ...cuts.sort((one, other) => one - other), pixels])
  .map((ends) => ends.slice(1).map((end, index) => end - (ends[index] ?? 0)));

it('what is seen of masks from above is the last mask that has each pixel', () => {
  fc.assert(
    fc.property(fc.array(anyMask, { maxLength: 6 }), (masks) => {
      const expected = new Array<number>(pixels).fill(-1);
      for (const [layer, counts] of masks.entries()) {
        let start = 0;
        for (const [run, length] of counts.entries()) {
          if (run % 2 === 1) expected.fill(layer, start, start + length);
          start += length;
        }
      }
      const { starts, ends, layers } = flatten(masks);
      const seen = new Array<number>(pixels).fill(-1);
      for (const [index, start] of starts.entries()) seen.fill(layers[index] ?? -1, start, ends[index]);
      expect(seen).toEqual(expected);
      expect(starts.every((start, index) => start < (ends[index] ?? 0) && start >= (ends[index - 1] ?? 0))).toBe(true);
    }),
    { numRuns: propertyRuns(100) },
  );
});

it('costs as much as the masks have runs, and never their pixels', () => {
  const huge = 2 ** 40;
  const masks = Array.from({ length: 5000 }, (_, index) => [index, huge - 2 * index, index]);
  expect(flatten(masks).layers).toHaveLength(9999);
});
