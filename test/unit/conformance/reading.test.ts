import { expect, it } from 'vitest';
import { disagreements } from '../../conformance/reading/outcomes.ts';

it('finds a document that one of the two reads differently, or not at all', () => {
  const normalise = new Map([
    ['a', ['read: 1']],
    ['b', ['read: 2']],
  ]);
  const found = disagreements(normalise, new Map([['a', ['refused: it is broken']]]));
  expect(found).toHaveLength(2);
  expect(found[0]).toContain('refused: it is broken');
});
