import { describe, expect, it } from 'vitest';
import { InvalidRequest, PlatformUnavailable } from '../../../lib/contracts/errors.ts';
import { executionName } from '../../../lib/contracts/keys.ts';
import { LabelEvent } from '../../../lib/contracts/payloads.ts';
import type { LabelRef, ListedPage, PlatformApi, Reader } from '../../../lib/platforms/platform.ts';
import { fetchLabels } from '../../../lib/steps/fetch-labels.ts';
import { anEvent, recordingLog } from '../../support/events.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const earlier = '2026-05-04T11:00:00.000Z';
const aListing = (parts: Partial<LabelEvent> = {}) =>
  anEvent({ label: undefined, listing: 'stage:one', occurredAt: earlier, ...parts });

type Given = {
  readonly refs?: (occurredAt: string) => Iterable<LabelRef>;
  /** Pages of the listing, by the place where it goes on. */
  readonly pages?: (after: string | undefined) => Iterable<ListedPage>;
  readonly reader?: Partial<Reader>;
  readonly failed?: { reason: string }[];
};

/** FetchLabels over a platform that lists labels and shows none. */
function aLister({ refs = () => [], pages, reader = {}, failed = [] }: Given = {}) {
  const enqueued: LabelEvent[] = [];
  const listed: string[][] = [];
  const fetched: string[] = [];
  const { log, entries } = recordingLog();
  const whole: Reader = {
    batch: 100,
    async *fetch(_project, asked) {
      fetched.push(...asked.map(({ label = '' }) => label));
      yield* [];
    },
    async *list(project, { listing, occurredAt, after }) {
      listed.push([project, listing, occurredAt]);
      if (pages) yield* pages(after);
      else yield { refs: [...refs(occurredAt)] };
    },
    normalise: () => {
      throw new Error('Nothing is fetched here.');
    },
    clean: (document) => document,
    ...reader,
  };
  const run = (...events: LabelEvent[]) =>
    fetchLabels(
      { connection: 'encord', project: 'project-1', events },
      {
        reader: whole,
        api: { now: () => now } as PlatformApi,
        staging: {
          add: () => {
            throw new Error('Nothing is staged here.');
          },
          flush: async () => {},
        },
        records: { read: async () => undefined, noteLeaving: async () => undefined, labelsOf: async () => [] },
        extendClasses: () => {
          throw new Error('No class is needed here.');
        },
        enqueue: async (events) => {
          enqueued.push(...events.map((event) => LabelEvent.parse(event)));
          return { failed };
        },
        log,
      },
    );
  return { run, enqueued, listed, fetched, entries };
}
const two: LabelRef[] = [
  { label: 'a', dataUnit: 'unit-a', occurredAt: earlier },
  { dataUnit: 'unit-b', occurredAt: earlier },
];

describe('an event with a listing', () => {
  it('becomes an event for each label that the platform lists, and nothing else', async () => {
    const { run, enqueued, listed, fetched, entries } = aLister({ refs: () => two });
    expect(await run(aListing({ attempt: 3, replays: 2, firstFailedAt: earlier }))).toEqual({ batches: [] });
    expect(listed).toEqual([['project-1', 'stage:one', earlier]]);
    expect(fetched).toEqual([]);
    const { listing: _listing, firstFailedAt: _first, ...rest } = aListing({ attempt: 3, replays: 2 });
    const common = { ...rest, id: expect.stringMatching(/^[0-9a-f]{32}$/), receivedAt: now.toISOString() };
    expect(enqueued).toEqual([
      { ...common, label: 'a', dataUnit: 'unit-a' },
      { ...common, dataUnit: 'unit-b' },
    ]);
    expect(entries).toEqual([
      { event: 'labels-listed', fields: expect.objectContaining({ event: 'event-1', labels: 2 }) },
    ]);
  });

  it('makes the same events when the step is tried again, and others when it is replayed', async () => {
    const { run, enqueued } = aLister({ refs: () => two });
    await run(aListing());
    await run(aListing());
    await run(aListing({ attempt: 2, replays: 1 }));
    await run(aListing({ id: 'event-2' }));
    const named = (events: LabelEvent[]) => executionName({ connection: 'encord', project: 'project-1', events });
    const names = [0, 2, 4, 6].map((start) => named(enqueued.slice(start, start + 2)));
    expect(names[1]).toBe(names[0]);
    expect(new Set(names).size).toBe(3);
  });

  it('is asked once for all events of a group with the same words, from the first of them on', async () => {
    const { run, enqueued, listed } = aLister({ refs: (occurredAt) => [{ label: 'a', occurredAt }] });
    const later = '2026-05-04T11:30:00.000Z';
    await run(aListing({ id: 'late', occurredAt: later, attempt: 2 }), aListing({ id: 'early' }));
    await run(aListing({ id: 'early' }), aListing({ id: 'late', occurredAt: later, attempt: 2 }));
    expect(listed.map(([, , from]) => from)).toEqual([earlier, earlier]);
    expect(enqueued).toMatchObject([{ label: 'a', occurredAt: earlier, attempt: 2 }, { label: 'a' }]);
    expect(enqueued[1]?.id).toBe(enqueued[0]?.id);
  });

  it('gives a label that is listed twice one event', async () => {
    const { run, enqueued } = aLister({ refs: () => [...two, ...two] });
    await run(aListing());
    expect(enqueued).toHaveLength(2);
  });

  it('may list nothing', async () => {
    const { run, enqueued, entries } = aLister();
    expect(await run(aListing())).toEqual({ batches: [] });
    expect(enqueued).toEqual([]);
    expect(entries).toMatchObject([{ event: 'labels-listed', fields: { labels: 0 } }]);
  });

  const numbered = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ label: `label-${index}`, occurredAt: earlier }));

  it('goes on in an event of its own once ten thousand labels are listed, and loses none of any number', async () => {
    const pages = (after: string | undefined) =>
      Array.from({ length: 25 - Number(after ?? 0) }, (_, index) => {
        const page = Number(after ?? 0) + index;
        const refs = numbered(1000).map(({ label }) => ({ label: `${label} of page ${page}`, occurredAt: earlier }));
        return page === 24 ? { refs } : { refs, next: `${page + 1}` };
      });
    const { run, enqueued, entries } = aLister({ pages });
    const labels = new Set<string | undefined>();
    let listings = [aListing()];
    const groups: string[] = [];
    while (listings.length > 0) {
      groups.push(executionName({ connection: 'encord', project: 'project-1', events: listings }));
      await run(...listings);
      const sent = enqueued.splice(0);
      for (const { label, listing } of sent) if (listing === undefined) labels.add(label);
      listings = sent.filter(({ listing }) => listing !== undefined);
    }
    expect(labels.size).toBe(25_000);
    expect(new Set(groups).size).toBe(3);
    expect(entries.map(({ fields }) => [fields.labels, fields.after, fields.goesOnAfter])).toEqual([
      [10_000, undefined, '10'],
      [10_000, '10', '20'],
      [5_000, '20', undefined],
    ]);
  });

  it('goes on in an event of its own after a hundred pages without a label', async () => {
    const pages = function* () {
      for (let page = 1; ; page += 1) yield { refs: [], next: `${page}` };
    };
    const { run, enqueued } = aLister({ pages });
    await run(aListing());
    expect(enqueued).toEqual([expect.objectContaining({ listing: 'stage:one', after: '100', occurredAt: earlier })]);
  });

  it('is asked for each page on its own when events of a group go on at different places', async () => {
    const { run, enqueued } = aLister({ pages: (after) => [{ refs: [{ label: `${after}`, occurredAt: earlier }] }] });
    await run(aListing({ id: 'x', after: '1' }), aListing({ id: 'y', after: '2' }));
    expect(enqueued.map(({ label }) => label)).toEqual(['1', '2']);
  });

  it('fails whole when the list breaks off: nothing of it is sent', async () => {
    const { run, enqueued } = aLister({
      refs: function* () {
        yield* two;
        throw new PlatformUnavailable('The next page cannot be fetched.');
      },
    });
    await expect(run(aListing())).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    expect(enqueued).toEqual([]);
  });

  it('fails, to be tried again, when SQS does not take all', async () => {
    const { run } = aLister({ refs: () => two, failed: [{ reason: 'InternalError' }] });
    await expect(run(aListing())).rejects.toMatchObject({ name: 'StorageUnavailable' });
  });

  it.each([
    ['lists nothing at all', { list: undefined } as unknown as Partial<Reader>],
    [
      'does not know the words',
      {
        // biome-ignore lint/correctness/useYield: it refuses
        async *list() {
          throw new InvalidRequest('listing must name a stage.');
        },
      } as Partial<Reader>,
    ],
  ])('is refused by a platform that %s', async (_what, reader) => {
    await expect(aLister({ reader }).run(aListing())).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});

it('is not an event that names no label, no data unit and no listing', () => {
  const { label: _label, ...nothing } = anEvent();
  const parsed = LabelEvent.safeParse(nothing);
  expect(parsed.error?.issues).toMatchObject([{ message: 'names no label, no data unit and no listing' }]);
});
