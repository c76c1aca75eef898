import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  InvalidConfiguration,
  InvalidLabel,
  LabelNotFound,
  LabelNotReady,
  NotLabelled,
  PlatformRefused,
  PlatformThrottled,
  PlatformUnavailable,
} from '../../../lib/contracts/errors.ts';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import { FetchedLabels, LabelEvent as LabelEventSchema } from '../../../lib/contracts/payloads.ts';
import type {
  FailedDocument,
  FetchedDocument,
  LabelRef,
  PlatformApi,
  Reader,
  TimePrecision,
} from '../../../lib/platforms/platform.ts';
import { fetchLabels } from '../../../lib/steps/fetch-labels.ts';
import type { LabelRecord } from '../../../lib/store/record.ts';
import { readStaged, stagingArea } from '../../../lib/store/staging.ts';
import { anEvent, aRecord, recordingLog } from '../../support/events.ts';
import { aLabel } from '../../support/labels.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const agoIso = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

type Answer = FetchedDocument | FailedDocument;
type Given = {
  /** What the platform answers for a ref; none when it does not show the label. */
  readonly answers: (ref: LabelRef) => readonly Answer[];
  readonly normalise?: Reader['normalise'];
  readonly clean?: Reader['clean'];
  readonly classes?: { readonly locked: boolean; readonly classes: string[] };
  readonly checkProject?: () => Promise<void>;
  readonly batch?: number;
  readonly timePrecision?: TimePrecision;
  /** What comes in the order that a test wants it in. */
  readonly arrange?: (answers: readonly Answer[]) => readonly Answer[];
  readonly sqs?: () => { failed: { reason: string }[] };
  /** The records, by label. */
  readonly standing?: Readonly<Record<string, Partial<LabelRecord>>>;
  /** The labels that are exported of each data unit. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  /** Labels whose records cannot be read. */
  readonly damaged?: readonly string[];
  readonly largestLabel?: number;
  readonly keepsDocument?: boolean;
  readonly clock?: () => Date;
};

function aFetcher(given: Given) {
  const { answers, normalise, batch = 200, classes = { locked: false, classes: ['car', 'van'] } } = given;
  const { arrange = (all) => all, sqs = () => ({ failed: [] }) } = given;
  const putBack: { event: LabelEvent; delay: number | undefined }[] = [];
  const left: string[] = [];
  const store = new MemoryStore();
  const asked: LabelRef[][] = [];
  const extended: string[][] = [];
  const { log, entries } = recordingLog();
  const reader: Reader = {
    batch,
    async *fetch(_project, refs) {
      asked.push([...refs]);
      yield* arrange(refs.flatMap((ref) => [...answers(ref)]));
    },
    normalise:
      normalise ??
      (({ ref }) => aLabel({ source: { label: ref.label ?? 'of-data-unit', revision: Date.parse(agoIso(5)) * 1000 } })),
    clean: given.clean ?? (() => ({ cleaned: true })),
    ...(given.checkProject ? { checkProject: given.checkProject } : {}),
  };
  const run = async (...events: Partial<LabelEvent>[]) => {
    const made = events.map((parts) => anEvent({ receivedAt: now.toISOString(), ...parts }));
    const { batches } = await fetchLabels(
      { connection: 'encord', project: 'project-1', events: made },
      {
        reader,
        api: { now: given.clock ?? (() => now) } as PlatformApi,
        staging: stagingArea(store, 'area'),
        timePrecision: given.timePrecision,
        largestLabel: given.largestLabel,
        keepsDocument: given.keepsDocument,
        records: {
          read: async ({ label }) => {
            if (given.damaged?.includes(label)) throw new InvalidConfiguration('The record is damaged.');
            const record = given.standing?.[label];
            return record && { record: aRecord({ label, ...record }), etag: `"${label}"` };
          },
          noteLeaving: async ({ label }) => left.push(label),
          labelsOf: async (_project, dataUnit) => given.units?.[dataUnit] ?? [],
        },
        extendClasses: async (names) => {
          extended.push([...names]);
          return { etag: '"map"', ...classes };
        },
        enqueue: async (again, delaySeconds) => {
          putBack.push(
            ...again.map((event) => ({ event: LabelEventSchema.parse(event), delay: delaySeconds?.(event) })),
          );
          return sqs();
        },
        log,
      },
    );
    return { batches, labels: batches.flat() };
  };
  return { run, store, asked, extended, entries, putBack, left };
}
const shown = (ref: LabelRef): Answer[] => [{ ref, document: {} }];
const hidden = (): Answer[] => [];
const denied = (ref: LabelRef): Answer[] => [{ ref, error: new LabelNotFound('The platform has no such label.') }];
const nameless = (dataUnit: string): Partial<LabelEvent> => ({ id: dataUnit, label: undefined, dataUnit });

describe('fetching a group of labels', () => {
  it('asks once, and stages each canonical label with its cleaned document', async () => {
    const { run, store, asked, extended } = aFetcher({ answers: shown });
    const { labels, batches } = await run({ id: 'a', label: 'a', dataUnit: 'u' }, { id: 'b', label: 'b' });
    expect(asked).toEqual([
      [
        { label: 'a', dataUnit: 'u', occurredAt: anEvent().occurredAt },
        { label: 'b', dataUnit: undefined, occurredAt: anEvent().occurredAt },
      ],
    ]);
    expect(labels.map(({ status, event }) => [status, event.id])).toEqual([
      ['fetched', 'a'],
      ['fetched', 'b'],
    ]);
    expect(FetchedLabels.safeParse({ batches }).success).toBe(true);
    const [first] = labels;
    if (first?.status !== 'fetched') throw new Error('unreachable');
    expect(first.revision).toBe(Date.parse(agoIso(5)) * 1000);
    expect(JSON.parse((await readStaged(store, first.staged)).toString())).toMatchObject({
      label: { source: { label: 'a' } },
      document: { cleaned: true },
    });
    expect(extended).toEqual([['car', 'car']]); // once for the whole group
    const [numbers, ...others] = new Set(labels.map((label) => 'classes' in label && label.classes));
    if (!numbers) throw new Error('unreachable');
    expect(others).toEqual([]);
    const staged = JSON.parse((await readStaged(store, numbers)).toString());
    expect(staged).toEqual({ etag: '"map"', classes: ['car', 'van'] });
  });

  it('takes what the platform shows for as old as the question, however long the answer takes', async () => {
    let clock = now;
    const answers = (ref: LabelRef): Answer[] => {
      clock = new Date(now.getTime() + 5 * 60_000);
      return shown(ref);
    };
    const { run, putBack } = aFetcher({ answers, clock: () => clock });
    const edited = { receivedAt: agoIso(9), changedAt: Date.parse(agoIso(1)) * 1000 };
    expect((await run({ label: 'a', ...edited })).labels).toEqual([]);
    expect(putBack.map(({ event }) => event.label)).toEqual(['a']);
  });

  it('lets a label that is broken fail alone, with its reason and the step', async () => {
    const { run, entries } = aFetcher({
      answers: shown,
      normalise: ({ ref }) => {
        if (ref.label === 'broken') throw new InvalidLabel('It is odd.');
        return aLabel({ source: { label: ref.label ?? '' } });
      },
    });
    const { labels } = await run({ label: 'broken' }, { label: 'good' });
    expect(labels).toEqual([
      {
        status: 'failed',
        event: expect.anything(),
        error: 'InvalidLabel',
        message: '[FetchLabels] It is odd.',
        before: 'absent',
      },
      expect.objectContaining({ status: 'fetched', label: 'good' }),
    ]);
    expect(entries.map(({ event }) => event)).toEqual(['label-refused', 'labels-fetched']);
  });

  it.each([
    ['shows', shown],
    ['does not show', hidden],
  ])('lets a label whose record is damaged fail alone when the platform %s it', async (_what, answers) => {
    const { run } = aFetcher({ answers: (ref) => (ref.label === 'bad' ? answers(ref) : shown(ref)), damaged: ['bad'] });
    const receivedAt = agoIso(11);
    expect((await run({ label: 'bad', receivedAt }, { label: 'good', receivedAt })).labels).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 'failed', error: 'InvalidConfiguration' }),
        expect.objectContaining({ status: 'fetched', label: 'good' }),
      ]),
    );
  });

  it('keeps the reason of a failure short in bytes: 200 of them travel in one state', async () => {
    const { run } = aFetcher({ answers: (ref) => [{ ref, error: new InvalidLabel('長'.repeat(1_000)) }] });
    const [failed] = (await run({})).labels;
    if (failed?.status !== 'failed') throw new Error('unreachable');
    expect(Buffer.byteLength(failed.message)).toBeLessThanOrEqual(320);
  });

  it.each([new PlatformThrottled('Slower.'), new PlatformUnavailable('Down.'), new PlatformRefused('No.')])(
    'fails as a whole when the whole request does ($name): the state machine tries again, or buries it',
    async (error) => {
      const { run, putBack } = aFetcher({
        answers: () => {
          throw error;
        },
      });
      await expect(run({})).rejects.toBe(error);
      expect(putBack).toEqual([]);
    },
  );

  it('lets a label fail alone even when it is our own code that breaks on it', async () => {
    const broken = aFetcher({
      answers: shown,
      normalise: () => {
        throw new TypeError('A mistake of ours.');
      },
    });
    const { labels } = await broken.run({});
    expect(labels).toEqual([expect.objectContaining({ status: 'failed', error: 'TypeError' })]);
  });

  it('exports a label once that was announced by itself and by its data unit, and waits for neither', async () => {
    const { run } = aFetcher({ answers: (ref) => [{ ref: { ...ref, label: 'one' }, document: {} }] });
    const { labels } = await run({ label: 'one', dataUnit: 'unit' }, nameless('unit'));
    expect(labels.map(({ status }) => status)).toEqual(['fetched']);
  });

  it('asks for no more labels at once than the platform takes', async () => {
    const { run, asked } = aFetcher({ answers: shown, batch: 2 });
    const { labels } = await run(...['a', 'b', 'c', 'd', 'e'].map((label) => ({ label })));
    expect(asked.map((refs) => refs.map(({ label }) => label))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(labels).toHaveLength(5);
  });

  it.each([
    [1, [1]],
    [25, [25]],
    [26, [25, 1]],
    [200, Array.from({ length: 8 }, () => 25)],
  ])('shares %i labels out among children of twenty-five at most, and loses none', async (count, sizes) => {
    const { run } = aFetcher({ answers: shown });
    const names = Array.from({ length: count }, (_, index) => `label-${index}`);
    const { labels, batches } = await run(...names.map((label) => ({ label })));
    expect(batches.map(({ length }) => length)).toEqual(sizes);
    expect(FetchedLabels.safeParse({ batches }).success).toBe(true);
    expect(labels.map((item) => item.status === 'fetched' && item.label)).toEqual(names);
  });

  it('exports a label once that is asked for by its own id and by its data unit', async () => {
    const { run } = aFetcher({ answers: (ref) => [{ ref: { ...ref, label: 'one', dataUnit: 'unit' }, document: {} }] });
    const { labels } = await run({ label: 'one' }, nameless('unit'));
    expect(labels).toMatchObject([{ status: 'fetched', label: 'one' }]);
  });

  it('takes a document that is not a label any more for a deleted label', async () => {
    const { run } = aFetcher({
      answers: shown,
      normalise: () => {
        throw new LabelNotFound('It was taken back.');
      },
    });
    expect((await run({})).labels).toMatchObject([{ status: 'deleted', label: 'label-1' }]);
  });

  describe('that nobody has labelled', () => {
    const at = Date.parse(agoIso(5)) * 1000;
    const unlabelled = (revision?: number) => () => {
      throw new NotLabelled('The label was skipped.', revision);
    };
    const standing = { 'label-1': { status: 'exported' as const, revision: 1 } };

    it('comes to nothing: what was exported stays, its event ends well, and the log says so', async () => {
      const { run, putBack, left, entries } = aFetcher({ answers: shown, normalise: unlabelled(at), standing });
      expect(await run({ changedAt: at })).toMatchObject({ labels: [] });
      expect([putBack, left]).toEqual([[], []]);
      expect(entries.map(({ event }) => event)).toEqual(['label-not-labelled', 'labels-fetched']);
    });

    it.each<[string, number | undefined, Partial<LabelEvent>]>([
      ['is older than its event', at - 1, { changedAt: at }],
      ['does not say when it changed, and the event does', undefined, { changedAt: at }],
      ['was deleted', at, { kind: 'deleted' }],
    ])('is looked at again for ten minutes where what the platform shows %s', async (_what, revision, event) => {
      const { run, putBack } = aFetcher({ answers: shown, normalise: unlabelled(revision), standing });
      expect(await run(event)).toMatchObject({ labels: [] });
      expect(putBack).toHaveLength(1);
      expect(await run({ ...event, receivedAt: agoIso(11) })).toMatchObject({ labels: [] });
      expect(putBack).toHaveLength(1);
    });
  });

  it('exports every label of a data unit, each once, and nothing that was not asked for', async () => {
    const { run } = aFetcher({
      answers: (ref) => [
        ...['one', 'two', 'one'].map((label) => ({ ref: { ...ref, label }, document: {} })),
        { ref: { ...ref, label: 'three', dataUnit: 'another' }, document: {} },
      ],
    });
    const { labels } = await run(nameless('unit'));
    expect(labels.map((item) => item.status !== 'failed' && item.label)).toEqual(['one', 'two']);
  });
});

describe('a group whose labels do not fit into one state', () => {
  it.each([
    ['one data unit with 2,000 labels', 1, 2_000],
    ['200 data units with 3 labels each', 200, 3],
  ])('puts back the labels that do not, each by its own id: %s', async (_what, units, each) => {
    const { run, putBack } = aFetcher({
      answers: (ref) =>
        Array.from({ length: each }, (_, index) => ({
          ref: { ...ref, label: `${ref.dataUnit}-${index}` },
          document: {},
        })),
    });
    const events = Array.from({ length: units }, (_, index) => nameless(`unit-${index}`));
    const { labels, batches } = await run(...events);
    const state = { events: events.map((event) => anEvent(event)), fetched: { batches } };
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(262_144);
    expect(labels.length).toBeGreaterThan(150);
    const put = putBack.map(({ event }) => event);
    const names = [...labels.map((item) => item.status === 'fetched' && item.label), ...put.map(({ label }) => label)];
    expect(new Set(names).size).toBe(units * each);
    expect(names).toHaveLength(units * each);
    expect(put.every(({ dataUnit, attempt }) => dataUnit !== undefined && attempt === 2)).toBe(true);
  });
});

describe.each([
  ['does not show', hidden],
  ['says it does not have', denied],
])('a label that the platform %s', (_what, answers) => {
  it('is put back while its event is younger than ten minutes', async () => {
    const { run, putBack, entries } = aFetcher({ answers });
    const event = { receivedAt: agoIso(9.9), attempt: 3, replays: 1 };
    expect((await run(event)).batches).toEqual([]);
    expect(putBack).toEqual([{ event: anEvent({ ...event, attempt: 4, waits: 1 }), delay: 15 }]);
    expect(entries).toEqual([
      {
        event: 'label-put-back',
        fields: expect.objectContaining({
          label: 'label-1',
          waits: 1,
          error: 'LabelNotReady',
          reason: 'encord does not show label label-1 yet.',
        }),
      },
      { event: 'labels-fetched', fields: expect.objectContaining({ asked: 1, fetched: 0, putBack: 1 }) },
    ]);
  });

  it('counts as deleted from then on', async () => {
    const { labels } = await aFetcher({ answers }).run({ receivedAt: agoIso(10), occurredAt: agoIso(11) });
    expect(labels).toEqual([
      { status: 'deleted', event: expect.anything(), label: 'label-1', revision: 0, before: 'absent' },
    ]);
  });

  it('counts as deleted at once when the event says so', async () => {
    const { labels } = await aFetcher({ answers }).run({ kind: 'deleted' });
    expect(labels).toMatchObject([{ status: 'deleted' }]);
  });

  it('is LabelNotFound when only its data unit is known, ten minutes after its event', async () => {
    const { run, putBack } = aFetcher({ answers });
    expect((await run({ ...nameless('unit') })).labels).toEqual([]);
    expect(putBack).toMatchObject([{ event: { dataUnit: 'unit', attempt: 2 } }]);
    expect((await run({ ...nameless('unit'), receivedAt: agoIso(11) })).labels).toMatchObject([
      { status: 'failed', error: 'LabelNotFound', message: expect.stringContaining('no label for data unit unit') },
    ]);
  });
});

describe('a label that cannot be had yet', () => {
  const late = (ref: LabelRef): Answer[] => (ref.label === 'late' ? [] : shown(ref));

  it('does not hold its neighbours', async () => {
    const { run, putBack } = aFetcher({ answers: late });
    const { labels } = await run({ label: 'early' }, { label: 'late' }, { label: 'other' });
    expect(labels).toMatchObject([
      { status: 'fetched', label: 'early' },
      { status: 'fetched', label: 'other' },
    ]);
    expect(putBack.map(({ event }) => event.label)).toEqual(['late']);
  });

  it('comes back later each time, under the name of another execution', async () => {
    const { run, putBack } = aFetcher({ answers: hidden });
    let event: Partial<LabelEvent> = {};
    for (let time = 0; time < 7; time += 1) {
      await run(event);
      event = putBack.at(-1)?.event ?? {};
    }
    expect(putBack.map(({ delay }) => delay)).toEqual([15, 30, 60, 120, 240, 240, 240]);
    expect(putBack.map(({ event: { id, attempt } }) => [id, attempt])).toEqual(
      [2, 3, 4, 5, 6, 7, 8].map((attempt) => ['event-1', attempt]),
    );
  });

  it.each([
    ['for the label', (ref: LabelRef): Answer[] => [{ ref, error: new LabelNotReady('It is being computed.') }]],
    [
      'for all',
      () => {
        throw new LabelNotReady('The export is being computed.');
      },
    ],
  ])('may be called so by the platform %s', async (_what, answers) => {
    const { run, putBack } = aFetcher({ answers });
    expect((await run({})).labels).toEqual([]);
    expect(putBack).toMatchObject([{ event: { label: 'label-1', waits: 1 } }]);
  });

  it('is not a deleted label when the platform goes on calling it so: it fails alone, with the reason', async () => {
    const { run, putBack } = aFetcher({
      answers: (ref) => [{ ref, error: new LabelNotReady('It is being computed.') }],
    });
    expect((await run({ receivedAt: agoIso(11) })).labels).toMatchObject([
      { status: 'failed', error: 'LabelNotReady', message: '[FetchLabels] It is being computed.' },
    ]);
    expect(putBack).toEqual([]);
  });

  it.each([new PlatformUnavailable('The mask’s server is down.'), new PlatformThrottled('Fewer masks.')])(
    'since something of it alone cannot be fetched ($name), is put back six times, then fails alone',
    async (error) => {
      const { run, putBack } = aFetcher({ answers: (ref) => (ref.label === 'bad' ? [{ ref, error }] : shown(ref)) });
      const old = { receivedAt: agoIso(60) }; // a replay of last week is worth as many tries
      expect((await run({ label: 'bad', ...old }, { label: 'good', ...old })).labels).toMatchObject([
        { status: 'fetched', label: 'good' },
      ]);
      expect((await run({ label: 'bad', ...old, waits: 5, attempt: 40 })).labels).toEqual([]);
      expect(putBack.map(({ event }) => [event.label, event.waits])).toEqual([
        ['bad', 1],
        ['bad', 6],
      ]);
      expect((await run({ label: 'bad', ...old, waits: 6 }, { label: 'good', ...old })).labels).toMatchObject([
        { status: 'failed', error: error.name },
        { status: 'fetched', label: 'good' },
      ]);
      expect(putBack).toHaveLength(2);
    },
  );

  it('makes the step fail, to be tried again, when SQS does not take it back', async () => {
    const { run, store } = aFetcher({ answers: late, sqs: () => ({ failed: [{ reason: 'InternalError' }] }) });
    await expect(run({ label: 'early' }, { label: 'late' })).rejects.toMatchObject({
      name: 'StorageUnavailable',
      message: 'SQS did not take 1 events: InternalError.',
    });
    expect(store.objects.size).toBe(1); // by then the neighbours are staged: nothing else can fail after it
  });

  it('is put back just as before when the step is tried again', async () => {
    const { run, putBack } = aFetcher({ answers: hidden });
    await run({});
    await run({});
    expect(putBack[1]).toEqual(putBack[0]);
  });
});

it('answers for every label once, in whatever order, however often, and among whatever else the platform gives them', async () => {
  const kinds = { shown, hidden, denied, broken: (ref: LabelRef) => [{ ref, error: new InvalidLabel('Odd.') }] };
  const kind = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));
  await fc.assert(
    fc.asyncProperty(
      fc.array(kind, { minLength: 1, maxLength: 60 }),
      fc.infiniteStream(fc.nat()),
      async (of, chance) => {
        const ofLabel = new Map(of.map((each, index) => [`label-${index}`, each]));
        const { run, putBack } = aFetcher({
          answers: (ref) => kinds[ofLabel.get(ref.label ?? '') ?? 'hidden'](ref),
          arrange: (all) =>
            [...all, ...all, ...shown({ label: 'stranger', dataUnit: 'unknown', occurredAt: agoIso(1) })]
              .map((answer) => ({ answer, at: chance.next().value }))
              .sort((a, b) => a.at - b.at)
              .map(({ answer }) => answer),
        });
        const { labels } = await run(...[...ofLabel.keys()].map((label) => ({ id: label, label })));
        const named = (status: string) =>
          labels.flatMap((one) => (one.status === status ? [one.event.label] : [])).toSorted();
        const given = (...wanted: string[]) =>
          [...ofLabel].flatMap(([label, each]) => (wanted.includes(each) ? [label] : [])).toSorted();
        expect(named('fetched')).toEqual(given('shown'));
        expect(named('failed')).toEqual(given('broken'));
        expect(putBack.map(({ event }) => event.label).toSorted()).toEqual(given('hidden', 'denied'));
        expect(named('deleted')).toEqual([]);
      },
    ),
    { numRuns: propertyRuns(20) },
  );
});

describe('a label with its document', () => {
  it('is refused above 12 MiB, with its size, and its neighbours are not', async () => {
    const { run } = aFetcher({
      answers: shown,
      normalise: ({ ref }) =>
        aLabel({
          source: { label: ref.label ?? '' },
          ...(ref.label === 'vast' ? { categories: [{ name: 'x'.repeat(12 * 1024 * 1024), kind: 'object' }] } : {}),
        }),
    });
    expect((await run({ label: 'vast' }, { label: 'good' })).labels).toMatchObject([
      {
        status: 'failed',
        error: 'InvalidLabel',
        message: expect.stringMatching(
          /has 125\d{5} bytes as JSON, and at most 12582912 can be exported\. Deploy with a larger parameter largestLabelMiB \(12 now\), take the format native out/,
        ),
      },
      { status: 'fetched', label: 'good' },
    ]);
  });

  const document = { row: 'x'.repeat(2 * 1024 * 1024) };
  const withDocument = (ref: LabelRef): Answer[] => [{ ref, document }];

  it('is staged without the document where no format of its route reads it, and then counts without it', async () => {
    const bound = { answers: withDocument, clean: (of: unknown) => of, largestLabel: 1024 * 1024 };
    const { run, store } = aFetcher({ ...bound, keepsDocument: false });
    const [label] = (await run({ label: 'large' })).labels;
    if (label?.status !== 'fetched') throw new Error('The label was not fetched.');
    const staged = JSON.parse((await readStaged(store, label.staged)).toString());
    expect(Object.keys(staged)).toEqual(['label']);
    expect((await aFetcher({ ...bound, keepsDocument: true }).run({ label: 'large' })).labels).toMatchObject([
      {
        status: 'failed',
        message: expect.stringMatching(/The label with its document has 209\d{4} bytes/),
      },
    ]);
  });

  it('is refused before it is read where the document alone is far above the bound, which the refusal names', async () => {
    const vast = (ref: LabelRef): Answer[] => [{ ref, document: [document, document] }];
    expect((await aFetcher({ answers: vast, largestLabel: 1024 * 1024 }).run({ label: 'vast' })).labels).toMatchObject([
      {
        status: 'failed',
        message: expect.stringMatching(/at most 3145728 characters.*larger parameter largestLabelMiB \(1 now\)/),
      },
    ]);
  });
});

describe('a data unit that was announced as deleted, without its labels', () => {
  const gone: Partial<LabelEvent> = { ...nameless('unit'), kind: 'deleted', occurredAt: agoIso(4) };

  it('has each label looked at that is exported of it, and is looked at again for one that is just being written', async () => {
    const { run, putBack } = aFetcher({ answers: hidden, units: { unit: ['one', 'two'] } });
    expect((await run(gone)).labels).toEqual([]);
    expect(putBack.map(({ event, delay }) => [event.kind, event.label, event.looks, delay])).toEqual([
      ['deleted', 'one', undefined, 15],
      ['deleted', 'two', undefined, 15],
      ['deleted', undefined, 1, 15],
    ]);
  });

  it('ends without a letter when nothing is exported of it after three more looks', async () => {
    const { run, putBack } = aFetcher({ answers: hidden });
    expect((await run({ ...gone, looks: 3 })).labels).toEqual([]);
    expect(putBack).toEqual([]);
  });

  it('waits for each label that the platform still shows, by its own id', async () => {
    const { run, putBack } = aFetcher({
      answers: (ref) => ['one', 'two'].map((label) => ({ ref: { ...ref, label }, document: {} })),
    });
    expect((await run(gone)).labels).toEqual([]);
    expect(putBack.map(({ event }) => [event.dataUnit, event.label])).toEqual([
      ['unit', 'one'],
      ['unit', 'two'],
    ]);
  });
});

const revision = Date.parse(agoIso(5)) * 1000; // of each label that is shown

describe('a label that was announced as deleted', () => {
  it('is waited for while the platform still shows it, and exported when it does so for ten minutes', async () => {
    const { run, putBack, entries } = aFetcher({ answers: shown });
    expect((await run({ kind: 'deleted' })).labels).toEqual([]);
    expect(putBack).toMatchObject([{ event: { kind: 'deleted', waits: 1 }, delay: 15 }]);
    expect(entries[0]?.fields.reason).toBe(
      'encord, label label-1: the platform still shows the label, which was deleted.',
    );
    expect((await run({ kind: 'deleted', receivedAt: agoIso(10) })).labels).toMatchObject([{ status: 'fetched' }]);
  });

  it('is looked at three times more when it is exported, before its tombstone is written', async () => {
    const exported = { answers: hidden, standing: { 'label-1': { revision: 7 } } };
    const first = aFetcher(exported);
    expect((await first.run({ kind: 'deleted' })).labels).toEqual([]);
    expect(first.left).toEqual(['label-1']);
    expect(first.putBack).toMatchObject([{ event: { kind: 'deleted', attempt: 2 }, delay: 15 }]);
    const leaving = { looks: 3, since: agoIso(1) };
    const last = aFetcher({ ...exported, standing: { 'label-1': { revision: 7, leaving } } });
    expect((await last.run({ kind: 'deleted' })).labels).toMatchObject([
      { status: 'deleted', revision: 7, before: '"label-1"' },
    ]);
    expect(last.left).toEqual([]);
  });
});

describe('a label that the platform shows', () => {
  it('is waited for while it is older than its event says, to the precision of the platform', async () => {
    const { run, putBack } = aFetcher({ answers: shown });
    expect((await run({ changedAt: revision + 1 })).labels).toEqual([]);
    expect(putBack).toMatchObject([{ event: { waits: 1 } }]);
    expect((await run({ changedAt: revision })).labels).toMatchObject([{ status: 'fetched' }]);
    const coarse = aFetcher({ answers: shown, timePrecision: 'second' });
    expect((await coarse.run({ changedAt: revision + 999_999 })).labels).toMatchObject([{ status: 'fetched' }]);
    expect((await coarse.run({ changedAt: revision + 1_000_000 })).labels).toEqual([]);
  });

  it('is exported as it is, and counted, when it is older than its record ten minutes after its event or its replay', async () => {
    const { run, putBack, entries } = aFetcher({
      answers: shown,
      standing: { 'label-1': { revision: revision + 1 } },
    });
    expect((await run({ receivedAt: agoIso(11), replayedAt: agoIso(9) })).labels).toEqual([]);
    expect(putBack).toHaveLength(1);
    expect((await run({ receivedAt: agoIso(11) })).labels).toMatchObject([{ status: 'fetched', before: '"label-1"' }]);
    expect(entries.map(({ event }) => event)).toContain('older-revision-exported');
  });

  it.each([
    ['over its tombstone', { status: 'deleted' as const }],
    ['with other content of the same revision', { revision, content: '0'.repeat(64) }],
  ])('is exported, and looked at again later, %s', async (_what, record) => {
    const { run, putBack } = aFetcher({ answers: shown, standing: { 'label-1': record } });
    expect((await run({})).labels).toMatchObject([{ status: 'fetched' }]);
    expect(putBack).toMatchObject([{ event: { looks: 1, attempt: 2 }, delay: 15 }]);
    expect((await run({ looks: 3 })).labels).toMatchObject([{ status: 'fetched' }]);
    expect(putBack).toHaveLength(1);
  });

  it('and was announced by its data unit alone goes the way of a label that has a record', async () => {
    const { run, putBack } = aFetcher({
      answers: (ref) => ['new', 'known'].map((label) => ({ ref: { ...ref, label }, document: {} })),
      standing: { known: { revision: 1 } },
    });
    expect((await run(nameless('unit'))).labels).toMatchObject([{ status: 'fetched', label: 'new', before: 'absent' }]);
    expect(putBack).toMatchObject([{ event: { label: 'known', dataUnit: 'unit', attempt: 2 } }]);
  });
});

describe('a locked class map', () => {
  it('refuses the label with an unknown class, naming it and what to do, and no other', async () => {
    const { run } = aFetcher({
      answers: shown,
      classes: { locked: true, classes: ['car'] },
      normalise: ({ ref }) =>
        aLabel({
          source: { label: ref.label ?? '' },
          categories: [
            { name: ref.label === 'bad' ? 'bus' : 'car', kind: 'object' },
            { name: 'a question', kind: 'classification' }, // has no number
          ],
        }),
    });
    expect((await run({ label: 'bad' }, { label: 'good' })).labels).toMatchObject([
      {
        status: 'failed',
        error: 'InvalidLabel',
        message: expect.stringMatching(/locked and has no class "bus"\. Add it there/),
      },
      { status: 'fetched' },
    ]);
  });
});

describe('more labels than fit a state', () => {
  const manyOf = (count: number) => (ref: LabelRef) =>
    Array.from(
      { length: count },
      (_, index): Answer => ({ ref: { ...ref, label: `${ref.dataUnit}-${index}` }, document: {} }),
    );
  const bytesOf = (events: readonly Partial<LabelEvent>[], batches: unknown) =>
    Buffer.byteLength(JSON.stringify({ events: events.map((event) => anEvent(event)), fetched: { batches } }));

  it('of one data unit go back each as an event of its own, and never as the data unit', async () => {
    const { run, putBack, entries } = aFetcher({ answers: manyOf(2_000) });
    const { labels, batches } = await run(nameless('unit'));
    expect(labels.length).toBeGreaterThan(200);
    expect(bytesOf([nameless('unit')], batches)).toBeLessThan(262_144);
    expect(labels.length + putBack.length).toBe(2_000);
    const named = [
      ...labels.map((label) => ('label' in label ? label.label : '')),
      ...putBack.map(({ event }) => event.label),
    ];
    expect(new Set(named).size).toBe(2_000);
    expect(putBack[0]).toEqual({
      event: expect.objectContaining({ dataUnit: 'unit', label: expect.any(String), attempt: 2 }),
      delay: undefined,
    });
    expect(putBack.some(({ event }) => event.waits !== undefined)).toBe(false);
    expect(entries.at(-1)?.fields).toMatchObject({ asked: 1, fetched: 2_000, later: putBack.length });
  });

  it('are kept out together with reasons of any characters, one of each event at least', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('x', '"', '\u0001', '長', '\ud83d\ude00'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (units, perUnit, character, failing) => {
          const { run, putBack } = aFetcher({
            answers: manyOf(perUnit),
            normalise: ({ ref }) => {
              if (Number(ref.label?.split('-').at(-1)) < failing * perUnit)
                throw new InvalidLabel(character.repeat(300));
              return aLabel({ source: { label: ref.label ?? '' } });
            },
          });
          const events = Array.from({ length: units }, (_, index) => nameless(`unit${index}`));
          const { labels, batches } = await run(...events);
          expect(bytesOf(events, batches)).toBeLessThan(262_144);
          const answered = new Set(
            [...labels.map(({ event }) => event), ...putBack.map(({ event }) => event)].map(({ id }) => id),
          );
          expect(answered.size).toBe(units);
          expect(putBack.every(({ event }) => event.label !== undefined && event.attempt === 2)).toBe(true);
        },
      ),
      { numRuns: propertyRuns(5) },
    );
  });
});

describe('a request that fails for a whole group', () => {
  const failingWith = (project: () => Promise<void>) => ({
    answers: () => {
      throw new PlatformUnavailable('It broke.');
    },
    checkProject: project,
  });
  const two = [{ label: 'a' }, { label: 'b' }];

  it('is blamed on the group while the platform shows the project', async () => {
    const { run } = aFetcher(failingWith(async () => {}));
    await expect(run(...two)).rejects.toMatchObject({ name: 'GroupUnavailable', message: 'It broke.' });
  });

  it('is blamed on the group when the platform answers that it refuses the project', async () => {
    const { run } = aFetcher(failingWith(() => Promise.reject(new PlatformRefused('No.'))));
    await expect(run(...two)).rejects.toMatchObject({ name: 'GroupUnavailable' });
  });

  it.each([new PlatformUnavailable('Down.'), new PlatformThrottled('Slower.'), new TypeError('Odd.')])(
    'is an outage when the platform does not answer about the project either ($name)',
    async (refusal) => {
      const { run } = aFetcher(failingWith(() => Promise.reject(refusal)));
      await expect(run(...two)).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    },
  );

  it('is not looked into for a single event, which waits in either case', async () => {
    let asked = 0;
    const { run } = aFetcher(
      failingWith(async () => {
        asked += 1;
      }),
    );
    await expect(run({ label: 'a' })).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    expect(asked).toBe(0);
  });
});

describe('a change that a writer could not announce', () => {
  const standing = { 'label-1': { unannounced: { removed: [] } } };
  const skipped = () => {
    throw new NotLabelled('It was skipped.');
  };

  it.each([
    ['is not labelled now', shown, skipped],
    ['is not shown yet', hidden, undefined],
  ])('is handed on where its label %s', async (_what, answers, normalise) => {
    const { run } = aFetcher({ answers, standing, ...(normalise ? { normalise } : {}) });
    expect((await run({})).labels).toEqual([
      { status: 'unannounced', event: expect.objectContaining({ label: 'label-1' }), label: 'label-1' },
    ]);
  });

  it('goes with the label where that is written anew, and nothing is handed on of others', async () => {
    const written = await aFetcher({ answers: shown, standing }).run({});
    expect(written.labels.map(({ status }) => status)).toEqual(['fetched']);
    const quiet = await aFetcher({ answers: shown, normalise: skipped, standing: { 'label-1': {} } }).run({});
    expect(quiet.labels).toEqual([]);
  });
});
