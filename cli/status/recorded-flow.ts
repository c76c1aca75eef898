import { dirname } from 'node:path/posix';
import pMap from 'p-map';
import { keys } from '../../lib/contracts/keys.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { readRecordAt } from '../../lib/store/record.ts';
import type { Flow } from './status.ts';

const readAtOnce = 16;

/** Where nothing counts, as in the pipeline of `npm start`: by the records. One that notes a label given up counts for none. */
export async function recordedFlow(store: ObjectStore, connection: string, since: Date): Promise<Flow> {
  let labels = 0;
  const folder = `${dirname(keys.records({ connection, project: 'any' }))}/`;
  const isWritten = async ({ key }: { readonly key: string }): Promise<boolean> => {
    const record = (await readRecordAt(store, key))?.record;
    return record !== undefined && /^(exported|deleted)$/.test(record.status) && new Date(record.writtenAt) >= since;
  };
  for await (const page of store.listObjects(folder)) {
    const changed = page.filter(({ modifiedAt }) => modifiedAt >= since);
    labels += (await pMap(changed, isWritten, { concurrency: readAtOnce })).filter(Boolean).length;
  }
  return { connection, webhooks: undefined, lastWebhookAt: undefined, labels, p95: undefined };
}
