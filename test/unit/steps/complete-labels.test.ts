import { describe, expect, it } from 'vitest';
import { PlatformUnavailable } from '../../../lib/contracts/errors.ts';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import type { Need } from '../../../lib/label/need.ts';
import { MediaProblem, type MediaSource } from '../../../lib/media/media-source.ts';
import type { PlatformApi } from '../../../lib/platforms/platform.ts';
import { WorkAside } from '../../../lib/steps/complete-labels.ts';
import { fetchLabels } from '../../../lib/steps/fetch-labels.ts';
import { readStaged, stagingArea } from '../../../lib/store/staging.ts';
import { anEvent, recordingLog } from '../../support/events.ts';
import { aLabel } from '../../support/labels.ts';
import { sourceOf } from '../../support/media-sources.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { png } from '../../support/pictures.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Fetches labels of one image each, whose file is this one; `sized` are those whose size the platform says. `failure` ends the answers. */
async function fetched(
  names: readonly string[],
  fileOf: (label: string) => MediaSource,
  {
    needs = ['size'],
    sized = [],
    waits = 0,
    failure,
  }: { needs?: readonly Need[]; sized?: readonly string[]; waits?: number; failure?: Error } = {},
) {
  const store = new MemoryStore();
  const { log, entries } = recordingLog();
  const read: string[] = [];
  const putBack: LabelEvent[] = [];
  const now = new Date('2026-05-04T12:00:00.000Z');
  const events = names.map((label) => anEvent({ id: label, label, receivedAt: now.toISOString(), waits }));
  const { batches } = await fetchLabels(
    { connection: 'encord', project: 'project-1', events },
    {
      reader: {
        batch: 200,
        async *fetch(_project, refs) {
          for (const ref of refs) yield { ref, document: {} };
          if (!failure) return;
          await turn(); // files are being read meanwhile
          throw failure;
        },
        normalise: ({ ref: { label = '' } }) =>
          aLabel({
            source: { label, revision: 1 },
            units: [
              {
                id: label,
                name: `${label}.jpg`,
                media: 'image',
                ...(sized.includes(label) ? { width: 8, height: 6 } : {}),
              },
            ],
          }),
        clean: () => ({}),
      },
      api: { now: () => now } as PlatformApi,
      staging: stagingArea(store, 'area'),
      records: { read: async () => undefined, noteLeaving: async () => undefined, labelsOf: async () => [] },
      needs,
      placesOf: () => (unit) => {
        read.push(unit.id);
        return [[fileOf(unit.id)]];
      },
      extendClasses: async () => ({ etag: '"map"', classes: ['car'], locked: false }),
      enqueue: async (again) => {
        putBack.push(...again);
        return { failed: [] };
      },
      log,
    },
  );
  const labels = batches.flat();
  const staged = await Promise.all(
    labels.flatMap((label) =>
      label.status === 'fetched' ? [readStaged(store, label.staged).then((bytes) => JSON.parse(bytes.toString()))] : [],
    ),
  );
  return { labels, staged, read, putBack, entries };
}

const failing = (error: Error): MediaSource => ({ name: 'far', read: () => Promise.reject(error) });

describe('a label that lacks what a format of its route needs', () => {
  it('is staged with it, and a label that lacks nothing asks for nothing', async () => {
    const { staged, read } = await fetched(['a', 'b'], () => sourceOf(png(640, 480)), { sized: ['b'] });
    expect(read).toEqual(['a']);
    const sizes = staged.map(({ label: { units } }) => [units[0].width, units[0].height]);
    expect(sizes).toEqual(
      expect.arrayContaining([
        [640, 480],
        [8, 6],
      ]),
    );
  });

  it('asks for nothing where no format needs it', async () => {
    const { read, labels } = await fetched(['a'], () => sourceOf(png(640, 480)), { needs: [] });
    expect(read).toEqual([]);
    expect(labels).toMatchObject([{ status: 'fetched' }]);
  });

  it('goes on without it where it is not to be had, with the reason in its staged form and in the log', async () => {
    const problem = new MediaProblem('media-refused', 'far is not given.');
    const { staged, entries } = await fetched(['a'], () => failing(problem));
    expect(staged).toMatchObject([{ unobtained: [{ unit: 'a', reason: 'media-refused' }] }]);
    expect(entries).toContainEqual({
      event: 'media-not-read',
      fields: {
        connection: 'encord',
        project: 'project-1',
        label: 'a',
        unit: 'a',
        need: 'size',
        error: 'media-refused',
        reason: 'far is not given.',
      },
    });
  });

  it('goes back into the queue alone where it may be had later, and fails no neighbour', async () => {
    const { labels, putBack } = await fetched(['a', 'b', 'c'], (label) =>
      label === 'b' ? failing(new PlatformUnavailable('far gave no answer.')) : sourceOf(png(3, 2)),
    );
    expect(labels.map(({ event }) => event.label).sort()).toEqual(['a', 'c']);
    expect(putBack).toMatchObject([{ label: 'b', waits: 1 }]);
  });

  it('goes on without it where it was waited for long enough, with the reason', async () => {
    const { labels, staged, putBack, entries } = await fetched(
      ['a'],
      () => failing(new PlatformUnavailable('far gave no answer.')),
      {
        waits: 6,
      },
    );
    expect(labels).toMatchObject([{ status: 'fetched' }]);
    expect(staged).toMatchObject([{ unobtained: [{ unit: 'a', reason: 'media-unreachable' }] }]);
    expect(putBack).toEqual([]);
    expect(entries).toContainEqual({
      event: 'media-not-read',
      fields: expect.objectContaining({ error: 'media-unreachable', reason: 'far gave no answer.' }),
    });
  });

  it('has its files read beside those of a few others, and not beside those of all', async () => {
    let [running, most] = [0, 0];
    const slow: MediaSource = {
      name: 'slow',
      async read() {
        running += 1;
        most = Math.max(most, running);
        await turn();
        running -= 1;
        return png(3, 2);
      },
    };
    const names = Array.from({ length: 30 }, (_, index) => `label-${index}`);
    const { labels } = await fetched(names, () => slow);
    expect(labels).toHaveLength(30);
    expect(most).toBe(8);
  });
});

it('a group that fails does so once none of its files is read any more', async () => {
  let [begun, running] = [0, 0];
  const slow: MediaSource = {
    name: 'slow',
    async read() {
      begun += 1;
      running += 1;
      for (let turns = 0; turns < 10; turns += 1) await turn();
      running -= 1;
      return png(3, 2);
    },
  };
  const failure = new PlatformUnavailable('The platform is down.');
  await expect(fetched(['a'], () => slow, { failure })).rejects.toThrow('The platform is down.');
  expect([begun, running]).toEqual([1, 0]);
});

it('work aside that fails fails what begins or waits for it', async () => {
  const aside = new WorkAside();
  await aside.add(() => Promise.reject(new Error('The disk is full.')));
  await expect(aside.end()).rejects.toThrow('The disk is full.');
  await expect(aside.add(async () => undefined)).rejects.toThrow('The disk is full.');
});
