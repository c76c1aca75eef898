import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ServedLabel } from '../simulated-platform.ts';

export type Json = Readonly<Record<string, unknown>>;
/** A data row of export v2, with as much of it as serving it needs. */
export type ExportRow = Json & {
  readonly data_row: Json & { readonly id: string };
  readonly projects: Readonly<Record<string, Json & { readonly labels: readonly Json[] }>>;
};

/** With the masks that its document points to, by their addresses. */
type ServedRow = ServedLabel & { readonly attachments?: ReadonlyMap<string, Uint8Array> };

type Loaded = { labels: ServedRow[]; refused: { file: string; reason: string }[] };

/** In a folder of documents: which file there is the mask of which address. */
const attachments = 'attachments.json';

/** The labels of every `.ndjson` and `.json` file below `<folder>/labelbox`. */
export async function load(folder: string): Promise<Loaded> {
  const root = join(folder, 'labelbox');
  const loaded: Loaded = { labels: [], refused: [] };
  if (!existsSync(root)) return loaded;
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.filter((name) => /\.(nd)?json$/.test(name) && basename(name) !== attachments).sort()) {
    const file = relative(root, path).split(sep).join('/');
    const { labels, reasons } = labelsIn(file, await readFile(path, 'utf8'));
    const masks = await masksBeside(path);
    loaded.labels.push(...labels.map((label) => ({ ...label, ...(masks ? { attachments: masks } : {}) })));
    loaded.refused.push(...reasons.map((reason) => ({ file, reason })));
  }
  return loaded;
}

async function masksBeside(path: string): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const list = join(dirname(path), attachments);
  if (!existsSync(list)) return undefined;
  const files = JSON.parse(await readFile(list, 'utf8')) as Record<string, string>;
  const read = Object.entries(files).map(
    async ([address, file]) => [address, await readFile(join(dirname(path), file))] as const,
  );
  return new Map(await Promise.all(read));
}

/** One NDJSON file, or a JSON file that holds one document or a list of them. */
function labelsIn(file: string, text: string): { labels: ServedLabel[]; reasons: string[] } {
  const labels: ServedLabel[] = [];
  const refused: { where: string; reason: string }[] = [];
  const documents = parsed(file, text);
  for (const { where, json, problem } of documents) {
    const name = documents.length > 1 ? `${file} ${where}` : file;
    const row = problem ?? asRow(json, file, name);
    if (typeof row !== 'string') labels.push(...labelsOf(row, name));
    else refused.push({ where, reason: row });
  }
  if (documents.length === 0) return { labels, reasons: ['It is empty.'] };
  const reasons = [...Map.groupBy(refused, ({ reason }) => reason)].map(([reason, of]) =>
    of.length === documents.length ? reason : `${of.map(({ where }) => where).join(', ')}: ${reason}`,
  );
  return { labels, reasons };
}

type Parsed = { readonly where: string; readonly json?: unknown; readonly problem?: string };

function parsed(file: string, text: string): Parsed[] {
  if (file.endsWith('.ndjson')) {
    const lines = text.split('\n').map((line, index) => ({ line, where: `line ${index + 1}` }));
    return lines.filter(({ line }) => line.trim() !== '').map(({ line, where }) => parse(line, where));
  }
  const whole = parse(text, 'document 1');
  if (!Array.isArray(whole.json)) return [whole];
  return whole.json.map((json: unknown, index) => ({ where: `document ${index + 1}`, json }));
}

function parse(text: string, where: string): Parsed {
  try {
    return { where, json: JSON.parse(text) };
  } catch (error) {
    return { where, problem: `It is not JSON: ${error instanceof Error ? error.message : error}.` };
  }
}

const isObject = (json: unknown): json is Json => typeof json === 'object' && json !== null && !Array.isArray(json);

/** What else Labelbox's JSON may be, by a key of its own. The first that fits is told. */
const others: readonly (readonly [key: string, reason: string])[] = [
  ['DataRow ID', 'It is the legacy export v1. Export the project again: Labelbox now writes export v2.'],
  ['uuid', 'It is an annotation import (what goes into Labelbox), not an export.'],
  ['dataRow', 'It is the body of a webhook, which only announces a label. Take the export of its data row.'],
  ['row_data', 'It describes a data row for import and holds no label.'],
  ['externalId', 'It describes a data row for import and holds no label.'],
  ['failedDataRows', 'It is the report of an import that failed, and holds no label.'],
  ['units', 'It is the text layer of a document (part of the media of a data row) and holds no label.'],
  ['messages', 'It is a conversation (the media of a data row) and holds no label.'],
];

/** Parts of a label's annotations, of any media: https://docs.labelbox.com/reference/label-export */
const annotationKeys = ['objects', 'classifications', 'frames', 'groups', 'segments'];

/**
 * The document as a data row, or why it is none. A label alone, or its annotations alone, gets a row around it: the ids
 * of data row, project and label are made of the file's name and stay the same; nothing is claimed about the media.
 */
function asRow(json: unknown, file: string, name: string): ExportRow | string {
  if (!isObject(json)) return 'It is neither a data row of export v2 nor a label nor annotations.';
  if ('data_row' in json) return exportedRow(json);
  if (isObject(json.annotations)) return wrapped(json, file, name);
  const other = others.find(([key]) => key in json);
  if (other) return other[1];
  if (!annotationKeys.some((key) => key in json)) {
    return 'It is neither a data row of export v2 (data_row) nor a label (annotations) nor annotations (objects, classifications, frames, groups).';
  }
  return wrapped({ label_kind: 'Default', version: '1.0.0', annotations: json }, file, name);
}

function exportedRow(row: Json): ExportRow | string {
  if (!isObject(row.data_row) || typeof row.data_row.id !== 'string') return 'Its data_row has no id.';
  if (!isObject(row.projects)) return `Data row ${row.data_row.id} has no projects, so it holds no label.`;
  const lists = Object.values(row.projects).map((project) => (isObject(project) ? project.labels : undefined));
  if (!lists.every((list) => Array.isArray(list) && list.every(isObject))) {
    return `A project of data row ${row.data_row.id} has no list of labels.`;
  }
  if (lists.flat().length === 0) return `Data row ${row.data_row.id} holds no label.`;
  return row as ExportRow;
}

const wrapped = (label: Json, file: string, name: string): ExportRow => ({
  data_row: { id: madeId('data row', name), external_id: name },
  projects: { [madeId('project', file)]: { name: file, labels: [label] } },
});

/** One served label each, the row narrowed to it, since a row may hold labels of several people. */
function labelsOf(row: ExportRow, name: string): ServedLabel[] {
  const dataUnit = row.data_row.id;
  return Object.entries(row.projects).flatMap(([project, of]) =>
    of.labels.map((label, index) => {
      const id = typeof label.id === 'string' ? label.id : madeId('label', `${dataUnit} ${project} ${index}`);
      const document = { ...row, projects: { [project]: { ...of, labels: [{ ...label, id }] } } };
      const called = of.labels.length > 1 ? `${name} label ${index + 1}` : name;
      return { project, label: id, dataUnit, name: called, document };
    }),
  );
}

/** Looks like an id of Labelbox: `c` and 24 letters and digits. */
const madeId = (kind: string, of: string): string =>
  `c${createHash('sha256').update(`${kind} ${of}`).digest('hex').slice(0, 24)}`;
