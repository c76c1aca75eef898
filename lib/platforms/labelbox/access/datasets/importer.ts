import type { Importer } from '../../../access.ts';
import type { PlatformApi } from '../../../platform.ts';
import { askPatiently } from '../ask.ts';
import { metadataFields, UnknownMetadata } from './metadata-fields.ts';
import { upsertDataRows } from './operations.ts';
import type { DataRow } from './row.ts';
import { type Answers, resultOf, taskAnswers, taskEnd } from './task-results.ts';
import { uploadJson } from './upload.ts';

/** The size at which the SDK starts another chunk. */
const mostBytesPerChunk = 10_000_000;

type Events = Parameters<Importer<DataRow>['start']>[1];

export async function importer(dataset: string, hasMetadata: boolean, api: PlatformApi): Promise<Importer<DataRow>> {
  const metadata = hasMetadata ? await metadataFields(api) : () => [];

  /** A row as it is sent, or why it cannot be sent. */
  function itemOf({ metadata_fields: fields, ...row }: DataRow): object | string {
    try {
      const wire = fields && metadata(fields);
      const payload = { dataset_id: dataset, ...row, ...(wire ? { metadata_fields: wire } : {}) };
      // AUTO creates a data row. Where the global key is taken, Labelbox refuses that row alone.
      return { id: { type: 'AUTO', value: '' }, payload };
    } catch (error) {
      if (error instanceof UnknownMetadata) return error.message;
      throw error;
    }
  }

  return {
    async start(rows, { onUploaded, onRetry }) {
      const { addresses, count } = await uploadChunks(rows, itemOf, api, onUploaded);
      if (count === 0) return undefined;
      const manifest = JSON.stringify({ source: 'SDK', item_count: count, chunk_uris: addresses });
      const manifestUri = await uploadJson(api, 'manifest.json', Buffer.from(manifest));
      return (await askPatiently(api, upsertDataRows, { manifestUri }, onRetry)).upsertDataRows.id;
    },
    async results(task) {
      const status = task === undefined ? 'not started' : await taskEnd(api, task);
      const answers: Answers = task === undefined ? new Map() : await taskAnswers(api, task);
      return {
        resultOf(row) {
          const item = itemOf(row);
          if (typeof item === 'string') return { outcome: 'failed', message: item };
          return resultOf(row.global_key, answers, status);
        },
      };
    },
  };
}

/** Rows that cannot be sent are left out; `results` says why. */
async function uploadChunks(
  rows: AsyncIterable<DataRow>,
  itemOf: (row: DataRow) => object | string,
  api: PlatformApi,
  onUploaded: Events['onUploaded'],
): Promise<{ readonly addresses: readonly string[]; readonly count: number }> {
  const addresses: string[] = [];
  let items: string[] = [];
  let [bytes, count, read] = [2, 0, 0];
  const flush = async () => {
    if (items.length === 0) return;
    addresses.push(await uploadJson(api, 'json_import.json', Buffer.from(`[${items.join(',')}]`)));
    count += items.length;
    [items, bytes] = [[], 2];
    onUploaded(read);
  };
  for await (const row of rows) {
    read += 1;
    const item = itemOf(row);
    if (typeof item === 'string') continue;
    const json = JSON.stringify(item);
    const size = Buffer.byteLength(json) + 1;
    if (bytes + size > mostBytesPerChunk) await flush();
    items.push(json);
    bytes += size;
  }
  await flush();
  return { addresses, count };
}
