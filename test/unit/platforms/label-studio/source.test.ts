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
    stage: 'submitted',
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

const at = (minute: number) => `2026-05-04T10:0${minute}:00.000000Z`;

it.each([
  ['is submitted without a review', {}, 'submitted'],
  ['is submitted with an empty list of reviews', { reviews: [] }, 'submitted'],
  ['is approved by an accepted review', { reviews: [{ accepted: true }], last_action: 'accepted' }, 'approved'],
  ['is in progress after a rejection', { reviews: [{ accepted: false }], last_action: 'rejected' }, 'in-progress'],
  ['has the stage of the last review', { reviews: [{ accepted: false }, { accepted: true }] }, 'approved'],
  [
    'has the stage of the newest review, whatever their order',
    {
      reviews: [
        { accepted: true, created_at: at(2) },
        { accepted: false, created_at: at(1) },
      ],
    },
    'approved',
  ],
  ['is submitted once it is changed', { reviews: [{ accepted: false }], last_action: 'updated' }, 'submitted'],
  ['is submitted with reviews of an unknown form', { reviews: [7, { accepted: 'yes' }] }, 'submitted'],
])('an annotation %s', (_what, annotation, stage) => {
  expect(labelOf([], undefined, { annotation }).source.stage).toBe(stage);
});

it('refuses a label of another project, and another label than was asked for', () => {
  expect(refusalOf(() => labelOf([], undefined, { annotation: { project: 13 } }))).toMatch(/another project/);
  const asked = () => normalise({ ref: { label: '1', occurredAt }, document: aTask([]) }, '12');
  expect(refusalOf(asked)).toMatch(/annotations\[0\]\.id/);
});

it('leaves out what it only passes on and cannot read, and notes it', () => {
  const annotation = { created_at: '07/01/2025', lead_time: -3, completed_by: { id: null }, last_action: 4 };
  const { source, unread } = labelOf([], undefined, { annotation });
  for (const key of ['createdAt', 'secondsToLabel', 'annotator', 'status']) expect(source).not.toHaveProperty(key);
  expect(unread?.map(({ path }) => path)).toEqual([
    'annotations[].completed_by',
    'annotations[].created_at',
    'annotations[].last_action',
    'annotations[].lead_time',
  ]);
});

it('refuses a time of change that it cannot read, because that says which label is newer', () => {
  expect(refusalOf(() => labelOf([], undefined, { annotation: { updated_at: '07/01/2025' } }))).toMatch(
    /annotations\[0\]\.updated_at must be a time/,
  );
});
