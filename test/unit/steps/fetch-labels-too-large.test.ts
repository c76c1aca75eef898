import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidLabel } from '../../../lib/contracts/errors.ts';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import type { LabelRef } from '../../../lib/platforms/platform.ts';
import { readStaged } from '../../../lib/store/staging.ts';
import { anEvent } from '../../support/events.ts';
import { type Answer, aFetcher, nameless, shown } from '../../support/fetching.ts';
import { aLabel } from '../../support/labels.ts';
import { propertyRuns } from '../../support/property-runs.ts';

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
