import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import labelbox from '../../../../lib/platforms/labelbox/index.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const v1 = {
  id: 'label-1',
  updatedAt: '2026-05-04T11:58:07Z',
  label: '{"objects":[]}',
  deleted: false,
  project: { id: 'project-1' },
  dataRow: { id: 'row-1' },
};
const announce = (body: unknown, headers: Record<string, string> = { 'x-labelbox-event': 'LABEL_UPDATED' }) =>
  labelbox.events({ headers, body: Buffer.from(JSON.stringify(body)) }, now);

const hmac = (algorithm: string, body: string) => createHmac(algorithm, 'secret').update(body).digest('hex');
const verifying = (headers: Record<string, string>) => () =>
  labelbox.verify({ headers, body: Buffer.from('{}') }, ['secret'], now);

it('accepts a delivery that is signed with SHA-1 alone, with the right secret', () => {
  expect(verifying({ 'x-hub-signature': `sha1=${hmac('sha1', '{}')}` })).not.toThrow();
  expect(verifying({ 'x-hub-signature': `sha1=${hmac('sha1', '{ }')}` })).toThrow(/X-Hub-Signature was not made over/);
  expect(verifying({ 'x-hub-signature': `sha1=${hmac('sha256', '{}')}` })).toThrow(/"sha1=" and 40 hex digits/);
});

it('never accepts the weaker signature when the stronger one is present and wrong', () => {
  const sha1 = { 'x-hub-signature': `sha1=${hmac('sha1', '{}')}` };
  expect(verifying({ ...sha1, 'x-hub-signature-256': `sha256=${hmac('sha256', '{ }')}` })).toThrow(/not made over/);
  expect(verifying({ ...sha1, 'x-hub-signature-256': '' })).toThrow(/"sha256=" and 64 hex digits/);
});

it('names the header that an unsigned delivery lacks', () => {
  expect(verifying({})).toThrow(/X-Hub-Signature-256 is missing/);
});

it.each([
  ['no prefix', hmac('sha256', '{}')],
  ['another algorithm', `sha1=${hmac('sha1', '{}')}`],
  ['a digest too short', `sha256=${hmac('sha256', '{}').slice(2)}`],
])('says that a signature with %s is malformed', (_what, signature) => {
  expect(verifying({ 'x-hub-signature-256': signature })).toThrow(/"sha256=" and 64 hex digits/);
});

it('accepts hex digits of either case', () => {
  expect(verifying({ 'x-hub-signature-256': `sha256=${hmac('sha256', '{}').toUpperCase()}` })).not.toThrow();
});

it('announces a label as deleted by its topic as well as by its field', () => {
  const deleted = [expect.objectContaining({ kind: 'deleted', label: 'label-1' })];
  const { deleted: _silent, ...silent } = v1;
  expect(announce(silent, { 'x-labelbox-event': 'LABEL_DELETED' })).toEqual(deleted);
  expect(announce({ ...v1, deleted: true })).toEqual(deleted);
  expect(announce(v1)).toEqual([expect.objectContaining({ kind: 'upserted' })]);
});

it('believes the signed body before the topic, which nobody signed', () => {
  expect(announce(v1, { 'x-labelbox-event': 'LABEL_DELETED' })).toEqual([
    expect.objectContaining({ kind: 'upserted', label: 'label-1' }),
  ]);
});

it('takes empty headers for none', () => {
  const [announced] = announce(v1, { 'x-labelbox-event': '', 'x-labelbox-id': '' });
  expect(announced).toMatchObject({ type: 'LABEL_UPDATED', id: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

it('takes a label without a topic for an update, or for a deletion where the field says so', () => {
  expect(announce(v1, {})).toEqual([expect.objectContaining({ type: 'LABEL_UPDATED', kind: 'upserted' })]);
  expect(announce({ ...v1, deleted: true }, {})).toEqual([
    expect.objectContaining({ type: 'LABEL_DELETED', kind: 'deleted' }),
  ]);
});

it.each(['REVIEW_CREATED', 'REVIEW_UPDATED', 'REVIEW_DELETED', 'ADDED_IN_2031'])(
  'announces nothing for the topic %s, whatever its body holds',
  (topic) => {
    expect(announce(v1, { 'x-labelbox-event': topic })).toEqual([]);
    expect(announce([], { 'x-labelbox-event': topic })).toEqual([]);
  },
);

it('announces a label that moved in the workflow, since its status has changed', () => {
  const workflow = { 'x-labelbox-event': 'WORKFLOW_ACTION' };
  const upserted = { type: 'WORKFLOW_ACTION', kind: 'upserted', label: 'label-1', dataUnit: 'row-1' };
  expect(announce(v1, workflow)).toEqual([expect.objectContaining(upserted)]);
  const row = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: [{ id: 'label-1' }] } } };
  expect(announce({ row }, workflow)).toEqual([expect.objectContaining(upserted)]);
  expect(announce({ data_row: { id: 'row-1' }, action: 'Approve' }, workflow)).toEqual([]);
});

it('never announces a label of a row as deleted, since it may be one that remains', () => {
  const row = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: [{ id: 'label-2' }] } } };
  expect(announce(row, { 'x-labelbox-event': 'LABEL_DELETED' })).toEqual([
    expect.objectContaining({ type: 'LABEL_DELETED', kind: 'upserted', label: 'label-2', dataUnit: 'row-1' }),
  ]);
});

it('gives a delivery without an id one that depends only on its body', () => {
  const [first] = announce(v1);
  expect(first?.id).toMatch(/^[0-9a-f]{32}$/);
  expect(announce(v1)[0]?.id).toBe(first?.id);
  expect(announce({ ...v1, id: 'label-2' })[0]?.id).not.toBe(first?.id);
});

it.each([
  ['2026-05-04T11:58:07Z', '2026-05-04T11:58:07.000Z'],
  ['2026-05-04T13:58:07.250+02:00', '2026-05-04T11:58:07.250Z'],
  ['2026-05-04 11:58:07', '2026-05-04T11:58:07.000Z'],
  ['Fri, 01 Dec 2023 10:30:02 UTC', '2023-12-01T10:30:02.000Z'],
  ['last Monday', now.toISOString()],
  ['2026-02-31T99:00:00Z', now.toISOString()],
  ['9999-12-31T23:59:59-23:59', now.toISOString()],
  [null, now.toISOString()],
  [17, now.toISOString()],
])('reads the time %j as %s', (updatedAt, occurredAt) => {
  expect(announce({ ...v1, updatedAt })[0]?.occurredAt).toBe(occurredAt);
});

it.each([
  ['no project', { ...v1, project: {} }, 'project.id must be a text, but is missing'],
  ['no data row', { ...v1, dataRow: null }, 'dataRow must be an object, but is null'],
  ['an empty id', { ...v1, id: '' }, 'id must be a text, but is empty'],
  [
    'a row of a project without id',
    { data_row: { id: 'row-1' }, projects: { '': {} } },
    'projects has a project without an id',
  ],
  ['a row of no project', { data_row: { id: 'row-1' }, projects: {} }, 'projects must name a project, but names none'],
  [
    'a row with a label without id',
    { data_row: { id: 'r' }, projects: { p: { labels: [{}] } } },
    'projects.p.labels[0].id',
  ],
])('names the field of a body with %s', (_what, body, message) => {
  expect(() => announce(body)).toThrow(
    expect.objectContaining({ name: 'MalformedDelivery', message: expect.stringContaining(message) }),
  );
});

it('does not read the label itself, which may be of any kind and size', () => {
  expect(announce({ ...v1, label: 'not { JSON' })).toHaveLength(1);
  expect(announce({ ...v1, label: { frames: [1] } })).toHaveLength(1);
});
