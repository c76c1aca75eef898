import { describe, expect, it } from 'vitest';
import reader from '../../../../lib/platforms/labelbox/api/reader.ts';
import savedDocuments from '../../../../lib/platforms/labelbox/saved-documents.ts';

const annotations = {
  objects: [{ name: 'boat', annotation_kind: 'ImagePoint', point: { x: 1, y: 2 } }],
  classifications: [],
};
const row = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: [{ id: 'label-1', annotations }] } } };

function labelsIn(document: unknown, project?: string) {
  return [...savedDocuments.labelsIn(document, project)].map((found) => {
    if ('reason' in found) throw new Error(found.reason);
    return found;
  });
}

describe('a saved data row', () => {
  it('is kept as it is', () => {
    expect(labelsIn(row)).toEqual([
      { project: 'project-1', ref: { label: 'label-1', dataUnit: 'row-1' }, document: row },
    ]);
  });

  it('gives each of its labels an id of its own where the export has none, the same one each time', () => {
    const two = { ...row, projects: { 'project-1': { labels: [{ annotations }, { annotations }] } } };
    const labels = labelsIn(two);
    expect(new Set(labels.map(({ ref }) => ref.label)).size).toBe(2);
    expect(labelsIn(two)).toEqual(labels);
    for (const { project, ref, document } of labels) {
      const fetched = { ref: { ...ref, occurredAt: '2026-05-04T12:00:00.000Z' }, document };
      expect(reader.normalise(fetched, project).source.label).toBe(ref.label);
    }
  });
});

describe('a part of a data row', () => {
  it.each([
    ['a label alone', { id: 'label-1', label_kind: 'Default', annotations }],
    ['annotations alone', annotations],
  ])('is read inside a data row made for it: %s', (_what, document) => {
    const [found] = labelsIn(document);
    const ref = { ...found?.ref, occurredAt: '2026-05-04T12:00:00.000Z' };
    const label = reader.normalise({ ref, document: found?.document }, found?.project ?? '');
    expect(label.units).toEqual([{ id: found?.ref.dataUnit, name: found?.ref.dataUnit, media: 'image' }]);
    expect(label.annotations).toHaveLength(1);
    expect(labelsIn(document)).toEqual([found]);
  });

  it('belongs to the project that is given for it', () => {
    expect(labelsIn(annotations, 'project-2')).toMatchObject([{ project: 'project-2' }]);
  });
});

it.each([
  ['a legacy export', { ID: 'a', 'DataRow ID': 'b', Label: {} }, /legacy export v1/],
  ['a legacy export without data rows', { ID: 'a', 'Labeled Data': 'https://example.com/1.jpg' }, /export v1.*again/],
  ['a legacy label that was skipped', { ID: 'a', Label: 'Skip' }, /legacy export v1/],
  ['a legacy label alone', { objects: [{ featureId: 'a', title: 'boat' }], classifications: [] }, /legacy export v1/],
  ['a legacy answer alone', { objects: [], classifications: [{ schemaId: 'a', answer: 'b' }] }, /legacy export v1/],
  ['a legacy frame', { frameNumber: 1, objects: [{ featureId: 'a', title: 'boat' }] }, /legacy export v1/],
  ['an annotation import', { uuid: 'a', dataRow: { id: 'b' }, frames: [] }, /annotation import/],
  ['a webhook', { id: 'a', dataRow: { id: 'b' }, project: { id: 'c' } }, /body of a webhook/],
  ['a data row for import', { id: 'a', row_data: 'https://example.com/1.jpg' }, /describes a data row for import/],
  ['a text layer', { number: 1, units: 'PERCENT', groups: [] }, /text layer/],
  ['the report of an import', { message: 'm', failedDataRows: [] }, /report of an import/],
  ['a conversation', { type: 'application/vnd.labelbox.conversational', messages: [] }, /conversation/],
  ['a row without an id', { data_row: {}, projects: {} }, /data_row has no id/],
  ['a row whose id is a number', { ...row, data_row: { id: 7 } }, /data_row has an id that is not a string/],
  [
    'a row whose label has a number for its id, in place of which a made one would change with the order',
    { ...row, projects: { 'project-1': { labels: [{ id: 7, annotations }] } } },
    /labels has an id that is not a string/,
  ],
  ['a row without projects', { data_row: { id: 'row-1' } }, /belongs to no project/],
  [
    'the export of a model run',
    { data_row: { id: 'row-1' }, experiments: { e: { runs: { r: { labels: [], predictions: [] } } } } },
    /export of a model run: labels and predictions under `experiments` are not read/,
  ],
  ['a row whose labels are not a list', { ...row, projects: { 'project-1': { labels: {} } } }, /no list of labels/],
  ['a row whose label is a text', { ...row, projects: { 'project-1': { labels: ['a'] } } }, /not a JSON object/],
  ['a text', 'label', /not a data row/],
  ['a list', [row], /not a data row/],
  ['an object of another kind', { id: 'a' }, /not a data row/],
])('refuses %s with the reason', (_what, document, reason) => {
  expect([...savedDocuments.labelsIn(document, undefined)]).toEqual([{ reason: expect.stringMatching(reason) }]);
});

it('says of a row without labels that nobody has labelled it', () => {
  const unlabelled = { ...row, projects: { 'project-1': { labels: [] } } };
  expect([...savedDocuments.labelsIn(unlabelled, undefined)]).toEqual([
    { reason: expect.stringMatching(/nobody has labelled/), isNotLabelled: true },
  ]);
});

it('reads the rows of a result that the SDK wrote, as objects or as texts', () => {
  const wrapped = { result: [row, JSON.stringify(row)] };
  const [alone] = savedDocuments.labelsIn(row, undefined);
  expect([...savedDocuments.labelsIn(wrapped, undefined)]).toEqual([alone, alone]);
});

it('lists the addresses of the masks in a document', () => {
  const object = { name: 'n', annotation_kind: 'ImageSegmentationMask', mask: { url: 'https://example.com/mask.png' } };
  const masked = { ...row, projects: { 'project-1': { labels: [{ id: 'a', annotations: { objects: [object] } }] } } };
  expect(savedDocuments.attachments?.(masked)).toEqual(['https://example.com/mask.png']);
  expect(savedDocuments.attachments?.('nothing')).toEqual([]);
});
