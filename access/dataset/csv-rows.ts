import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { type AttachmentType, attachmentTypes, type MetadataValue } from './import-row.ts';
import type { TilesAsText } from './tiles.ts';

export type AttachmentCell = { readonly type: AttachmentType; readonly value: string; readonly name?: string };

/** One row of a CSV: which object, and what is said about it. */
export type CsvRow = {
  /** As `wc -l` counts; the header is line 1. */
  readonly line: number;
  /** A key, `s3://bucket/key`, or the object's https address. */
  readonly address: string;
  readonly globalKey?: string;
  readonly metadata: readonly MetadataValue[];
  readonly attachments: readonly AttachmentCell[];
  readonly tiles: TilesAsText;
};

const plainColumns = ['key', 'global_key', 'epsg', 'bounds', 'min_zoom', 'max_zoom'] as const;

/** Throws an error that names the column or the line, since a file that cannot be read as a CSV has no rows to tell apart. */
export async function* csvRows(file: string): AsyncGenerator<CsvRow> {
  const parser = parse({ bom: true, columns: knownColumns, info: true, skip_empty_lines: true });
  const records: AsyncIterable<Parsed> = pipeline(createReadStream(file), parser, passOn);
  try {
    for await (const { record, info } of records) yield rowOf(record, info.lines);
  } catch (cause) {
    throw new Error(`${file}: ${told(cause as Error)}`, { cause });
  }
}

/** Whoever reads the records meets the failure; `pipeline` wants to tell it, too. */
const passOn = () => {};

type Parsed = { readonly record: Readonly<Record<string, string>>; readonly info: { readonly lines: number } };

/** csv-parse tells the line and what is wrong with it; other failures are the file system's. */
const told = ({ message, code }: Error & { code?: string }): string =>
  code === 'ENOENT' || code === 'EACCES' ? `it cannot be read (${code}).` : message;

/** Of two columns of one name, one would be lost. */
function knownColumns(header: readonly string[]): string[] {
  if (!header.includes('key')) throw new Error('it has no column "key", which says which object a row is about.');
  if (new Set(header).size < header.length)
    throw new Error('a column stands there twice: give each a name of its own.');
  return header.map(knownColumn);
}

function knownColumn(column: string): string {
  const [kind = '', type = '', ...name] = column.split('.');
  if ((plainColumns as readonly string[]).includes(column)) return column;
  if (kind === 'metadata' && type !== '') return column;
  if (kind === 'attachment' && isAttachmentType(type) && name.every((part) => part !== '')) return column;
  throw new Error(
    `a column is called neither ${plainColumns.join(', ')} nor metadata.<field> nor attachment.<type>[.<name>], with a type of ${attachmentTypes.join(', ')}.`,
  );
}

const isAttachmentType = (type: string): type is AttachmentType =>
  (attachmentTypes as readonly string[]).includes(type);

function rowOf(record: Readonly<Record<string, string>>, line: number): CsvRow {
  const { key = '', global_key: globalKey, epsg, bounds, min_zoom: minZoom, max_zoom: maxZoom } = record;
  const cells = Object.entries(record).filter(([, value]) => value !== '');
  return {
    line,
    address: key,
    ...(globalKey ? { globalKey } : {}),
    tiles: { epsg, bounds, minZoom, maxZoom },
    metadata: cells
      .filter(([column]) => column.startsWith('metadata.'))
      .map(([column, value]) => ({ name: column.slice('metadata.'.length), value })),
    attachments: cells.flatMap(([column, value]) => {
      const [kind, type = '', ...name] = column.split('.');
      if (kind !== 'attachment' || !isAttachmentType(type)) return [];
      return [{ type, value, ...(name.length > 0 ? { name: name.join('.') } : {}) }];
    }),
  };
}
