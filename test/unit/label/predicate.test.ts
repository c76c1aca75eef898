import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { isLabel, Label } from '../../../lib/label/label.ts';
import { predicateOf } from '../../../lib/label/predicate.ts';
import { anyLabelOfAnyMedia } from '../../support/labels-of-any-media.ts';
import { mutated, pathsOf, randomFrom } from '../../support/mutations.ts';
import { propertyRuns } from '../../support/property-runs.ts';

/** What nests ten thousand deep ends in a stack overflow, here as in zod. */
const answerOf = (ask: () => boolean): boolean | 'too deep' => {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RangeError) return 'too deep';
    throw error;
  }
};

describe('the predicate of a schema', () => {
  it('takes every label of every medium', () => {
    fc.assert(
      fc.property(anyLabelOfAnyMedia(), (label) => {
        expect(isLabel(label)).toBe(true);
      }),
    );
  });

  it('says of any damaged label what the schema says', () => {
    const runs = propertyRuns(600);
    let refused = 0;
    const property = fc.property(anyLabelOfAnyMedia(), fc.integer(), (label, seed) => {
      const damaged = mutated(label, pathsOf(label), randomFrom(seed));
      const expected = answerOf(() => Label.safeParse(damaged).success);
      if (expected !== 'too deep') expect(isLabel(damaged)).toBe(expected);
      if (expected === false) refused += 1;
    });
    fc.assert(property, { numRuns: runs, seed: 5 });
    expect(refused).toBeGreaterThan(runs / 3);
  });

  it.each<[string, z.core.$ZodType]>([
    ['a text', z.string().check(z.minLength(2), z.regex(/^a/))],
    ['a moment', z.iso.datetime()],
    ['a number', z.number().check(z.gt(1), z.lt(5))],
    ['a bounded number', z.number().check(z.gte(1), z.lte(5))],
    ['a whole number', z.int()],
    ['a truth', z.boolean()],
    ['one of a few', z.enum(['a', '2'])],
    ['one value', z.literal([1, 'a', null])],
    ['a list', z.array(z.number()).check(z.maxLength(2))],
    ['a pair', z.tuple([z.number(), z.string()])],
    ['this or that', z.union([z.string(), z.array(z.boolean())])],
    ['a strict object', z.strictObject({ a: z.optional(z.number()) })],
    ['an object', z.object({ a: z.number() })],
    ['an object that may lack a field or be empty', z.object({ a: z.optional(z.unknown()) })],
    ['a record of anything', z.record(z.string(), z.unknown())],
    ['a record with keys of a kind', z.record(z.string().check(z.minLength(2)), z.number())],
    ['what may be null', z.nullable(z.string())],
    ['what may be null or missing', z.object({ a: z.nullish(z.number()) })],
    ['anything', z.unknown()],
    ['a record', z.record(z.string(), z.number())],
    ['what is refined', z.number().check(z.refine((number) => number % 2 === 0))],
  ])('agrees about %s with zod', (_what, schema) => {
    const isFine = predicateOf(schema);
    const values = fc.oneof(
      fc.anything(),
      fc.constantFrom('ab', 'a', '2', '2026-05-04T12:00:00Z', '2026-02-30T12:00:00Z', 1, 2, 3, 5, 2 ** 53, Number.NaN),
      fc.constantFrom(
        [],
        [1],
        [1, 2, 3],
        [1, 'x'],
        [1, undefined],
        new Array(2),
        {},
        { a: 1 },
        { a: undefined },
        { b: 1 },
        { toString: 1 },
        { a: undefined, toString: 1 },
        new Date(0),
        { constructor: 5 },
        { constructor: Array.from },
        Object.create(null),
        Object.create({ a: 1 }),
        JSON.parse('{"__proto__": "x"}'),
      ),
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(isFine(value)).toBe(z.safeParse(schema, value).success);
      }),
      { numRuns: propertyRuns(400), seed: 7 },
    );
  });

  it('refuses to answer for a check that takes time', () => {
    const slow = predicateOf(z.string().check(z.refine(async () => true)));
    expect(() => slow('x')).toThrow('asynchronous');
  });
});
