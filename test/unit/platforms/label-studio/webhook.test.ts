import { describe, expect, it } from 'vitest';
import platform from '../../../../lib/platforms/label-studio/index.ts';
import type { Delivery } from '../../../../lib/platforms/platform.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const body = Buffer.from('{"action":"ANNOTATION_UPDATED"}');
const mismatch = expect.objectContaining({ name: 'SignatureMismatch', statusCode: 401 });

describe('the secret of a delivery', () => {
  const verifying =
    (parts: Partial<Delivery>, secrets = ['newer', 'older']) =>
    () =>
      platform.verify({ headers: {}, body, ...parts }, secrets, now);

  it.each([
    ['in X-Labelwire-Secret', { headers: { 'x-labelwire-secret': 'older' } }],
    ['as a bearer', { headers: { authorization: 'Bearer newer' } }],
    ['in the address', { query: { token: 'newer' } }],
    ['in one place of several', { headers: { 'x-labelwire-secret': 'wrong', authorization: 'Bearer older' } }],
  ])('is accepted %s', (_where, parts) => {
    expect(verifying(parts)).not.toThrow();
  });

  it.each([
    ['missing', {}],
    ['empty', { headers: { 'x-labelwire-secret': '' } }],
    ['another', { headers: { 'x-labelwire-secret': 'newe' } }],
    ['longer', { headers: { 'x-labelwire-secret': 'newer ' } }],
    ['of another scheme', { headers: { authorization: 'Basic newer' } }],
    ['an empty bearer', { headers: { authorization: 'Bearer ' } }],
  ])('is refused when it is %s', (_what, parts) => {
    expect(verifying(parts)).toThrow(mismatch);
  });

  it('is never an empty one, though Secrets Manager held one', () => {
    expect(verifying({ headers: { 'x-labelwire-secret': 'x' } }, [''])).toThrow(mismatch);
    expect(verifying({ query: { token: '' } }, [''])).toThrow(mismatch);
  });

  it('stands in no message', () => {
    expect(verifying({ headers: { 'x-labelwire-secret': 'what-was-sent' } })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/what-was-sent|newer|older/) }),
    );
  });
});

describe('a delivery', () => {
  const announced = (json: unknown, query: Record<string, string> = {}, at = now) =>
    platform.events({ headers: {}, query, body: Buffer.from(JSON.stringify(json)) }, at);
  const project = { id: 12 };

  it('of an annotation without its task announces the annotation alone', () => {
    const [announcement] = announced({ action: 'ANNOTATION_CREATED', annotation: { id: 7 }, project });
    expect(announcement).toMatchObject({ label: '7', project: '12', kind: 'upserted', occurredAt: now.toISOString() });
    expect(announcement).not.toHaveProperty('dataUnit');
  });

  it.each(['PROJECT_UPDATED', 'LABEL_LINK_CREATED', 'REVIEW_CREATED', 'SOMETHING_NEW'])(
    '%s announces nothing',
    (action) => {
      expect(announced({ action })).toEqual([]);
    },
  );

  it('of tasks that brought no annotation announces nothing', () => {
    expect(announced({ action: 'TASKS_CREATED', tasks: [{ id: 1, total_annotations: 0 }], project })).toEqual([]);
  });

  it('without payload asks for what changed of late, in the project that the address names', () => {
    expect(announced({ action: 'ANNOTATIONS_CREATED' }, { project: '12' })).toEqual([
      expect.objectContaining({ listing: 'recently-changed', project: '12', kind: 'upserted' }),
    ]);
  });

  it.each([
    ['ANNOTATION_UPDATED', {}, /\?project=<number>/],
    ['ANNOTATIONS_DELETED', { project: '12' }, /Send payload/],
    ['TASKS_DELETED', { project: '12' }, /Send payload/],
  ])('%s without payload, and nothing else to go by, is refused and says how to mend it', (action, query, message) => {
    expect(() => announced({ action }, query)).toThrow(
      expect.objectContaining({ name: 'MalformedDelivery', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    [{ action: 'ANNOTATION_UPDATED', annotation: { id: null }, project }, /annotation\.id must be a number/],
    [{ action: 'ANNOTATION_UPDATED', annotation: 7, project }, /annotation must be an object/],
    [{ action: 'ANNOTATIONS_DELETED', annotations: {}, project }, /annotations must be a list/],
    [{ action: 'ANNOTATIONS_DELETED', annotations: [{ id: 1 }], project: {} }, /project\.id must be a number/],
  ])('that is not as it must be is refused by the name of the field', (json, message) => {
    expect(() => announced(json)).toThrow(
      expect.objectContaining({ name: 'MalformedDelivery', message: expect.stringMatching(message) }),
    );
  });

  it('has the same id when it comes again, and another when the annotation changed since', () => {
    const body = (updated_at: string) => ({
      action: 'ANNOTATION_UPDATED',
      annotation: { id: 7, task: 5, updated_at },
      project,
    });
    const id = (of: unknown, at = now) => announced(of, {}, at)[0]?.id;
    const first = id(body('2026-05-04T11:59:00.000001Z'));
    expect(id(body('2026-05-04T11:59:00.000001Z'), new Date('2026-05-04T13:00:00.000Z'))).toBe(first);
    expect(id(body('2026-05-04T11:59:01.000001Z'))).not.toBe(first);
  });

  it('that carries no time has an id of its own each time: numbers of deleted tasks are given again', () => {
    const body = { action: 'TASKS_DELETED', tasks: [{ id: 5 }], project };
    const later = new Date('2026-05-04T13:00:00.000Z');
    expect(announced(body, {}, later)[0]?.id).not.toBe(announced(body)[0]?.id);
  });
});
