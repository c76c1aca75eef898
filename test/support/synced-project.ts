import type { LabelEvent, LabelGroup } from '../../lib/contracts/payloads.ts';
import { SyncCall, type SyncedUntil, SyncProgress, type SyncRequest } from '../../lib/contracts/sync.ts';
import type { LabelListing, LabelPage, ListedLabel, Reader } from '../../lib/platforms/platform.ts';
import { recordFailure } from '../../lib/steps/record-failure.ts';
import { rankMetadata } from '../../lib/store/claims.ts';
import { commitRecord, type LabelRecord, readRecord } from '../../lib/store/record.ts';
import { advance } from '../../lib/sync/advance.ts';
import type { SyncDependencies } from '../../lib/sync/dependencies.ts';
import { runObjects, syncedUntil } from '../../lib/sync/run-objects.ts';
import { aRecord, recordingLog } from './events.ts';
import { MemoryStore } from './memory-store.ts';

const connection = 'encord';
const hour = 3_600_000;
/** The limit of Lambda; a call goes on as long as enough of it is left. */
const wholeCall = 900_000;

export type PlatformLabel = ListedLabel & { readonly label: string; readonly revision: number };
export type Request = Partial<Omit<SyncRequest, 'connection'>>;

/**
 * A platform with some projects, a bucket, and runs of sync between them, called as the state machine calls them. What is
 * announced is exported at once: of each label one file under labels/. Time stands still unless a test moves it.
 */
export class SyncedProject {
  now = Date.parse('2026-05-04T12:00:00.000Z');
  readonly store = new MemoryStore(() => new Date(this.now));
  readonly projects = new Map<string, PlatformLabel[]>([['project-1', []]]);
  /** Labels that nobody can read. */
  readonly unreadable = new Set<string>();
  /** Projects that the platform does not show. */
  readonly forbidden = new Set<string>();
  /** What `LabelListing` the platform was asked for. */
  readonly listings: LabelListing[] = [];
  readonly announced: LabelEvent[] = [];
  readonly letters: LabelEvent[] = [];
  version = '1.0.0';
  configuration = 'c0ffee';
  formatsDigest = 'coco';
  labelsPerPage = 1_000;
  /** Milliseconds that the platform takes for a page. */
  pageTakes = 0;
  /** How many calls a run took. */
  calls = 0;
  #calledAt = 0;
  /** What a call has left, asked after each piece of work. */
  remaining = (): number => wholeCall - (this.now - this.#calledAt);
  readonly log = recordingLog();
  readonly #executions = new Set<string>();
  #runs = 0;
  #labels = 0;

  /** The labels of the project, as many as wanted, which changed a second apart up to now. */
  add(count: number, project = 'project-1'): PlatformLabel[] {
    const labels = this.#labelsOf(project);
    const added = Array.from({ length: count }, () => {
      const number = this.#labels++;
      return { label: `label-${number}`, dataUnit: `unit-${number}`, revision: (this.now - number * 1_000) * 1_000 };
    });
    labels.push(...added);
    return added;
  }

  edit(label: string, project = 'project-1'): void {
    const labels = this.#labelsOf(project);
    const index = labels.findIndex((listed) => listed.label === label);
    labels[index] = { ...(labels[index] as PlatformLabel), revision: this.now * 1_000 };
  }

  remove(label: string, project = 'project-1'): void {
    const labels = this.#labelsOf(project);
    labels.splice(
      labels.findIndex((listed) => listed.label === label),
      1,
    );
  }

  wait(hours: number): void {
    this.now += hours * hour;
  }

  /** A run, as far as the state machine calls it; rejects where the execution would fail by another error than its result. */
  async sync(request: Request | { readonly resume: string; readonly allowDeletions?: boolean } = {}) {
    let last = await this.begin(request);
    while (last.step !== 'ended') last = await this.proceed(last);
    return last;
  }

  begin(request: Request | { readonly resume: string; readonly allowDeletions?: boolean }): Promise<SyncProgress> {
    this.#runs += 1;
    const startedAt = new Date(this.now).toISOString();
    return this.#called({ begin: { connection, ...request }, run: `run-${this.#runs}`, startedAt });
  }

  proceed(progress: SyncProgress): Promise<SyncProgress> {
    return this.#called(progress);
  }

  /** One state of the state machine: the call, and the one after a failure that no retry passes. */
  async #called(input: object): Promise<SyncProgress> {
    this.calls += 1;
    this.#calledAt = this.now;
    const call = (payload: object) =>
      advance(SyncCall.parse(JSON.parse(JSON.stringify(payload))), this.dependencies()).then((progress) =>
        SyncProgress.parse(JSON.parse(JSON.stringify(progress))),
      );
    try {
      return await call(input);
    } catch (error) {
      const { name, message } = error as Error;
      const Cause = JSON.stringify({ errorType: name, errorMessage: message });
      return call({ ...input, failure: { Error: name, Cause } });
    }
  }

  dependencies(): SyncDependencies {
    return {
      store: this.store,
      reader: this.#reader(),
      api: { url: '', credential: '', request: refuse, wait: async () => {}, now: () => new Date(this.now) },
      routedProjects: undefined,
      rootsOf: () => ['labels'],
      version: this.version,
      configurationOf: () => this.configuration,
      formatsDigestOf: () => this.formatsDigest,
      start: (name, group) => this.#start(name, group),
      isRunning: async () => false,
      remainingMilliseconds: () => this.remaining(),
      log: this.log.log,
    };
  }

  async record(label: string, project = 'project-1'): Promise<LabelRecord | undefined> {
    return (await readRecord(this.store, { connection, project, label }))?.record;
  }

  reconciledUntil(project = 'project-1'): Promise<SyncedUntil | undefined> {
    return syncedUntil(this.store, { connection, project });
  }

  progress(run: string): Promise<SyncProgress> {
    return runObjects(this.store, run).progress();
  }

  async write(parts: Partial<LabelRecord>): Promise<void> {
    const record = aRecord({ dataUnit: 'unit', writtenBy: `labelwire ${this.version}`, ...parts });
    const standing = await readRecord(this.store, record);
    await commitRecord(this.store, { ...record, commit: crypto.randomUUID() }, standing?.etag);
  }

  /** A file as a label writes it; with `label` undefined, as something else does. */
  async writeFile(key: string, text: string, label: string | undefined): Promise<string> {
    const rank = label === undefined ? undefined : rankMetadata({ label, groundTruth: false, revision: 1 });
    const object = { key, bytes: Buffer.from(text), contentType: 'application/json' };
    await this.store.put(rank ? { ...object, metadata: rank } : object);
    return (await this.store.head(key))?.etag ?? '';
  }

  #labelsOf(project: string): PlatformLabel[] {
    const labels = this.projects.get(project) ?? [];
    this.projects.set(project, labels);
    return labels;
  }

  #reader(): Reader {
    const { projects } = this;
    const list = (project: string, listing: LabelListing) => this.#pages(project, listing);
    return {
      batch: 1,
      fetch: refuse,
      normalise: refuse,
      clean: refuse,
      async *projects() {
        for (const id of projects.keys()) yield { id, title: id };
      },
      async *labels(project, listing) {
        yield* list(project, listing);
      },
    };
  }

  *#pages(project: string, listing: LabelListing): Generator<LabelPage> {
    this.listings.push(listing);
    if (this.forbidden.has(project)) throw Object.assign(new Error('No.'), { name: 'PlatformRefused' });
    const { since, after = '0' } = listing;
    const bound = since === undefined ? 0 : Date.parse(since) * 1_000;
    const at = new Date(this.now).toISOString();
    const labels = this.#labelsOf(project).filter(({ revision }) => revision >= bound);
    let start = Number(after);
    do {
      const page = labels.slice(start, start + this.labelsPerPage);
      this.now += this.pageTakes;
      if (this.now - this.#calledAt > wholeCall) throw Object.assign(new Error('Too late.'), { name: 'TimeoutError' });
      start += this.labelsPerPage;
      yield { labels: page, at, next: start < labels.length ? String(start) : undefined };
    } while (start < labels.length);
  }

  async #start(name: string, { project, events }: LabelGroup): Promise<'started' | 'known'> {
    if (this.#executions.has(name)) return 'known';
    this.#executions.add(name);
    for (const event of events) {
      this.announced.push(event);
      await this.#export(event, project);
    }
    return 'started';
  }

  async #export(event: LabelEvent, project: string): Promise<void> {
    const { label = '', id } = event;
    const listed = this.#labelsOf(project).find((each) => each.label === label);
    const name = { project, label, event: id, dataUnit: event.dataUnit };
    if (!listed) return this.write({ ...name, status: 'deleted' });
    const { revision } = listed;
    if (this.unreadable.has(label)) {
      this.letters.push(event);
      const reason = { error: 'InvalidLabel', message: 'objects[0] has no shape.', step: 'TransformLabel' };
      await recordFailure({ status: 'given-up', item: { event, revision }, reason }, this.#failureDependencies());
      return;
    }
    const key = `labels/${connection}/${project}/${label}.json`;
    const etag = await this.writeFile(key, `${revision}`, label);
    await this.write({
      ...name,
      revision,
      formatsDigest: this.formatsDigest,
      files: { [key]: { sha256: 'a'.repeat(64), etag } },
    });
  }

  #failureDependencies() {
    const { store, version, configuration, now, log } = this;
    const newId = () => crypto.randomUUID();
    return { store, version, configurationOf: () => configuration, newId, now: () => new Date(now), log: log.log };
  }
}

const refuse = (): never => {
  throw new Error('A sync neither fetches nor reads a label.');
};

/** A project with something of everything: what is missing, stale, given up, deleted and damaged. */
export async function aMixedProject(missing: number): Promise<SyncedProject> {
  const on = new SyncedProject();
  on.add(40);
  on.add(3, 'project-2');
  for (const label of ['label-1', 'label-2']) on.unreadable.add(label);
  await on.sync();
  on.wait(2);
  for (const label of ['label-2', 'label-3', 'label-4']) on.edit(label);
  for (const label of ['label-5', 'label-6']) on.remove(label);
  on.store.objects.delete('labels/encord/project-1/label-7.json');
  await on.writeFile('labels/encord/project-1/left-behind.json', 'written by a step that died', 'label-8');
  on.add(missing);
  on.wait(2);
  on.announced.length = 0;
  return on;
}

/** The id of each event that was announced, by its label. */
export const idsOf = ({ announced }: SyncedProject) =>
  Object.fromEntries(announced.map(({ id, project, label }) => [`${project} ${label}`, id]));
