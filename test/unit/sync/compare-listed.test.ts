import { describe, expect, it } from 'vitest';
import type { LabelRecord } from '../../../lib/store/record.ts';
import { compareListed, compareUnlisted, type Reading } from '../../../lib/sync/compare-listed.ts';
import { aRecord } from '../../support/events.ts';

const failure = {
  error: 'InvalidLabel',
  message: 'objects[0] has no shape.',
  revision: 5,
  build: 'labelwire 1.0.0',
  configuration: 'c0ffee',
  at: '2026-05-04T12:00:00.000Z',
};
const exported = aRecord({ revision: 5, dataUnit: 'unit-1' });
const givenUp = aRecord({ ...exported, failure });

const compare = (
  listed: { readonly revision?: number; readonly state?: string },
  record: LabelRecord | undefined,
  reading: Partial<Reading> = {},
) =>
  compareListed({ label: 'label-1', ...listed }, record, {
    labels: 'missed',
    scope: { from: 0, since: undefined },
    build: 'labelwire 1.0.0',
    configuration: 'c0ffee',
    formatsDigest: 'coco',
    now: new Date('2026-05-04T12:00:00.000Z'),
    ...reading,
  });

const since = '2026-05-04T00:00:00.000Z';

describe('a listed label', () => {
  it.each([
    ['has no record', 'missing', undefined, 5, {}],
    ['was deleted and is back', 'missing', aRecord({ ...exported, status: 'deleted' }), 5, {}],
    ['changed since', 'stale', exported, 6, {}],
    ['is older on the platform than what is exported', 'stale', exported, 4, {}],
    ['is about to get a tombstone', 'stale', aRecord({ ...exported, leaving: { looks: 1, since: failure.at } }), 5, {}],
    ['still has files to be deleted', 'damaged', aRecord({ ...exported, obsolete: ['labels/b.json'] }), 5, {}],
    ['was given up by another version', 'failed', givenUp, 5, { build: 'labelwire 1.0.1' }],
    ['was given up under another configuration', 'failed', givenUp, 5, { configuration: 'decaf' }],
    ['was given up and changed since', 'failed', givenUp, 6, {}],
    ['was given up, where failed labels are asked for', 'failed', givenUp, 5, { labels: 'failed' }],
    ['was given up, where all labels are asked for', 'failed', givenUp, 5, { labels: 'all' }],
    [
      'changed after it was given up before its revision was known',
      'failed',
      withoutRevision(),
      1_800_000_000_000_000,
      {},
    ],
    [
      'was given up, and is listed without a time of change among those that changed',
      'failed',
      givenUp,
      undefined,
      { scope: { from: 0, since } },
    ],
    [
      'was given up a week ago, and no listing says whether it has changed',
      'failed',
      givenUp,
      undefined,
      { now: new Date('2026-05-11T12:00:00.000Z') },
    ],
    [
      'is unsettled for ten minutes',
      'unsettled',
      aRecord({ ...exported, unsettled: '2026-05-04T11:50:00.000Z' }),
      5,
      {},
    ],
    ['was exported with other formats', 'otherFormats', aRecord({ ...exported, formatsDigest: 'yolo' }), 5, {}],
    ['changed, and was exported with other formats', 'stale', aRecord({ ...exported, formatsDigest: 'yolo' }), 6, {}],
    ['is up to date, where all labels are asked for', 'all', exported, 5, { labels: 'all' }],
    ['changed at a time that the listing does not have', 'stale', exported, undefined, { scope: { from: 0, since } }],
    ['was exported once and is older than the first run of a schedule', 'stale', exported, 6, from(100)],
    ['has no record and is as old as the first run of a schedule', 'missing', undefined, 100, from(100)],
  ] as const)('is looked at again when it %s', (_what, why, record, revision, reading) => {
    const { difference } = compare(revision === undefined ? {} : { revision }, record, reading);
    expect(difference?.why).toBe(why);
  });

  it.each([
    ['is exported as it is', 'upToDate', exported, 5, {}],
    ['is exported, and the listing has no time of change', 'upToDate', exported, undefined, {}],
    ['was exported with the same formats', 'upToDate', aRecord({ ...exported, formatsDigest: 'coco' }), 5, {}],
    [
      'was exported with other formats, which nobody asks about',
      'upToDate',
      aRecord({ ...exported, formatsDigest: 'yolo' }),
      5,
      { formatsDigest: undefined },
    ],
    [
      'is not taken, whatever its formats were',
      'upToDate',
      aRecord({ ...exported, status: 'not-taken', formatsDigest: 'yolo' }),
      5,
      {},
    ],
    ['was given up as it is', 'givenUp', givenUp, 5, {}],
    [
      'was given up less than a week ago, and the listing of all labels has no time of change',
      'givenUp',
      givenUp,
      undefined,
      { now: new Date('2026-05-11T11:59:59.000Z') },
    ],
    [
      'is unsettled, and the platform may still hide the edit',
      'upToDate',
      aRecord({ ...exported, unsettled: '2026-05-04T11:51:00.000Z' }),
      5,
      {},
    ],
    ['was given up before its revision was known, and did not change', 'givenUp', withoutRevision(), 5, {}],
    ['was given up by a function that does not know the configuration', 'givenUp', withoutConfiguration(), 5, {}],
    ['is not taken as it is', 'upToDate', aRecord({ ...exported, status: 'not-taken' }), 5, {}],
    ['has no record and is older than the first run of a schedule', 'older', undefined, 99, from(100)],
  ] as const)('is left alone when it %s', (_what, counted, record, revision, reading) => {
    const compared = compare(revision === undefined ? {} : { revision }, record, reading);
    expect(compared).toEqual({ counted });
  });

  it('is announced by its own data unit, or by that of its record', () => {
    expect(compare({ revision: 6 }, exported).difference).toEqual({
      why: 'stale',
      label: 'label-1',
      dataUnit: 'unit-1',
      revision: 6,
    });
  });

  it('counts as up to date although it is announced, where all labels are asked for', () => {
    expect(compare({ revision: 5 }, exported, { labels: 'all' }).counted).toBe('upToDate');
  });
});

describe('a label that is not listed', () => {
  it.each([
    ['exported', exported],
    ['given up and never exported', aRecord({ status: 'failed', failure })],
    [
      'deleted, and has files that are still to be deleted',
      aRecord({ status: 'deleted', obsolete: ['labels/a.json'] }),
    ],
    ['deleted, and nobody has heard of it', aRecord({ status: 'deleted', unannounced: { removed: [] } })],
  ] as const)('is gone when it is %s', (_what, record) => {
    expect(compareUnlisted(record)).toMatchObject({ why: 'gone', label: 'label-1' });
  });

  it.each(['deleted', 'not-taken'] as const)('is left alone when it is %s', (status) => {
    expect(compareUnlisted(aRecord({ status }))).toBeUndefined();
  });
});

function withoutRevision() {
  const { revision: _, ...unknown } = failure;
  return aRecord({ ...exported, failure: unknown });
}

function withoutConfiguration() {
  const { configuration: _, ...unknown } = failure;
  return aRecord({ ...exported, failure: unknown });
}

/** A schedule began then, in microseconds since 1970. */
function from(microseconds: number): Partial<Reading> {
  return { scope: { from: microseconds, since: undefined } };
}
