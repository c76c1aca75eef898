import { expect, it } from 'vitest';
import { leftOutCounts } from '../../../lib/steps/left-out-counts.ts';
import { aLabel } from '../../support/labels.ts';

it('has no fields for a label that was made without nothing', () => {
  expect(leftOutCounts(aLabel({}))).toEqual({});
});

it('counts by code and pattern, names the first ids, and never grows beyond a bound', () => {
  const degenerate = Array.from({ length: 30 }, (_, index) => ({
    id: `a-${index}`,
    code: 'degenerate' as const,
    path: `annotations.frames.${index}.objects.clz${index}`,
  }));
  const scattered = Array.from({ length: 500 }, (_, index) => ({
    id: `b-${index}`,
    code: 'unknown-kind' as const,
    path: `part_${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index / 26)}[${index}]`,
  }));
  const { leftOut = [] } = leftOutCounts({ ...aLabel({}), leftOut: [...degenerate, ...scattered] });
  expect(leftOut[0]).toEqual({
    code: 'degenerate',
    path: 'annotations.frames.*.objects.*',
    count: 30,
    annotations: degenerate.slice(0, 20).map(({ id }) => id),
  });
  expect(leftOut.length).toBeLessThanOrEqual(53);
  expect(leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(530);
});
