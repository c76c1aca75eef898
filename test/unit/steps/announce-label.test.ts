import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelNotification, notificationDetails } from '../../../lib/contracts/notifications.ts';
import { announceLabel, announceStanding, notificationOf } from '../../../lib/steps/announce-label.ts';
import { commitRecord, type LabelRecord, readRecord } from '../../../lib/store/record.ts';
import { withMark } from '../../../lib/store/unannounced.ts';
import { anEvent, aRecord } from '../../support/events.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const name = { connection: 'encord', project: 'project-1', label: 'label-1' };
const coco = 'exports/coco/encord/project-1/annotations/a.json';
const yolo = 'exports/yolo/encord/project-1/labels/a.txt';
const filesOf = (...texts: readonly [key: string, sha256: string][]): LabelRecord['files'] =>
  Object.fromEntries(texts.map(([key, sha256]) => [key, { sha256 }]));

async function aBus(record: LabelRecord, send?: () => Promise<void>) {
  const store = new MemoryStore();
  const etag = await commitRecord(store, record, undefined);
  if (etag === undefined) throw new Error('unreachable');
  const sent: LabelNotification[] = [];
  const bus = {
    keyPrefix: 'team-a/',
    send: send ?? (async (notification: LabelNotification) => void sent.push(notification)),
  };
  return { sent, standing: { record, etag }, dependencies: { store, bus, newId: () => 'commit-2' } };
}
const recordIn = async (store: MemoryStore) => (await readRecord(store, name))?.record;

describe('a change that nobody has heard of', () => {
  const unheard = aRecord({ files: filesOf([coco, 'a']), unannounced: { removed: [yolo] } });

  it('is sent with its keys below the prefix, and its mark is taken off', async () => {
    const { sent, standing, dependencies } = await aBus(unheard);
    await announceLabel(standing, dependencies);
    expect(sent).toEqual([
      {
        type: 'label.exported',
        detail: expect.objectContaining({
          record: 'team-a/records/encord/project-1/label-1.json',
          trees: ['exports/coco', 'exports/yolo'],
          keys: [`team-a/${coco}`],
          removedKeys: [`team-a/${yolo}`],
        }),
      },
    ]);
    const { unannounced, ...heard } = unheard;
    expect(await recordIn(dependencies.store)).toEqual({ ...heard, commit: 'commit-2' });
  });

  it('keeps its mark when it cannot be sent', async () => {
    const { standing, dependencies } = await aBus(unheard, () => Promise.reject(new Error('Not now.')));
    await expect(announceLabel(standing, dependencies)).rejects.toThrow('Not now.');
    expect(await recordIn(dependencies.store)).toEqual(unheard);
  });

  it('keeps what somebody committed while it was sent', async () => {
    const { standing, dependencies } = await aBus(unheard);
    const newer = { ...unheard, revision: 9, commit: 'newer' };
    const bus = {
      keyPrefix: '',
      send: async () => void (await commitRecord(dependencies.store, newer, standing.etag)),
    };
    await announceLabel(standing, { ...dependencies, bus });
    expect(await recordIn(dependencies.store)).toEqual(newer);
  });

  it('is sent by whoever looks at the label next, and only once', async () => {
    const { sent, dependencies } = await aBus(unheard);
    const item = { status: 'unannounced', event: anEvent(), label: 'label-1' } as const;
    expect(await announceStanding(item, dependencies)).toEqual({ status: 'unchanged' });
    await announceStanding(item, dependencies);
    expect(sent).toHaveLength(1);
  });

  it('loses its mark where nobody wants to hear any more', async () => {
    const { standing, dependencies } = await aBus(unheard);
    await announceLabel(standing, { ...dependencies, bus: undefined });
    expect(await recordIn(dependencies.store)).not.toHaveProperty('unannounced');
  });
});

describe('what is sent', () => {
  it('of a label that is gone says why, and where its files were', () => {
    for (const status of ['deleted', 'not-taken'] as const) {
      const { type, detail } = notificationOf(aRecord({ status, unannounced: { removed: [coco] } }), '');
      expect([type, detail]).toMatchObject(['label.deleted', { status, keys: [], removedKeys: [coco] }]);
    }
  });

  it('names what was left out by format and code, never by what the label says', () => {
    const omission = { format: 'yolo', code: 'shape-not-held', detail: 'secret words', annotations: ['object-1'] };
    const omitted = [
      { ...omission, count: 2 },
      { ...omission, detail: 'other words', count: 3 },
    ];
    const leftOut = [{ code: 'degenerate', path: 'objects[n]', count: 1, annotations: ['object-1'] }];
    const { detail } = notificationOf(aRecord({ omitted, leftOut }), '');
    expect(detail).toMatchObject({
      omitted: [{ format: 'yolo', code: 'shape-not-held', count: 5 }],
      leftOut: [{ code: 'degenerate', count: 1 }],
    });
    expect(JSON.stringify(detail)).not.toMatch(/words|object-1/);
  });

  it('is one paid event however many files there are, and says how many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        (count, middle) => {
          const all = Array.from({ length: count }, (_, index) => `exports/masks/${middle}/${index}.png`);
          const record = aRecord({ files: filesOf(...all.map((key) => [key, 'a'] as [string, string])) });
          const { type, detail } = notificationOf({ ...record, unannounced: { removed: all } }, 'team-a/');
          expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(60_000);
          const parsed = notificationDetails[type].parse({ stack: 's', bucket: 'b', ...detail });
          expect(parsed).toMatchObject({ keyCount: new Set(all).size, trees: all.length > 0 ? ['exports/masks'] : [] });
          if ('keys' in parsed && count <= 50) expect(parsed.keys).toHaveLength(new Set(all).size);
        },
      ),
      { numRuns: propertyRuns(20) },
    );
  });
});

describe('the mark of a commit', () => {
  const exported = aRecord({ files: filesOf([coco, 'a'], [yolo, 'b']) });
  const deleted = aRecord({ status: 'deleted', files: {} });

  it.each([
    ['the first export', exported, undefined, []],
    ['another content', aRecord({ files: filesOf([coco, 'c'], [yolo, 'b']) }), exported, []],
    ['another name', aRecord({ files: filesOf([coco, 'a']) }), exported, [yolo]],
    ['an export without a file', aRecord({}), undefined, []],
    ['a deletion', deleted, exported, [coco, yolo]],
    ['an export after a deletion', exported, deleted, []],
    ['an export after a failure', exported, aRecord({ status: 'failed' }), []],
    ['a route that does not take it any more', aRecord({ status: 'not-taken' }), exported, [coco, yolo]],
  ])('%s is news', (_what, record, before, removed) => {
    expect(withMark(record, before)).toEqual({ ...record, unannounced: { removed } });
  });

  it.each([
    ['another revision of the same files', { ...exported, revision: 9, state: 'APPROVED' }, exported],
    ['a note of a failure', { ...exported, failure: undefined }, exported],
    ['a second tombstone', { ...deleted, commit: 'other' }, deleted],
    ['a tombstone of what was never exported', deleted, undefined],
    ['a label that was never taken', aRecord({ status: 'not-taken' }), undefined],
  ])('%s is none', (_what, record, before) => {
    expect(withMark(record, before)).toEqual(record);
  });

  it('is carried on until somebody has heard, with every key that is gone since', () => {
    const first = withMark(exported, undefined);
    const second = withMark(aRecord({ files: filesOf([coco, 'a']) }), first);
    expect(second.unannounced).toEqual({ removed: [yolo] });
    expect(withMark({ ...second, revision: 9 }, second).unannounced).toEqual({ removed: [yolo] });
    expect(withMark(exported, second).unannounced).toEqual({ removed: [] });
    expect(withMark(deleted, second).unannounced).toEqual({ removed: [coco, yolo] });
  });
});
