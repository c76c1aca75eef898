import { expect, it } from 'vitest';
import { normalise } from '../../../../lib/platforms/label-studio/document/normalise.ts';
import { labelOf, refusalOf } from './label-of.ts';
import { aTask, occurredAt } from './tasks.ts';

it('has the annotation as its source, with the time of its last change to the microsecond', () => {
  expect(labelOf([]).source).toEqual({
    platform: 'label-studio',
    project: '12',
    label: '9001',
    revision: Date.parse('2026-05-04T09:30:00Z') * 1000 + 654_321,
    updatedAt: '2026-05-04T09:30:00.654Z',
    createdAt: '2026-05-04T09:12:00.123Z',
  });
});

it('names the annotator by a hash, the same for a number and for a user of that number', () => {
  const by = (completed_by: unknown) => labelOf([], undefined, { annotation: { completed_by } }).source.annotator;
  expect(by(7)).toMatch(/^[0-9a-f]{16}$/);
  expect(by({ id: 7, email: 'annotator@example.org' })).toBe(by(7));
  expect(by(8)).not.toBe(by(7));
  expect(by(null)).toBeUndefined();
});

it('refuses a label of another project, and another label than was asked for', () => {
  expect(refusalOf(() => labelOf([], undefined, { annotation: { project: 13 } }))).toMatch(/another project/);
  const asked = () => normalise({ ref: { label: '1', occurredAt }, document: aTask([]) }, '12');
  expect(refusalOf(asked)).toMatch(/annotations\[0\]\.id/);
});
