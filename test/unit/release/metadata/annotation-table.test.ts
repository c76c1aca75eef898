import { createHash } from 'node:crypto';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { type AnnotationRow, annotationRows } from '../../../../lib/release/metadata/annotation-rows.ts';
import { annotationColumns, annotationTable } from '../../../../lib/release/metadata/annotation-table.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';

const units = [
  { id: 'one', name: 'street/1.jpg', media: 'image', width: 640, height: 480 },
  { id: 'two', name: 'street/2.jpg', media: 'image' },
  { id: 'other', name: 'street/3.jpg', media: 'image' },
] as const;
const label = aLabel({
  units: [...units],
  categories: [
    { name: 'car', kind: 'object' },
    { name: 'weather', kind: 'classification' },
  ],
  annotations: [
    anAnnotation({ id: 'a', unit: 'one', track: 't', confidence: 0.5 }),
    {
      ...{ id: 'b', unit: 'one', category: 'weather', at: { kind: 'whole' } },
      attributes: [{ name: 'weather', value: { kind: 'text', text: 'rain' } }],
    },
    anAnnotation({
      ...{ id: 'c', unit: 'one' },
      shape: { kind: 'box', x: 630, y: -10, width: 100, height: 20, rotationDegrees: 0 },
    }),
    anAnnotation({ id: 'd', unit: 'other' }),
  ],
});
const context = {
  units: new Map([
    ['one', { path: 'images/street/1.jpg', split: 'train' }],
    ['two', { path: 'images/street/2.jpg' }],
  ]),
  classes: new Map([['car', 3]]),
};

async function tableOf(rows: AsyncIterable<AnnotationRow> | Iterable<AnnotationRow>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of annotationTable(rows)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const arrayBufferOf = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer;
const read = (bytes: Buffer) => parquetReadObjects({ file: arrayBufferOf(bytes) });

const many = (count: number): AnnotationRow[] => {
  const [row] = annotationRows(label, context) as [AnnotationRow];
  return Array.from({ length: count }, (_, number) => ({ ...row, annotation: String(number), box_x: number / 3 }));
};

describe('the rows of a label', () => {
  it('are its annotations in the units of the release, and its empty units', () => {
    const rows = annotationRows(label, context);
    expect(rows).toMatchObject([
      {
        ...{ path: 'images/street/1.jpg', split: 'train', label: 'label-1', unit: 'one', media: 'image', width: 640 },
        ...{
          annotation: 'a',
          kind: 'object',
          class: 'car',
          class_number: 3,
          track: 't',
          confidence: 0.5,
          shape: 'box',
        },
        ...{ box_x: 30, box_y: 40, box_width: 10, box_height: 20 },
      },
      { annotation: 'b', kind: 'classification', class: 'weather', class_number: null, shape: null, box_x: null },
      { annotation: 'c', box_x: 630, box_y: 0, box_width: 10, box_height: 10 },
      { path: 'images/street/2.jpg', split: null, width: null, annotation: null, class: null, attributes: null },
    ]);
    expect(JSON.parse(rows[1]?.attributes ?? '')).toEqual([{ name: 'weather', value: { kind: 'text', text: 'rain' } }]);
    expect(JSON.parse(rows[2]?.geometry ?? '')).toMatchObject({ x: 630, y: -10, width: 100, height: 20 });
  });
});

describe('annotations.parquet', () => {
  it('holds the rows as another reader reads them', async () => {
    const rows = annotationRows(label, context);
    expect(await read(await tableOf(rows))).toEqual(rows);
  });

  it('has its columns and no rows, where there are none', async () => {
    const bytes = await tableOf([]);
    expect(await read(bytes)).toEqual([]);
    const { schema } = parquetMetadata(arrayBufferOf(bytes));
    expect(schema.slice(1).map(({ name }) => name)).toEqual(annotationColumns.map(({ name }) => name));
  });

  it('is the same bytes on every machine, however the rows arrive', async () => {
    const rows = many(3_000);
    async function* slowly() {
      for (const row of rows) {
        yield row;
        await null;
      }
    }
    const bytes = await tableOf(rows);
    expect(await tableOf(slowly())).toEqual(bytes);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(digest).toBe('94fc87a321f8cc7254fad91c087ffe3d6f71793b4c27d97fa2cf36af4063f022');
  });

  it('begins another row group after 50,000 rows, and after many characters', async () => {
    const { row_groups, num_rows } = parquetMetadata(arrayBufferOf(await tableOf(many(50_001))));
    expect([row_groups.map((group) => Number(group.num_rows)), Number(num_rows)]).toEqual([[50_000, 1], 50_001]);
    const large = many(5).map((row) => ({ ...row, geometry: 'x'.repeat(20_000_000) }));
    const groups = parquetMetadata(arrayBufferOf(await tableOf(large))).row_groups;
    expect(groups.map((group) => Number(group.num_rows))).toEqual([2, 2, 1]);
  });
});
