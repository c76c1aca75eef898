import { expect, it } from 'vitest';
import platform from '../../../../lib/platforms/label-studio/index.ts';

const now = new Date('2026-05-04T12:00:00.000Z');

const announced = (json: unknown, query: Record<string, string> = {}, at = now) =>
  platform.events({ headers: {}, query, body: Buffer.from(JSON.stringify(json)) }, at);
const project = { id: 12 };

it('announces an annotation alone where the delivery does not name its task', () => {
  const [announcement] = announced({ action: 'ANNOTATION_CREATED', annotation: { id: 7 }, project });
  expect(announcement).toMatchObject({ label: '7', project: '12', kind: 'upserted', occurredAt: now.toISOString() });
  expect(announcement).not.toHaveProperty('dataUnit');
});

it.each(['PROJECT_UPDATED', 'LABEL_LINK_CREATED', 'SOMETHING_NEW'])('announces nothing for the action %s', (action) => {
  expect(announced({ action })).toEqual([]);
});

it.each([
  [
    'REVIEW_CREATED',
    { annotation: { id: 7, task: 5 }, review: { id: 1, accepted: true } },
    { label: '7', dataUnit: '5' },
  ],
  ['REVIEW_UPDATED', { review: { id: 1, accepted: false, annotation: 7 } }, { label: '7' }],
  ['REVIEW_UPDATED', { review: { id: 1, annotation: { id: 7 } } }, { label: '7' }],
  ['REVIEW_CREATED', { review: { id: 1 } }, { listing: 'recently-changed' }],
  ['REVIEWS_DELETED', { reviews: [{ id: 1 }] }, { listing: 'recently-changed' }],
])('announces the annotation of a review: %s with %j', (action, payload, subject) => {
  expect(announced({ action, ...payload, project })).toEqual([
    expect.objectContaining({ type: action, project: '12', kind: 'upserted', ...subject }),
  ]);
});

it('gives two reviews of one annotation different ids, though the annotation has not changed', () => {
  const annotation = { id: 7, task: 5, updated_at: '2026-05-04T09:00:00.000000Z' };
  const idAt = (at: Date) => announced({ action: 'REVIEW_UPDATED', annotation, project }, {}, at)[0]?.id;
  expect(idAt(new Date(now.getTime() + 60_000))).not.toBe(idAt(now));
});

it('announces nothing for imported tasks without annotations', () => {
  expect(announced({ action: 'TASKS_CREATED', tasks: [{ id: 1, total_annotations: 0 }], project })).toEqual([]);
});

it('announces a listing of recent changes, in the project of the URL, for a delivery without payload', () => {
  expect(announced({ action: 'ANNOTATIONS_CREATED' }, { project: '12' })).toEqual([
    expect.objectContaining({ listing: 'recently-changed', project: '12', kind: 'upserted' }),
  ]);
});

it.each([
  ['ANNOTATION_UPDATED', {}, /\?project=<number>/],
  ['ANNOTATIONS_DELETED', { project: '12' }, /Send payload/],
  ['TASKS_DELETED', { project: '12' }, /Send payload/],
])(
  'refuses %s without payload where the rest does not say enough, and says how to fix it',
  (action, query, message) => {
    expect(() => announced({ action }, query)).toThrow(
      expect.objectContaining({ name: 'MalformedDelivery', message: expect.stringMatching(message) }),
    );
  },
);

it.each([
  [{ action: 'ANNOTATION_UPDATED', annotation: { id: null }, project }, /annotation\.id must be a number/],
  [{ action: 'ANNOTATION_UPDATED', annotation: 7, project }, /annotation must be an object/],
  [{ action: 'ANNOTATIONS_DELETED', annotations: {}, project }, /annotations must be a list/],
  [{ action: 'ANNOTATIONS_DELETED', annotations: [{ id: 1 }], project: {} }, /project\.id must be a number/],
])('refuses the delivery %j by the name of the wrong field', (json, message) => {
  expect(() => announced(json)).toThrow(
    expect.objectContaining({ name: 'MalformedDelivery', message: expect.stringMatching(message) }),
  );
});

it('gives a repeated delivery the same id, and another one once the annotation has changed', () => {
  const body = (updated_at: string) => ({
    action: 'ANNOTATION_UPDATED',
    annotation: { id: 7, task: 5, updated_at },
    project,
  });
  const id = (json: unknown, at = now) => announced(json, {}, at)[0]?.id;
  const first = id(body('2026-05-04T11:59:00.000001Z'));
  expect(id(body('2026-05-04T11:59:00.000001Z'), new Date('2026-05-04T13:00:00.000Z'))).toBe(first);
  expect(id(body('2026-05-04T11:59:01.000001Z'))).not.toBe(first);
});

it('gives each delivery without a time an id of its own, because numbers of deleted tasks are used again', () => {
  const body = { action: 'TASKS_DELETED', tasks: [{ id: 5 }], project };
  const later = new Date('2026-05-04T13:00:00.000Z');
  expect(announced(body, {}, later)[0]?.id).not.toBe(announced(body)[0]?.id);
});
