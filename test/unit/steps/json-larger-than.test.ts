import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonLargerThan } from '../../../lib/steps/json-larger-than.ts';

it('reports no document as larger than its JSON text is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(jsonLargerThan(json, JSON.stringify(json).length + 2)).toBe(false);
    }),
  );
});

it('counts texts, numbers and the names of fields, however deep they are', () => {
  let deep: unknown = 'x'.repeat(100);
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  expect(jsonLargerThan(deep, 200_000)).toBe(true);
  expect(
    jsonLargerThan(
      Array.from({ length: 1000 }, () => 0.5),
      1990,
    ),
  ).toBe(true);
  expect(jsonLargerThan({ ['x'.repeat(100)]: null }, 100)).toBe(true);
});
