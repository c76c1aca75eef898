import { describe, expect, it } from 'vitest';
import { LabelNotReady, NotLabelled, PlatformThrottled, PlatformUnavailable } from '../../../lib/contracts/errors.ts';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import type { LabelRef } from '../../../lib/platforms/platform.ts';
import { anEvent } from '../../support/events.ts';
import { type Answer, aFetcher, agoIso, denied, hidden, nameless, shown } from '../../support/fetching.ts';

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
