import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { given } from '../../lib/contracts/given.ts';
import type { Attachment, MetadataValue } from '../../lib/platforms/access.ts';
import type { TilesAsText } from './tiles.ts';

/** One row of a CSV: which object, and what it says about the object. */
export type CsvRow = {
  /** As `wc -l` counts; the header is line 1. */
  readonly line: number;
  /** A key, `s3://bucket/key`, or the object's https address. */
  readonly address: string;
  readonly globalKey?: string;
  readonly metadata: readonly MetadataValue[];
  /** As they are written: keys, addresses, or texts. */
  readonly attachments: readonly Attachment[];
  readonly tiles: TilesAsText;
};

const plainColumns = ['key', 'global_key', 'epsg', 'bounds', 'min_zoom', 'max_zoom'] as const;

/** Throws an error that names the column or the line where the file cannot be read as a CSV. */
export async function* csvRows(file: string, attachmentTypes: readonly string[]): AsyncGenerator<CsvRow> {
  const columns = (header: readonly string[]) => knownColumns(header, attachmentTypes);
  const parser = parse({ bom: true, columns, info: true, skip_empty_lines: true });
  const records: AsyncIterable<Parsed> = pipeline(createReadStream(file), parser, ignoreFailure);
  try {
    for await (const { record, info } of records) yield rowOf(record, info.lines);
  } catch (cause) {
    throw new Error(`${file}: ${reasonOf(cause as Error)}`, { cause });
  }
}

/** The loop over the records throws the failure; `pipeline` requires somewhere to report it, too. */
const ignoreFailure = () => {};

type Parsed = { readonly record: Readonly<Record<string, string>>; readonly info: { readonly lines: number } };

/** csv-parse names the line and what is wrong with it; other failures are the file system's. */
const reasonOf = ({ message, code }: Error & { code?: string }): string =>
  code === 'ENOENT' || code === 'EACCES' ? `it cannot be read (${code}).` : message;

/** Refuses two columns with the same name, because one of them would be lost. */
function knownColumns(header: readonly string[], attachmentTypes: readonly string[]): string[] {
  if (!header.includes('key')) throw new Error('it must have a column "key", which says which object a row is about.');
  if (new Set(header).size < header.length)
    throw new Error('two columns have the same name: give each a name of its own.');
  return header.map((column) => knownColumn(column, attachmentTypes));
}

function knownColumn(column: string, attachmentTypes: readonly string[]): string {
  const [kind = '', type = '', ...name] = column.split('.');
  if ((plainColumns as readonly string[]).includes(column)) return column;
  if (kind === 'metadata' && type !== '') return column;
  if (kind === 'attachment' && attachmentTypes.includes(type) && name.every((part) => part !== '')) return column;
  throw new Error(
    `every column must be ${plainColumns.join(', ')}, metadata.<field> or attachment.<type>[.<name>] with a type of ${attachmentTypes.join(', ')}, but one is not.`,
  );
}

function rowOf(record: Readonly<Record<string, string>>, line: number): CsvRow {
  const { key = '', global_key: globalKey, epsg, bounds, min_zoom: minZoom, max_zoom: maxZoom } = record;
  const cells = Object.entries(record).filter(([, value]) => value !== '');
  return given({
    line,
    address: key,
    globalKey: globalKey || undefined,
    tiles: { epsg, bounds, minZoom, maxZoom },
    metadata: cells
      .filter(([column]) => column.startsWith('metadata.'))
      .map(([column, value]) => ({ name: column.slice('metadata.'.length), value })),
    attachments: cells.flatMap(([column, value]) => {
      const [kind, type = '', ...name] = column.split('.');
      return kind === 'attachment' ? [given({ type, value, name: name.join('.') || undefined })] : [];
    }),
  });
}
