import type { ListedObject } from '../../lib/store/object-store.ts';
import { MemoryStore } from '../../local/memory-store.ts';

const perPage = 1_000;
const modifiedAt = new Date('2026-05-04T12:00:00Z');
const folder = 'records/encord/quay/';
const keyOf = (index: number) => `${folder}label-${String(index).padStart(7, '0')}.json`;
const indexOf = (key: string) => Number(/label-(\d+)\.json$/.exec(key)?.[1]);

/** A bucket of many labels, each made where it is read. */
export class LabelStore extends MemoryStore {
  readonly #count: number;

  constructor(count: number) {
    super();
    this.#count = count;
  }

  override async get(key: string) {
    const index = indexOf(key);
    const record = {
      ...{ schema: 1, connection: 'encord', project: 'quay', label: `label-${index}`, dataUnit: `quay/${index}.jpg` },
      ...{ status: 'not-taken', revision: 0, state: 'IN_REVIEW', event: `event-${index}`, files: {}, obsolete: [] },
      ...{ omitted: [], commit: `commit-${index}`, writtenBy: 'labelwire', writtenAt: modifiedAt.toISOString() },
    };
    return { etag: `"${index}"`, metadata: {}, bytes: Buffer.from(JSON.stringify(record)), modifiedAt };
  }

  override async *listObjects(_prefix: string, after?: string): AsyncGenerator<readonly ListedObject[]> {
    for (let start = after === undefined ? 0 : indexOf(after) + 1; start < this.#count; start += perPage) {
      const length = Math.min(perPage, this.#count - start);
      yield Array.from({ length }, (_, index) => ({ key: keyOf(start + index), etag: '""', bytes: 400, modifiedAt }));
    }
  }
}
