import { beforeEach, describe, expect, it } from 'vitest';
import { type LabelFilter, labelPage } from '../../../../cli/labels/list-labels.ts';
import type { ListedLabel } from '../../../../cli/labels/listed-label.ts';
import { commitRecord, type LabelRecord } from '../../../../lib/store/record.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

let store: MemoryStore;
let now = new Date('2026-05-04T12:00:00Z');

async function recorded(label: string, parts: Partial<LabelRecord> = {}): Promise<void> {
  const record: LabelRecord = {
    ...{ schema: 1, connection: 'encord', project: 'quay', label, status: 'exported', revision: 1, event: 'event-1' },
    ...{ files: {}, obsolete: [], omitted: [], commit: label },
    ...{ writtenBy: 'labelwire 0.1.0', writtenAt: now.toISOString() },
    ...parts,
  };
  await commitRecord(store, record, undefined);
}

const omission = { format: 'yolo', code: 'outline-not-held', count: 2, annotations: [] };

beforeEach(async () => {
  store = new MemoryStore(() => now);
  now = new Date('2026-05-04T12:00:00Z');
  await recorded('a', { state: 'DONE', dataUnit: 'harbour/pier.jpg' });
  await recorded('b', { omitted: [omission] });
  await recorded('c', { status: 'failed', revision: 0 });
  await recorded('d', { connection: 'labelbox', project: 'pier' });
  now = new Date('2026-05-05T12:00:00Z');
  await recorded('e', { files: { 'labels/encord/quay/e.json': { sha256: 'x' } } });
  const bytes = Buffer.from(JSON.stringify(aLabel({ annotations: [anAnnotation({ category: 'car' })] })));
  await store.put({ key: 'labels/encord/quay/e.json', bytes, contentType: 'application/json' });
});

const listed = async (filter: LabelFilter) =>
  (await labelPage(store, filter, { limit: 100 })).labels.map((one) => (one as ListedLabel).label);

describe('a list of labels', () => {
  it.each<[LabelFilter, string[]]>([
    [{}, ['a', 'b', 'c', 'e', 'd']],
    [{ connection: 'labelbox' }, ['d']],
    [{ connection: 'encord', project: 'quay' }, ['a', 'b', 'c', 'e']],
    [{ project: 'pier' }, ['d']],
    [{ status: 'failed' }, ['c']],
    [{ state: 'done' }, ['a']],
    [{ omits: 'yolo' }, ['b']],
    [{ omits: 'outline-not-held' }, ['b']],
    [{ omits: 'coco' }, []],
    [{ since: '2026-05-05T00:00:00Z' }, ['e']],
    [{ text: 'PIER.jpg' }, ['a']],
    [{ class: 'car' }, ['e']],
    [{ class: 'boat' }, []],
  ])('has those that fit %o', async (filter, labels) => {
    expect(await listed(filter)).toEqual(labels);
  });

  it('counts labels whose classes nobody can tell, instead of leaving them out in silence', async () => {
    const page = await labelPage(store, { class: 'car' }, { limit: 100 });
    expect(page).toMatchObject({ looked: 5, withoutClasses: 4 });
  });

  it('goes on behind the page before, until each was listed once', async () => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await labelPage(store, {}, { after, limit: 2 });
      expect(page.labels.length).toBeLessThanOrEqual(2);
      found.push(...page.labels.map((one) => (one as ListedLabel).label));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual(['a', 'b', 'c', 'e', 'd']);
  });

  it('ends a page after so many records, even where none fits', async () => {
    for (let index = 0; index < 40; index += 1) await recorded(`f${index}`);
    const page = await labelPage(store, { text: 'nothing has this' }, { limit: 100, mostLooked: 32 });
    expect(page).toMatchObject({ labels: [], looked: 32, next: expect.stringMatching(/^records\//) });
  });

  it('shows a record that cannot be read, with what to do', async () => {
    const key = 'records/encord/quay/z.json';
    await store.put({ key, bytes: Buffer.from('{'), contentType: 'application/json' });
    const { labels } = await labelPage(store, { connection: 'encord' }, { limit: 100 });
    expect(labels.at(-1)).toEqual({ key, problem: expect.stringContaining('Restore an earlier version') });
  });
});
