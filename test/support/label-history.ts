import fc from 'fast-check';
import { given } from '../../lib/contracts/given.ts';
import { alternativeKey, keys } from '../../lib/contracts/keys.ts';
import type { LabelEvent } from '../../lib/contracts/payloads.ts';
import { announceLabel } from '../../lib/steps/announce-label.ts';
import { isLeaving, judgeLabel, mayStillChange, type SeenLabel } from '../../lib/steps/judge-label.ts';
import type { WriteResult } from '../../lib/store/label-revision.ts';
import { type FailureNote, noteFailure, noteLeaving } from '../../lib/store/note-in-record.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { sha256Of } from '../../lib/store/place-file.ts';
import { type LabelRecord, readRecord, type StandingRecord } from '../../lib/store/record.ts';
import { writeLabel } from '../../lib/store/write-label.ts';
import { advance } from '../../lib/sync/advance.ts';
import type { SyncDependencies } from '../../lib/sync/dependencies.ts';
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
  /** What a writer sent as it died takes effect up to 80 seconds later: nobody can take a request back. */
  readonly late?: boolean;
  /** Writers that die and are never run again: their labels are given up, with a note in the record. */
  readonly givenUp: boolean;
  /** Events that do not say when the label changed. */
  readonly timeless?: boolean;
  /** Somebody wants to hear of the label. */
  readonly announces?: boolean;
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

const root = 'exports/yolo';
const label = { connection: 'encord', project: 'project-1', label: 'label-1' };
const tickMilliseconds = 2_000;
const delayTicks = 40;
const start = Date.parse('2026-05-04T12:00:00Z');

class Crash extends Error {
  override readonly name = 'Crash';
}

/** The history of one label: what its platform does, and what the pipeline makes of the events about it. */
export class LabelHistory {
  readonly store = new MemoryStore(() => this.#now());
  readonly #scheduler: fc.Scheduler;
  #mode: Mode;
  readonly #random: () => number;
  readonly #states: { readonly state: State; readonly since: number }[] = [{ state: undefined, since: 0 }];
  readonly #running = new Set<Promise<void>>();
  /** The files, with their contents, at each announcement. */
  readonly heard: string[] = [];
  #ticks = 0;
  #revision = 0;
  #content = 0;
  #commits = 0;
  #runs = 0;

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

  /**
   * One comparison with the platform, when all is over, and what comes of it; nobody dies any more. Resolves with how many
   * labels it announced.
   */
  async reconcile(): Promise<number> {
    this.#mode = { ...this.#mode, crashes: false };
    this.#ticks += this.#mode.lag + 2 * 3600;
    this.#runs += 1;
    const labels = this.#mode.givenUp ? ('failed' as const) : ('missed' as const);
    const request = { labels, afterCounts: 'export', allowDeletions: true, files: true, isAutomatic: false } as const;
    const begin = { connection: label.connection, projects: [label.project], ...request };
    const call = { begin, run: `run-${this.#runs}`, startedAt: this.#now().toISOString() };
    const { announced } = await advance(call, this.#syncDependencies());
    return announced;
  }

  /** The platform lists the label without its content. */
  #syncDependencies(): SyncDependencies {
    const never = (): never => {
      throw new Error('A sync neither fetches nor reads a label.');
    };
    const list = () => {
      const { newest } = this;
      const labels = newest ? [{ label: label.label, revision: newest.revision }] : [];
      return { labels, at: this.#now().toISOString() };
    };
    return {
      store: this.store,
      reader: {
        batch: 1,
        fetch: never,
        normalise: never,
        clean: never,
        async *labels() {
          yield list();
        },
      },
      api: { url: '', credential: '', request: never, wait: async () => {}, now: this.#now },
      routedProjects: undefined,
      rootsOf: () => [root],
      version: 'test',
      configurationOf: () => 'c0ffee',
      formatsDigestOf: () => undefined,
      start: async (_name, { events }) => {
        for (const event of events) this.#deliver({ ...event, receivedAt: this.#now().toISOString() });
        return 'started';
      },
      isRunning: async () => {
        await this.#end();
        return false;
      },
      remainingMilliseconds: () => Number.POSITIVE_INFINITY,
      log: () => {},
    };
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
      id: `event-${this.#states.length}`,
      kind,
      occurredAt: new Date(this.#now().getTime() + skew * 60_000).toISOString(), // clocks play no part
      receivedAt: this.#now().toISOString(),
      ...(state && kind === 'upserted' && !this.#mode.timeless ? { changedAt: state.revision } : {}),
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
      if (this.#dies()) {
        if (this.#mode.late && this.#random() < 0.5) this.#takeEffectLater(run);
        throw new Crash();
      }
      const result = await run();
      if (this.#dies()) throw new Crash();
      return result;
    });
    const again = (change: Partial<LabelEvent> = {}) =>
      this.#deliver({ ...event, ...change, attempt: event.attempt + 1 }, delayTicks);
    const startedAt = this.#now();
    try {
      const standing = await readRecord(store, label);
      await this.#turn();
      const askedAt = this.#now();
      const seen = this.#read();
      await this.#turn();
      const shown = seen && { revision: seen.revision, content: String(seen.content) };
      const verdict = verdictOn(event, shown, standing?.record, askedAt);
      const before = standing?.etag ?? 'absent';
      this.#commits += 1;
      const commit = `commit-${this.#commits}`;
      if (verdict.action === 'wait' || verdict.action === 'leave') await this.#announce(store, standing);
      if (verdict.action === 'wait') return again({ waits: (event.waits ?? 0) + 1 });
      if (verdict.action === 'leave') {
        await noteLeaving(store, { ...label, before, commit, at: this.#now() });
        return again();
      }
      if (this.#dies()) {
        // The label is given up, with a letter: a person replays it.
        await noteFailure(store, { ...this.#failureOf(event, seen?.revision), before, commit });
        return again();
      }
      const result = await this.#write(store, seen, before, {
        event,
        commit,
        unsettled: verdict.action === 'export' && verdict.isUnsettled,
      });
      if (result.again) again();
      await this.#announce(store, result.standing);
      if (verdict.action === 'export' && verdict.looksAgain) again({ looks: (event.looks ?? 0) + 1 });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      if (!this.#mode.givenUp || this.#random() < 0.5)
        again(); // another attempt, which fetches anew
      else {
        await this.#turn();
        await noteFailure(this.store, { ...this.#failureOf(event, event.changedAt), startedAt });
      }
    }
  }

  /** Before the event comes again; at once, the state machine runs the writer again, and others write the label, too. */
  #takeEffectLater(run: () => Promise<unknown>): void {
    const due = this.#ticks + Math.floor(this.#random() * delayTicks);
    this.#start(async () => {
      do await this.#turn();
      while (this.#ticks < due);
      await run();
    });
  }

  /** A writer that dies here is run again, as one that dies elsewhere. */
  async #announce(store: ObjectStore, standing: StandingRecord | undefined): Promise<void> {
    if (!this.#mode.announces || !standing) return;
    const send = async () => {
      if (this.#dies()) throw new Crash();
      this.heard.push(contentsIn(standing.record));
      if (this.#dies()) throw new Crash();
    };
    this.#commits += 1;
    const newId = () => `commit-${this.#commits}`;
    await announceLabel(standing, { store, bus: { keyPrefix: '', send }, newId });
  }

  /** As RecordFailure notes it; some seconds later, where only the end of the execution says so. */
  #failureOf(event: LabelEvent, revision: number | undefined): FailureNote {
    this.#commits += 1;
    const failure = { error: 'InvalidLabel', message: 'not today', ...given({ revision }) };
    const about = { commit: `commit-${this.#commits}`, at: this.#now(), writtenBy: 'labelwire test' };
    return { ...label, ...about, event: event.id, failure };
  }

  #dies(): boolean {
    return this.#mode.crashes && this.#random() < 0.02;
  }

  /** A writer that dies is run again with the same input, as the state machine's Retry does. */
  async #write(
    store: ObjectStore,
    seen: State,
    before: string,
    { event, commit, unsettled }: { readonly event: LabelEvent; readonly commit: string; readonly unsettled: boolean },
  ): Promise<WriteResult> {
    const files = (seen?.files ?? []).map((name) => {
      const key = keyOf(name);
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
            announces: this.#mode.announces,
            commit,
            writtenBy: 'labelwire test',
            writtenAt: this.#now(),
            unsettled,
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

const keyOf = (name: string) => `${keys.tree(root, label)}${name}`;

const textOf = (state: State, name: string) => `${state?.content} ${name}`;

/** What is wrong with the bucket, when all is over; undefined when it holds the platform's newest state and nothing else. */
export async function wrongIn({ store, newest }: LabelHistory): Promise<string | undefined> {
  const standing = await readRecord(store, label);
  const texts = [...store.objects]
    .filter(([key]) => key.startsWith('exports/'))
    .map(([key, { bytes }]) => `${key}=${bytes}`);
  const wanted = (newest?.files ?? []).map((name) => `${keyOf(name)}=${textOf(newest, name)}`);
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

const contentsIn = ({ files }: LabelRecord): string =>
  Object.entries(files)
    .map(([key, { sha256 }]) => `${key}=${sha256}`)
    .sort()
    .join();

/** What is wrong with what was announced, when all is over; undefined when somebody heard of what is left. */
export async function unheardIn({ store, heard }: LabelHistory): Promise<string | undefined> {
  const record = (await readRecord(store, label))?.record;
  if (!record) return heard.length > 0 ? 'something was announced of a label without a record' : undefined;
  if (record.unannounced) return `the mark is still there: ${JSON.stringify(record)}`;
  if (record.status !== 'exported' && heard.length === 0) return undefined; // it was never exported
  return heard.includes(contentsIn(record)) ? undefined : `nobody heard of ${contentsIn(record)}`;
}
