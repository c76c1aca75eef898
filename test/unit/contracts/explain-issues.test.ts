import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { explainIssues } from '../../../lib/contracts/explain-issues.ts';

const explain = (schema: z.ZodMiniType, value: unknown): string => {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('The value fits.');
  return explainIssues(parsed.error, value);
};
const name = z.string().check(z.minLength(3));

it.each<[string, z.ZodMiniType, unknown, string]>([
  ['a missing field', z.object({ a: z.number() }), {}, 'a must be a number, but is missing'],
  ['a missing word', z.object({ a: z.enum(['x', 'y']) }), {}, 'a must be "x" or "y", but is missing'],
  ['another kind', z.object({ a: z.number() }), { a: 'text' }, 'a must be a number, but is a string'],
  ['null', z.object({ a: z.string() }), { a: null }, 'a must be a string, but is null'],
  ['a list', z.object({ a: z.string() }), { a: [1, 2] }, 'a must be a string, but is a list of 2'],
  ['another word', z.object({ a: z.enum(['x', 'y']) }), { a: 'z' }, 'a must be "x" or "y", but is another string'],
  [
    'a place in a list',
    z.object({ a: z.array(z.object({ b: name })) }),
    { a: [{ b: 'abc' }, { b: 'a' }] },
    'a[1].b must be at least 3 characters long',
  ],
  ['too much', z.object({ a: z.number().check(z.lte(1)) }), { a: 2 }, 'a must be at most 1'],
  ['not less', z.object({ a: z.number().check(z.lt(1)) }), { a: 1 }, 'a must be less than 1'],
  ['an unknown key', z.strictObject({ a: z.number() }), { a: 1, b: 2 }, 'the document has unknown keys: b'],
  ['a format', z.object({ a: z.iso.datetime() }), { a: 'Monday' }, 'a must be a valid datetime'],
  [
    'no known kind',
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]),
    { kind: 'b' },
    'kind fits none of the known shapes (see "kind")',
  ],
  ['the whole', z.object({}), 7, 'the document must be an object, but is a number'],
])('explains %s', (_what, schema, value, text) => {
  expect(explain(schema, value)).toBe(text);
});

it('five issues are listed and the rest is counted', () => {
  const text = explain(
    z.array(z.number()),
    Array.from({ length: 8 }, () => 'x'),
  );
  expect(text.split('; ')).toHaveLength(6);
  expect(text).toMatch(/; and 3 more$/);
});

it('a value is never shown', () => {
  const secret = 'the answer of a patient';
  const Answer = z.object({
    a: z.number(),
    b: z.enum(['x']),
    c: z.string().check(z.maxLength(3)),
    d: z.iso.datetime(),
  });
  expect(explain(Answer, { a: secret, b: secret, c: secret, d: secret })).not.toContain(secret);
});
