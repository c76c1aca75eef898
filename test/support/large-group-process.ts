import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformApi, Reader } from '../../lib/platforms/platform.ts';
import { fetchLabels } from '../../lib/steps/fetch-labels.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { stagingArea } from '../../lib/store/staging.ts';
import { anEvent } from './events.ts';
import { aLabel } from './labels.ts';

/**
 * FetchLabels over a group of two hundred labels, a megabyte each with its document, in a process of its own. Tells, as
 * JSON: bytes staged, the largest object written, and how much resident memory grew from the first label on, at most. Needs --expose-gc.
 */
const [labels, halfBytes] = [200, 512 * 1024];

/** Bytes of text that no two labels share, in pieces as a document has them. */
const pieces = (label = ''): string[] =>
  Array.from({ length: halfBytes / 1024 }, (_, index) => `${label}-${index}`.padEnd(1024, '.'));

const sizes: number[] = [];
const store = {
  async put({ bytes }) {
    await sleep(1); // S3 takes its time; until then the bytes are held
    sizes.push(bytes.length);
  },
} as Pick<ObjectStore, 'put'> as ObjectStore;

/** Without what nobody holds any more: V8 leaves it lying about as long as there is room. */
function held(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

let most = 0;
let before = 0;
const reader: Reader = {
  batch: 100,
  async *fetch(_project, refs) {
    before ||= held();
    for (const ref of refs) {
      most = Math.max(most, held());
      yield { ref, document: { pieces: pieces(ref.label) } };
    }
  },
  normalise: ({ ref }) => {
    const label = aLabel({ source: { label: ref.label ?? '' } });
    return { ...label, units: label.units.map((unit) => ({ ...unit, name: pieces(ref.label).join('') })) };
  },
  clean: (document) => document,
};

const events = Array.from({ length: labels }, (_, index) => anEvent({ id: `event-${index}`, label: `label-${index}` }));
const { batches } = await fetchLabels(
  { connection: 'encord', project: 'project-1', events },
  {
    reader,
    api: { now: () => new Date() } as PlatformApi,
    staging: stagingArea(store, 'area'),
    records: { read: async () => undefined, noteLeaving: async () => undefined, labelsOf: async () => [] },
    extendClasses: async (names) => ({ locked: false, classes: [...new Set(names)] }),
    enqueue: async () => ({ failed: [] }),
    log: () => {},
  },
);
most = Math.max(most, held());
process.stdout.write(
  JSON.stringify({
    labels: batches.flat().length,
    staged: sizes.reduce((sum, size) => sum + size, 0),
    largestObject: Math.max(...sizes),
    grown: most - before,
  }),
);
