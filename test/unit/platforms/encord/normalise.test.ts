import { describe, expect, it } from 'vitest';
import reader from '../../../../lib/platforms/encord/api/reader.ts';
import { answer, group, invalid, type Json, normalise, object, ref, row, rowOf, unit } from './label-rows.ts';

describe('a row', () => {
  it.each<[string, Json, string[]]>([
    [
      'of an unknown kind',
      { data_type: 'hologram', data_units: 5 },
      ['label_row.data_type must be a supported kind of data', 'but is "hologram"'],
    ],
    [
      'of deleted data',
      { data_type: 'deleted' },
      ['label_row.data_type', '"deleted"', 'the data was deleted in Encord'],
    ],
    [
      'of an image, but keyed by frames',
      { data_units: { u: unit({ labels: { 7: { objects: [] } } }) } },
      ['data_units.u.labels', 'frames'],
    ],
    ['of another medium', { data_units: { u: unit({ data_type: 'video/mp4' }) } }, ['data_units.u', '"video/mp4"']],
    ['without units', { data_units: {} }, ['units of the label must be at least 1']],
    ['not begun', { label_hash: null }, ['label_hash']],
    ['of an unreadable time', { last_edited_at: 'noon' }, ['last_edited_at']],
    [
      'of an image with an object in a range',
      { object_answers: { o: { classifications: [], range: [[0, 9]] } } },
      ['object_answers.o'],
    ],
    [
      'with an object in an unknown space',
      { object_answers: { o: { classifications: [], spaces: { s: {} } } } },
      ['object_answers.o.spaces.s', 'must name a space of the row'],
    ],
    [
      'with an answer in an unknown space',
      { object_actions: { o: { actions: [{ ...answer('a', 'a', 'a'), range: [], spaceId: 's' }] } } },
      ['object_actions.o.actions[0].spaceId', 'must name a space of the row'],
    ],
  ])('a row %s is refused with the reason', (_what, parts, message) => {
    expect(() => normalise(row(parts))).toThrow(invalid(...message));
  });

  it('a row with two different objects of one hash in a unit is refused: neither object is dropped', () => {
    expect(() => normalise(rowOf(object(), object({ createdAt: 'Sat, 02 Dec 2023 10:30:02 GMT' })))).toThrow(
      invalid('labels.objects[1]', 'objectHash'),
    );
  });

  it('the revision of a row is the time of its last change, to the microsecond, or of the event where the row has none', () => {
    expect(normalise(row()).source).toMatchObject({
      revision: 1_777_895_997_901_639,
      updatedAt: '2026-05-04T11:59:57.901Z',
    });
    expect(normalise(row({ last_edited_at: undefined })).source.updatedAt).toBe(ref.occurredAt);
  });

  it('a row has the time of its creation, in any style of Encord, and one that cannot be read is noted as unread', () => {
    const of = (created_at: unknown) => normalise(row({ created_at }));
    for (const time of ['2025-03-03 10:00:00', 'Mon, 03 Mar 2025 10:00:00 UTC', '2025-03-03T10:00:00.000000+00:00']) {
      expect(of(time).source.createdAt).toBe('2025-03-03T10:00:00.000Z');
    }
    for (const missing of [undefined, null]) expect(of(missing).source).not.toHaveProperty('createdAt');
    expect(of('03/03/2025').source).not.toHaveProperty('createdAt');
    expect(of('03/03/2025').unread).toEqual([{ path: 'label_row.created_at', count: 1 }]);
  });

  it('the status of a row is the stage of the workflow, else the status of the task, else of the label', () => {
    const named = {
      label_status: 'LABELLED',
      annotation_task_status: 'QUEUED',
      workflow_graph_node: { title: 'Review' },
    };
    const labelled = rowOf(object());
    expect(normalise({ ...labelled, ...named }).source.status).toBe('Review');
    expect(normalise({ ...labelled, ...named, workflow_graph_node: null }).source.status).toBe('QUEUED');
    expect(normalise(row({ label_status: 'LABELLED' })).source.status).toBe('LABELLED');
  });

  it.each([
    [{ annotation_task_status: 'QUEUED' }, 'in-progress'],
    [{ annotation_task_status: 'RETURNED' }, 'in-progress'],
    [{ annotation_task_status: 'IN_REVIEW' }, 'submitted'],
    [{ annotation_task_status: 'COMPLETED' }, 'approved'],
    [{ annotation_task_status: null, label_status: 'REVIEWED_TWICE' }, undefined],
    [{ annotation_task_status: 7 }, undefined],
  ])('the stage of a row is that of its task: %j', (status, stage) => {
    expect(normalise({ ...rowOf(object()), ...status, workflow_graph_node: { title: 'Any' } }).source.stage).toBe(
      stage,
    );
  });

  it('the last editor of a row has the same pseudonym as in the document that is kept', () => {
    const first = object({ createdAt: 'Mon, 04 May 2026 10:00:00 UTC', createdBy: 'one@example.com' });
    const later = {
      createdBy: 'one@example.com',
      lastEditedAt: '2026-05-04 10:00:01',
      lastEditedBy: 'two@example.com',
    };
    const document = rowOf(object({ ...later, objectHash: 'object-2' }), first);
    const cleaned = reader.clean({ by: 'two@example.com' });
    expect(cleaned).toEqual({ by: `user-${normalise(document).source.annotator}` });
    expect(normalise(row()).source).not.toHaveProperty('annotator');
  });

  it('the units of a row are in the order of the group, and the source of each is without its query', () => {
    const units = { a: '10', b: 9, c: '0' };
    const label = normalise(
      row({
        data_type: 'img_group',
        data_units: Object.fromEntries(
          Object.entries(units).map(([hash, data_sequence]) => [
            hash,
            unit({ data_sequence, data_link: hash === 'c' ? '' : `https://example.com/${hash}?X-Amz-Signature=1&a=?` }),
          ]),
        ),
      }),
    );
    expect(label.units.map(({ id, sourceUri }) => [id, sourceUri])).toEqual([
      ['c', undefined],
      ['b', 'https://example.com/b'],
      ['a', 'https://example.com/a'],
    ]);
    expect(() => normalise(group({ data_units: { u: unit({ data_sequence: '' }) } }))).toThrow(
      invalid('data_units.u.data_sequence'),
    );
  });

  it.each([
    ['s3://images/street/what?.jpg', 's3://images/street/what?.jpg'],
    ['gs://images/a?b#c.jpg', 'gs://images/a?b#c.jpg'],
    ['s3://images/1.jpg?X-Amz-Signature=1', 's3://images/1.jpg'],
    ['https://images.example.com/1.jpg?size=large', 'https://images.example.com/1.jpg'],
  ])('the source %s is %s: the key of an object may hold a question mark, a link has a query', (link, expected) => {
    const label = normalise(row({ data_units: { u: unit({ data_link: link }) } }));
    expect(label.units.map(({ sourceUri }) => sourceUri)).toEqual([expected]);
  });

  it('a row has its branch, and an e-mail address for a name only as a pseudonym', () => {
    expect(normalise(row({ branch_name: 'main' })).source.branch).toBe('main');
    const secret = 'https://example.com/1.jpg?X-Amz-Signature=abc';
    const label = normalise(row({ branch_name: 'one@example.com', data_units: { u: unit({ data_title: secret }) } }));
    expect(label.source.branch).toMatch(/^user-[0-9a-f]{16}$/);
    expect(label.units[0]?.name).toBe('https://example.com/1.jpg');
  });

  it('a message names the place of a broken part, shortened, and never its value', () => {
    const key = 'k'.repeat(10_000);
    const broken = row({ data_units: { [key]: unit({ data_title: { text: 'a secret' } }) } });
    expect(() => normalise(broken)).toThrow(invalid('data_units.kkk', 'data_title must be a string, but is an object'));
    try {
      normalise(broken);
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(300);
      expect((error as Error).message).not.toContain('secret');
    }
  });

  it('a row is read by its own keys, also those that every JavaScript object has', () => {
    const text = JSON.stringify(
      row({ data_units: { UNIT: unit({ labels: { objects: [object({ objectHash: 'HASH' })] } }) } }),
    );
    const document: unknown = JSON.parse(text.replaceAll('UNIT', '__proto__').replaceAll('HASH', 'constructor'));
    const { units, annotations } = normalise(document);
    expect(units.map(({ id }) => id)).toEqual(['__proto__']);
    expect(annotations.map(({ id, attributes }) => [id, attributes])).toEqual([['constructor', []]]);
  });
});
