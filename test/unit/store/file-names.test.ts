import fc from 'fast-check';
import { expect, it } from 'vitest';
import { alternativeKey } from '../../../lib/contracts/keys.ts';
import type { ClaimOrder } from '../../../lib/store/claims.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { readRecord } from '../../../lib/store/record.ts';
import { writeLabel } from '../../../lib/store/write-label.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';
import { randomFrom } from '../../support/mutations.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const runs = propertyRuns(60);
const project = { connection: 'encord', project: 'project-1' };
const labels = ['1', '2', '3'] as const;

/** One state of a label on its platform: which names its files want, and whether it is ground truth; deleted without names. */
type State = { readonly names: readonly string[]; readonly groundTruth: boolean; readonly revision: number };

const anyChanges = fc.array(
  fc.record({
    label: fc.constantFrom(...labels),
    names: fc.oneof(
      { arbitrary: fc.uniqueArray(fc.constantFrom('a.txt', 'b.txt'), { minLength: 1 }), weight: 3 },
      { arbitrary: fc.constant([]), weight: 1 },
    ),
    groundTruth: fc.boolean(),
  }),
  { minLength: 2, maxLength: 7 },
);

/** A bucket and a platform whose labels want the same file names; each label that is enqueued is fetched and written. */
class Names {
  readonly store = new MemoryStore();
  readonly states = new Map<string, State>();
  readonly #scheduler: fc.Scheduler;
  readonly #crashes: () => boolean;
  readonly #running = new Set<Promise<void>>();
  readonly #delayed: string[] = [];
  #revision = 0;
  #commits = 0;

  readonly #order: ClaimOrder;

  constructor(scheduler: fc.Scheduler, order: ClaimOrder, crashes: () => boolean) {
    this.#scheduler = scheduler;
    this.#order = order;
    this.#crashes = crashes;
  }

  change(label: string, names: readonly string[], groundTruth: boolean): void {
    this.#revision += 1;
    this.states.set(label, { names, groundTruth, revision: this.#revision });
    this.enqueue(label);
  }

  enqueue(label: string): void {
    const running = this.#export(label).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** What is enqueued with a delay begins when all steps that run now have ended: the delay is longer than a step may take. */
  async settle(): Promise<void> {
    for (let rounds = 0; ; rounds += 1) {
      while (this.#running.size > 0) {
        if (this.#scheduler.count() > 0) await this.#scheduler.waitOne();
        else await Promise.resolve();
      }
      const delayed = this.#delayed.splice(0);
      if (delayed.length === 0) return;
      if (rounds === 50) throw new Error(`Labels ${delayed.join()} are enqueued for ever.`);
      for (const label of new Set(delayed)) this.enqueue(label);
    }
  }

  /** What the state machine does: a step that dies is run again with the same input. */
  async #export(label: string): Promise<void> {
    const store = around(this.store, async (_name, run) => {
      await this.#scheduler.schedule(Promise.resolve());
      if (this.#crashes()) throw new Error('crash');
      const result = await run();
      if (this.#crashes()) throw new Error('crash');
      return result;
    });
    const before = (await readRecord(this.store, { ...project, label }))?.etag ?? 'absent';
    await this.#scheduler.schedule(Promise.resolve());
    const state = this.states.get(label) ?? { names: [], groundTruth: false, revision: 0 };
    this.#commits += 1;
    const revision = {
      ...project,
      label,
      before,
      status: state.names.length > 0 ? ('exported' as const) : ('deleted' as const),
      revision: state.revision,
      content: String(state.revision),
      groundTruth: state.groundTruth,
      event: 'event',
      files: state.names.map((name) => {
        const [key, bytes] = [`exports/yolo/${name}`, Buffer.from(`${label} ${state.revision}`)];
        const alternative = alternativeKey(key, label);
        return { key, alternativeKey: alternative, contentType: 'text/plain', bytes, sha256: sha256Of(bytes) };
      }),
      omitted: [],
      order: this.#order,
      commit: String(this.#commits),
      writtenBy: 'test',
      writtenAt: new Date(0),
    };
    for (;;) {
      try {
        const { again, heirs } = await writeLabel(store, revision, async (other) => {
          this.#delayed.push(other.label);
        });
        this.#delayed.push(...heirs.map((heir) => heir.label), ...(again ? [label] : []));
        return;
      } catch (error) {
        if ((error as Error).message !== 'crash') throw error;
      }
    }
  }

  /** The files as they are, and as the labels' ranks say. */
  get files() {
    return Object.fromEntries(
      [...this.store.objects]
        .filter(([key]) => key.startsWith('exports/'))
        .map(([key, { bytes }]) => [key, bytes.toString()])
        .sort(),
    );
  }

  get wanted() {
    const files: [string, string][] = [];
    for (const name of ['a.txt', 'b.txt']) {
      const claimants = [...this.states]
        .filter(([, { names }]) => names.includes(name))
        .sort(([a, x], [b, y]) => {
          const first =
            this.#order === 'newest' ? y.revision - x.revision : Number(y.groundTruth) - Number(x.groundTruth);
          return first || Number(a) - Number(b);
        });
      for (const [index, [label, { revision }]] of claimants.entries()) {
        const key = `exports/yolo/${name}`;
        files.push([index === 0 ? key : alternativeKey(key, label), `${label} ${revision}`]);
      }
    }
    return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

it.each([
  ['the best-ranked label', 'whatever the order of writers', 'all', 0],
  ['the best-ranked label', 'whatever the order of writers, and wherever they die', 'all', 0.02],
  ['the newest label', 'whatever the order of writers, and wherever they die', 'newest', 0.02],
] as const)('%s has each file name, %s', { timeout: 3_600_000 }, async (_who, _what, order, crashRate) => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), anyChanges, fc.integer(), async (scheduler, changes, seed) => {
      const random = randomFrom(seed);
      const names = new Names(scheduler, order, () => random() < crashRate);
      for (const { label, names: wanted, groundTruth } of changes) names.change(label, wanted, groundTruth);
      await names.settle();
      expect(names.files).toEqual(names.wanted);
    }),
    { numRuns: runs },
  );
});
