import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { AnnotationRow } from './annotation-rows.ts';

export type AnnotationColumn = { readonly name: keyof AnnotationRow; readonly type: BasicType; readonly about: string };

/** In this order; a new one goes to the end. */
export const annotationColumns: readonly AnnotationColumn[] = [
  { name: 'path', type: 'STRING', about: 'Where the picture is in the release.' },
  { name: 'split', type: 'STRING', about: 'The split of the picture.' },
  { name: 'label', type: 'STRING', about: 'The id of the label on its platform.' },
  { name: 'unit', type: 'STRING', about: 'The id of the data unit on its platform.' },
  { name: 'media', type: 'STRING', about: 'What the unit is: image, video, …' },
  { name: 'width', type: 'INT32', about: 'Of the unit, in pixels.' },
  { name: 'height', type: 'INT32', about: 'Of the unit, in pixels.' },
  { name: 'annotation', type: 'STRING', about: 'The id of the annotation; null where nothing is in the unit.' },
  { name: 'kind', type: 'STRING', about: 'object or classification.' },
  { name: 'class', type: 'STRING', about: 'The name of the class, or of the question.' },
  { name: 'class_number', type: 'INT32', about: 'The number of the class, from 0.' },
  { name: 'track', type: 'STRING', about: 'The same thing in several units or frames has the same track.' },
  { name: 'place', type: 'STRING', about: 'Where in the unit it is, as JSON: a frame, a page, a range of text.' },
  { name: 'shape', type: 'STRING', about: 'The kind of shape: box, polygon, mask, …' },
  { name: 'box_x', type: 'DOUBLE', about: 'The left edge of the visible upright box, in pixels.' },
  { name: 'box_y', type: 'DOUBLE', about: 'The top edge of the visible upright box, in pixels.' },
  { name: 'box_width', type: 'DOUBLE', about: 'The width of the visible upright box, in pixels.' },
  { name: 'box_height', type: 'DOUBLE', about: 'The height of the visible upright box, in pixels.' },
  { name: 'geometry', type: 'STRING', about: 'The shape as JSON, as in the canonical label.' },
  { name: 'confidence', type: 'DOUBLE', about: 'From 0 to 1.' },
  { name: 'attributes', type: 'STRING', about: 'Answers to questions of the ontology, as JSON.' },
];

/** A row group ends at so many rows or characters: as much is held at once. */
const mostRows = 50_000;
const mostCharacters = 32 * 1024 * 1024;

/**
 * The bytes of `annotations.parquet`, a row group at a time. Equal rows in equal order make equal bytes, in however many pieces
 * they come: https://parquet.apache.org/docs/file-format/
 */
export async function* annotationTable(
  rows: AsyncIterable<AnnotationRow> | Iterable<AnnotationRow>,
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnsOf([]) });
  const table = new ParquetWriter({ writer, schema, createdBy: 'labelwire' });
  const taken = (): Uint8Array => {
    const bytes = Uint8Array.from(writer.getBytes());
    writer.index = 0; // the writer goes on at the offset that it counts apart from this
    return bytes;
  };
  for await (const group of rowGroups(rows)) {
    await table.write({ columnData: columnsOf(group), rowGroupSize: group.length });
    yield taken();
  }
  await table.finish();
  yield taken();
}

const columnsOf = (rows: readonly AnnotationRow[]) =>
  annotationColumns.map(({ name, type }) => ({ name, type, data: rows.map((row) => row[name]) }));

async function* rowGroups(rows: AsyncIterable<AnnotationRow> | Iterable<AnnotationRow>) {
  let group: AnnotationRow[] = [];
  let characters = 0;
  for await (const row of rows) {
    group.push(row);
    characters += (row.geometry?.length ?? 0) + (row.attributes?.length ?? 0) + (row.place?.length ?? 0);
    if (group.length < mostRows && characters < mostCharacters) continue;
    yield group;
    group = [];
    characters = 0;
  }
  if (group.length > 0) yield group;
}
