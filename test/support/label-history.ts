import fc from 'fast-check';
import { alternativeKey } from '../../lib/contracts/keys.ts';
import type { LabelEvent } from '../../lib/contracts/payloads.ts';
import { compareProject } from '../../lib/steps/compare-project.ts';
import { isLeaving, judgeLabel, mayStillChange, type SeenLabel } from '../../lib/steps/judge-label.ts';
import { noteFailure, noteLeaving } from '../../lib/store/note-in-record.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { sha256Of } from '../../lib/store/place-file.ts';
import { type LabelRecord, readRecord } from '../../lib/store/record.ts';
import { type WriteResult, writeLabel } from '../../lib/store/write-label.ts';
import { anEvent } from './events.ts';
import { around, MemoryStore } from './memory-store.ts';

/** One state of the label on its platform; undefined where it does not exist. */
export type State =
  | { readonly revision: number; readonly content: number; readonly files: readonly string[] }
  | undefined;

export type Mode = {
  /** Edits without a new time of change. */
  readonly ties: boolean;
  /** The platform shows the label as it was up to so many ticks ago. */
  readonly lag: number;
  /** Writers that die, before or after a request takes effect, and are run again. */
  readonly crashes: boolean;
  /** Writers that die and are never run again. */
  readonly givenUp: boolean;
};

/** What happens on the platform, one after the other. */
export const anyOperations = fc.array(
  fc.record({
    deletes: fc.integer({ min: 1, max: 4 }).map((pick) => pick === 1),
    restores: fc.integer({ min: 1, max: 6 }).map((pick) => pick === 1),
    ties: fc.boolean(),
    twice: fc.integer({ min: 1, max: 3 }).map((pick) => pick === 1),
    files: fc.uniqueArray(fc.constantFrom('b.txt', 'c.txt'), { maxLength: 2 }),
    skew: fc.integer({ min: -3, max: 3 }),
  }),
  { minLength: 2, maxLength: 6 },
);
export type Operation = typeof anyOperations extends fc.Arbitrary<(infer One)[]> ? One : never;

const label = { connection: 'encord', project: 'project-1', label: 'label-1' };
const tickMilliseconds = 2_000;
const delayTicks = 40;
const start = Date.parse('2026-05-04T12:00:00Z');

class Crash extends Error {
  override readonly name = 'Crash';
}

/** The history of one label: what its platform does, and what the pipeline makes of the events about it. */
export class LabelHistory {
  readonly store = new MemoryStore();
  readonly #scheduler: fc.Scheduler;
  #mode: Mode;
  readonly #random: () => number;
  readonly #states: { readonly state: State; readonly since: number }[] = [{ state: undefined, since: 0 }];
  readonly #running = new Set<Promise<void>>();
  #ticks = 0;
  #revision = 0;
  #content = 0;
  #commits = 0;

  constructor(scheduler: fc.Scheduler, mode: Mode, random: () => number) {
    this.#scheduler = scheduler;
    this.#mode = mode;
    this.#random = random;
  }

  /** The platform's newest state. */
  get newest(): State {
    return this.#states.at(-1)?.state;
  }

  /** Runs everything to its end. */
  async run(operations: readonly Operation[]): Promise<void> {
    this.#start(async () => {
      for (const operation of operations) {
        for (let pause = Math.floor(this.#random() * 60); pause > 0; pause -= 1) await this.#turn();
        this.#operate(operation);
      }
    });
    await this.#end();
  }

  /** One comparison with the platform, when all is over, and what comes of it; nobody dies any more. */
  async reconcile(): Promise<void> {
    this.#mode = { ...this.#mode, crashes: false };
    this.#ticks += this.#mode.lag + 2 * 3600;
    const { newest } = this;
    const standing = await readRecord(this.store, label);
    const { labels, orphans } = compareProject({
      platform: newest ? [{ label: label.label, revision: newest.revision, content: String(newest.content) }] : [],
      records: standing ? [standing.record] : [],
      objects: new Map(
        [...this.store.objects]
          .filter(([key]) => key.startsWith('exports/'))
          .map(([key, { etag }]) => [key, { etag, modifiedAt: new Date(start) }]),
      ),
      at: this.#now(),
    });
    for (const key of orphans) this.store.objects.delete(key);
    for (const difference of labels.values()) {
      const receivedAt = this.#now().toISOString();
      this.#deliver(anEvent({ kind: difference === 'gone' ? 'deleted' : 'upserted', receivedAt }));
    }
    await this.#end();
  }

  async #end(): Promise<void> {
    while (this.#running.size > 0) {
      if (this.#scheduler.count() > 0) await this.#scheduler.waitOne();
      else await Promise.resolve();
    }
  }

  #start(work: () => Promise<void>): void {
    const running = work().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #turn(): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve());
    this.#ticks += 1;
  }

  #now = () => new Date(start + this.#ticks * tickMilliseconds);

  #operate({ deletes, restores, ties, twice, files, skew }: Operation): void {
    const before = this.newest;
    const earlier = this.#states.findLast(({ state }) => state !== undefined)?.state;
    if (before && deletes) this.#become(undefined, 'deleted', twice);
    else if (!before && earlier && restores) this.#become(earlier, 'upserted', twice, skew);
    else {
      if (!(before && ties && this.#mode.ties)) this.#revision += 10;
      this.#content += 1;
      this.#become(
        { revision: this.#revision, content: this.#content, files: ['a.txt', ...files] },
        'upserted',
        twice,
        skew,
      );
    }
  }

  #become(state: State, kind: LabelEvent['kind'], twice: boolean, skew = 0): void {
    this.#states.push({ state, since: this.#ticks });
    const event = anEvent({
      kind,
      occurredAt: new Date(this.#now().getTime() + skew * 60_000).toISOString(), // clocks play no part
      receivedAt: this.#now().toISOString(),
      ...(state && kind === 'upserted' ? { changedAt: state.revision } : {}),
    });
    for (let count = twice ? 2 : 1; count > 0; count -= 1) this.#deliver(event);
  }

  #deliver(event: LabelEvent, after = 0): void {
    const due = this.#ticks + after;
    this.#start(async () => {
      do await this.#turn();
      while (this.#ticks < due);
      await this.#handle(event);
    });
  }

  #read(): State {
    const asOf = this.#ticks - Math.floor(this.#random() * this.#mode.lag);
    return this.#states.findLast(({ since }, index) => index === 0 || since <= asOf)?.state;
  }

  /** What FetchLabels and WriteExport do about one event. */
  async #handle(event: LabelEvent): Promise<void> {
    const store = around(this.store, async (_name, run) => {
      await this.#turn();
      if (this.#dies()) throw new Crash();
      const result = await run();
      if (this.#dies()) throw new Crash();
      return result;
    });
    const again = (change: Partial<LabelEvent> = {}) =>
      this.#deliver({ ...event, ...change, attempt: event.attempt + 1 }, delayTicks);
    try {
      const standing = await readRecord(store, label);
      await this.#turn();
      const seen = this.#read();
      await this.#turn();
      const shown = seen && { revision: seen.revision, content: String(seen.content) };
      const verdict = verdictOn(event, shown, standing?.record, this.#now());
      const before = standing?.etag ?? 'absent';
      this.#commits += 1;
      const commit = `commit-${this.#commits}`;
      if (verdict.action === 'wait') return again({ waits: (event.waits ?? 0) + 1 });
      if (verdict.action === 'leave') {
        await noteLeaving(store, { ...label, before, commit, at: this.#now() });
        return again();
      }
      if (this.#dies()) {
        // The label is given up, with a letter: a person replays it.
        const failure = { error: 'InvalidLabel', message: 'not today' };
        const note = {
          ...label,
          before,
          commit,
          at: this.#now(),
          event: event.id,
          writtenBy: 'labelwire test',
          failure,
        };
        await noteFailure(store, note);
        return again();
      }
      const result = await this.#write(store, seen, before, { event, commit });
      if (result.again) again();
      if (verdict.action === 'export' && verdict.looksAgain) again({ looks: (event.looks ?? 0) + 1 });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      if (!this.#mode.givenUp || this.#random() < 0.5) again(); // another attempt, which fetches anew
    }
  }

  #dies(): boolean {
    return this.#mode.crashes && this.#random() < 0.02;
  }

  /** A writer that dies is run again with the same input, as the state machine's Retry does. */
  async #write(
    store: ObjectStore,
    seen: State,
    before: string,
    { event, commit }: { readonly event: LabelEvent; readonly commit: string },
  ): Promise<WriteResult> {
    const files = (seen?.files ?? []).map((name) => {
      const key = `exports/yolo/${name}`;
      const bytes = Buffer.from(textOf(seen, name));
      const alternative = alternativeKey(key, label.label);
      return { key, alternativeKey: alternative, bytes, contentType: 'text/plain', sha256: sha256Of(bytes) };
    });
    for (let tries = 1; ; tries += 1) {
      try {
        return await writeLabel(
          store,
          {
            ...label,
            status: seen ? 'exported' : 'deleted',
            before,
            revision: seen?.revision ?? 0,
            content: seen && String(seen.content),
            groundTruth: false,
            event: event.id,
            files,
            omitted: [],
            order: 'all',
            commit,
            writtenBy: 'labelwire test',
            writtenAt: new Date(0),
          },
          async () => undefined,
        );
      } catch (error) {
        if (!(error instanceof Crash) || (this.#mode.givenUp && tries === 3)) throw error;
      }
    }
  }
}

/** What FetchLabels decides, whether the label is shown or not. */
function verdictOn(event: LabelEvent, seen: SeenLabel | undefined, standing: LabelRecord | undefined, now: Date) {
  if (seen) return judgeLabel(event, seen, standing, { now });
  if (event.kind === 'upserted' && mayStillChange(event, now)) return { action: 'wait' } as const;
  return { action: standing && isLeaving(standing) ? 'leave' : 'delete' } as const;
}

const textOf = (state: State, name: string) => `${state?.content} ${name}`;

/** What is wrong with the bucket, when all is over; undefined when it holds the platform's newest state and nothing else. */
export async function wrongIn({ store, newest }: LabelHistory): Promise<string | undefined> {
  const standing = await readRecord(store, label);
  const texts = [...store.objects]
    .filter(([key]) => key.startsWith('exports/'))
    .map(([key, { bytes }]) => `${key}=${bytes}`);
  const wanted = (newest?.files ?? []).map((name) => `exports/yolo/${name}=${textOf(newest, name)}`);
  const found = JSON.stringify({ record: standing?.record, texts });
  if (newest && standing?.record.status !== 'exported') return `not exported: ${found}`;
  if (standing?.record.failure) return `a failure is left: ${found}`;
  if (newest && standing?.record.content !== String(newest.content))
    return `another content: ${found}, wanted ${newest.content}`;
  if (!newest && standing && standing.record.status !== 'deleted') return `not deleted: ${found}`;
  if (JSON.stringify(texts.toSorted()) !== JSON.stringify(wanted.toSorted()))
    return `other files: ${found}, wanted ${wanted.join()}`;
  return undefined;
}
