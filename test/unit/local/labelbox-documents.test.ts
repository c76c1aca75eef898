import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { platforms } from '../../../lib/platforms/platforms.ts';
import simulated from '../../../local/platforms/labelbox/index.ts';

const { default: reader } = await platforms.labelbox.reader();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labelwire-'));
  mkdirSync(join(folder, 'labelbox', 'deep'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = async (file: string, content: unknown) => {
  writeFileSync(join(folder, 'labelbox', file), typeof content === 'string' ? content : JSON.stringify(content));
  return await simulated.load(folder);
};
const annotations = {
  objects: [{ name: 'boat', annotation_kind: 'ImagePoint', point: { x: 1, y: 2 } }],
  classifications: [],
};
const row = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: [{ id: 'label-1', annotations }] } } };

describe('the simulated Labelbox serves', () => {
  it.each([
    ['rows.ndjson', `${JSON.stringify(row)}\n\n`],
    ['deep/rows.json', [row]],
    ['row.json', row],
  ])('a data row from %s', async (file, content) => {
    const { labels, refused } = await load(file, content);
    expect(refused).toEqual([]);
    expect(labels).toEqual([{ project: 'project-1', label: 'label-1', dataUnit: 'row-1', name: file, document: row }]);
  });

  it('the labels of one data row apart, each under an id of its own', async () => {
    const two = { ...row, projects: { 'project-1': { labels: [{ annotations }, { annotations }] } } };
    const { labels } = await load('row.json', two);
    expect(new Set(labels.map(({ label }) => label)).size).toBe(2);
    expect((await simulated.load(folder)).labels).toEqual(labels);
    for (const { label, document, ...served } of labels) {
      const fetched = { ref: { label, occurredAt: '2026-05-04T12:00:00.000Z' }, document };
      expect(reader.normalise(fetched, served.project).source.label).toBe(label);
    }
  });

  it.each([
    ['a label alone', { id: 'label-1', label_kind: 'Default', annotations }],
    ['annotations alone', annotations],
  ])('%s, in a data row made for it', async (_what, content) => {
    const [served] = (await load('lonely.json', content)).labels;
    const fetched = {
      ref: { label: served?.label, occurredAt: '2026-05-04T12:00:00.000Z' },
      document: served?.document,
    };
    const label = reader.normalise(fetched, served?.project ?? '');
    expect(label.units).toEqual([{ id: served?.dataUnit, name: 'lonely.json', media: 'image' }]);
    expect(label.annotations).toHaveLength(1);
  });
});

describe('the simulated Labelbox refuses, with the reason,', () => {
  it.each([
    ['legacy exports', [{ ID: 'a', 'DataRow ID': 'b', Label: {} }], /legacy export v1/],
    ['annotation imports', { uuid: 'a', dataRow: { id: 'b' }, frames: [] }, /annotation import/],
    ['webhooks', { id: 'a', dataRow: { id: 'b' }, project: { id: 'c' } }, /webhook/],
    ['data rows for import', { id: 'a', row_data: 'https://example.com/1.jpg' }, /describes a data row for import/],
    ['text layers', [{ number: 1, units: 'PERCENT', groups: [] }], /text layer/],
    ['reports of imports', [{ message: 'm', failedDataRows: [] }], /report of an import/],
    ['conversations', { type: 'application/vnd.labelbox.conversational', messages: [] }, /conversation/],
    ['rows without projects', { data_row: { id: 'row-1' } }, /row-1 has no projects/],
    ['rows without labels', { ...row, projects: { 'project-1': { labels: [] } } }, /row-1 holds no label/],
    ['rows whose labels are no list', { ...row, projects: { 'project-1': { labels: {} } } }, /no list of labels/],
    ['a text', '"label"', /neither a data row/],
    ['an empty list', [], /empty/],
    ['what is not JSON', '{', /not JSON/],
  ])('%s', async (_what, content, reason) => {
    const { labels, refused } = await load('file.json', content);
    expect(labels).toEqual([]);
    expect(refused).toEqual([{ file: 'file.json', reason: expect.stringMatching(reason) }]);
  });

  it('a broken line, and serves the others', async () => {
    const { labels, refused } = await load('rows.ndjson', `${JSON.stringify(row)}\n{"data_row"\n`);
    expect(labels).toHaveLength(1);
    expect(refused).toEqual([{ file: 'rows.ndjson', reason: expect.stringMatching(/^line 2: It is not JSON/) }]);
  });

  it('each document of a list, with one reason for those that share it', async () => {
    const [imported, legacy] = [{ uuid: 'a', dataRow: {} }, { 'DataRow ID': 'b' }];
    expect((await load('list.json', [imported, row, legacy, imported])).refused).toEqual([
      { file: 'list.json', reason: expect.stringMatching(/^document 1, document 4: It is an annotation import/) },
      { file: 'list.json', reason: expect.stringMatching(/^document 3: It is the legacy export/) },
    ]);
    expect((await load('list.json', [imported, imported])).refused).toEqual([
      { file: 'list.json', reason: expect.stringMatching(/^It is an annotation import/) },
    ]);
  });

  it('nothing in a folder that is not there', async () => {
    expect(await simulated.load(join(folder, 'nowhere'))).toEqual({ labels: [], refused: [] });
  });
});
