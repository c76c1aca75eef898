import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';

/** https://docs.labelbox.com/docs/limits */
const mostRows = 150_000;
const longestGlobalKey = 200;

const address = z.string().check(z.regex(/^https:\/\//, { error: 's3 assets must start with https' }));
const corner = z.tuple([z.number(), z.number()]);
const RowData = z.union([
  address,
  z.strictObject({ pdf_url: address, text_layer_url: z.optional(address) }),
  z.strictObject({
    tile_layer_url: address,
    bounds: z.tuple([corner, corner]),
    epsg: z.enum(['EPSG3857', 'EPSG4326', 'EPSG3395', 'Simple']),
    min_zoom: z.int(),
    max_zoom: z.int(),
  }),
]);
const MediaTypes = [
  'IMAGE',
  'VIDEO',
  'TEXT',
  'AUDIO',
  'DICOM',
  'PDF',
  'CONVERSATIONAL',
  'TMS_GEO',
  'TMS_SIMPLE',
] as const;
const Payload = z.strictObject({
  dataset_id: z.string(),
  row_data: RowData,
  global_key: z.optional(z.string().check(z.minLength(1), z.maxLength(longestGlobalKey))),
  external_id: z.optional(z.string()),
  media_type: z.optional(z.enum(MediaTypes)),
  metadata_fields: z.optional(z.array(z.strictObject({ schemaId: z.string(), value: z.unknown() }))),
  attachments: z.optional(
    z.array(z.strictObject({ type: z.string(), value: z.string(), name: z.optional(z.string()) })),
  ),
});
const Manifest = z.object({ source: z.literal('SDK'), item_count: z.int(), chunk_uris: z.array(z.string()) });
const Item = z.object({ id: z.object({ type: z.literal('AUTO'), value: z.literal('') }), payload: z.looseObject({}) });

type Row = z.infer<typeof Payload> & { readonly id: string };
type Failure = { readonly message: string; readonly spec: { globalKey: string; externalId: string; rowData: string } };
type Task = { readonly created: Row[]; readonly failed: Failure[]; looks: number };
type Dataset = { readonly id: string; readonly name: string; signer: string | undefined };
export type DatasetCheck = { readonly name: string; readonly success: boolean };

export const fields = [
  { id: 'ctag000000000000000000000', name: 'tag', kind: 'CustomMetadataString', reserved: true, options: [] },
  { id: 'cnumber0000000000000000000', name: 'skipNFrames', kind: 'CustomMetadataNumber', reserved: true, options: [] },
  {
    id: 'ctime00000000000000000000',
    name: 'captureDateTime',
    kind: 'CustomMetadataDateTime',
    reserved: true,
    options: [],
  },
  {
    id: 'csplit0000000000000000000',
    name: 'split',
    kind: 'CustomMetadataEnum',
    reserved: true,
    options: ['train', 'valid', 'test'].map((name) => ({
      id: `csplit${name}`,
      name,
      kind: 'CustomMetadataEnumOption',
    })),
  },
] as const;

/** The data sets of a workspace, their rows, and the tasks that make them. */
export class Datasets {
  readonly rows = new Map<string, Row>();
  readonly all = new Map<string, Dataset>();
  /** How often a task is asked for until it is COMPLETE. */
  looksUntilComplete = 2;
  readonly #tasks = new Map<string, Task>();
  /** What validation finds: no problem unless a test sets one. */
  checks: readonly DatasetCheck[] = ['cors', 'fetch', 'sign'].map((name) => ({ name, success: true }));

  create(name: string): Dataset {
    const dataset = { id: `cdataset${String(this.all.size).padStart(17, '0')}`, name, signer: undefined };
    this.all.set(dataset.id, dataset);
    return dataset;
  }

  /** The task's id, or what is wrong with the manifest. */
  upsert(manifest: unknown, chunk: (url: string) => unknown): { id: string } | string {
    const parsed = Manifest.safeParse(manifest);
    if (!parsed.success) return 'The manifest cannot be read';
    const items = z.array(Item).safeParse(parsed.data.chunk_uris.flatMap((url) => chunk(url) ?? [undefined]));
    if (!items.success || items.data.length !== parsed.data.item_count)
      return 'The chunks do not hold item_count items';
    if (items.data.length > mostRows) return `More than ${mostRows} rows in one task`;
    const task: Task = { created: [], failed: [], looks: 0 };
    for (const { payload } of items.data) this.#add(payload, task);
    const id = randomUUID();
    this.#tasks.set(id, task);
    return { id };
  }

  #add(payload: Readonly<Record<string, unknown>>, task: Task): void {
    const parsed = Payload.safeParse(payload);
    const problem = parsed.success ? this.#problem(parsed.data) : parsed.error.issues[0]?.message;
    if (!parsed.success || problem !== undefined) {
      const text = (name: string) => (typeof payload[name] === 'string' ? (payload[name] as string) : '');
      const spec = { globalKey: text('global_key'), externalId: text('external_id'), rowData: text('row_data') };
      task.failed.push({ message: problem ?? 'Invalid', spec });
      return;
    }
    const row = { ...parsed.data, id: `crow${randomUUID().replaceAll('-', '').slice(0, 21)}` };
    this.rows.set(row.global_key ?? row.id, row);
    task.created.push(row);
  }

  /** In the platform's own words: https://github.com/Labelbox/labelbox-python/tree/develop/libs/labelbox/tests */
  #problem({ dataset_id, global_key, metadata_fields = [], row_data }: z.infer<typeof Payload>): string | undefined {
    const dataset = this.all.get(dataset_id);
    if (!dataset) return 'There is no such data set';
    if (global_key !== undefined && this.rows.has(global_key)) return `Duplicate global key: '${global_key}'`;
    if (new Set(metadata_fields.map(({ schemaId }) => schemaId)).size < metadata_fields.length)
      return `Failed to validate the metadata '${JSON.stringify(metadata_fields)}': A schemaId can only be specified once per DataRow for CustomMetadataString`;
    if (dataset.signer && JSON.stringify(row_data).includes('{z}'))
      return 'Tile layers are not supported with delegated access';
    return undefined;
  }

  look(id: string): 'IN_PROGRESS' | 'COMPLETE' | undefined {
    const task = this.#tasks.get(id);
    if (!task) return undefined;
    task.looks += 1;
    return task.looks >= this.looksUntilComplete ? 'COMPLETE' : 'IN_PROGRESS';
  }

  task(id: string): Task | undefined {
    return this.#tasks.get(id);
  }
}
