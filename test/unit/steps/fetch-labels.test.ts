import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  InvalidLabel,
  LabelNotFound,
  NotLabelled,
  PlatformRefused,
  PlatformThrottled,
  PlatformUnavailable,
} from '../../../lib/contracts/errors.ts';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import { FetchedLabels } from '../../../lib/contracts/payloads.ts';
import type { LabelRef } from '../../../lib/platforms/platform.ts';
import { readStaged } from '../../../lib/store/staging.ts';
import { anEvent } from '../../support/events.ts';
import { type Answer, aFetcher, agoIso, denied, hidden, nameless, now, shown } from '../../support/fetching.ts';
import { aLabel } from '../../support/labels.ts';
import { propertyRuns } from '../../support/property-runs.ts';

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
