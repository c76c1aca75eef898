import { createHash } from 'node:crypto';
import { given } from '../contracts/given.ts';
import { executionName, type Project } from '../contracts/keys.ts';
import { type LabelEvent, maximumGroup, sizeBelow, syncEventType } from '../contracts/payloads.ts';
import type { RunningExport, SyncDifference, SyncOutcomes, SyncProgress } from '../contracts/sync.ts';
import { fittingEvents } from '../steps/group-events.ts';
import { lastSeenOf, readRecord } from '../store/record.ts';
import { settled } from '../store/settled.ts';
import { labelName } from './compare-listed.ts';
import type { SyncDependencies, SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';

/** Executions of a run at a time. They are the lane of its own that keeps a backlog of any length out of the way of live events. */
const executionsAtOnce = 2;
const shortestLook = 500;
const longestLook = 5_000;
/** Nothing has ended for so long: the platform is away, and its labels wait. */
const patienceMilliseconds = 60_000;
/** Seconds: then the state machine waits, which costs nothing. */
const longWait = 60;

/** Exports what was found, a group at a time, through executions of the ordinary state machine; sees what became of each label. */
export const exportDifferences: SyncStep = async function* (progress, dependencies) {
  const { store, api, isRunning } = dependencies;
  const pages = new PageReader(store, progress.run);
  const projects = await runObjects(store, progress.run).projects();
  let last = progress;
  let look = shortestLook;
  let idleSince = api.now().getTime();
  for (;;) {
    const states = await Promise.all(last.running.map(({ execution }) => isRunning(execution)));
    const ended = last.running.filter((_, index) => !states[index]);
    for (const done of ended) {
      const outcomes = await outcomesOf(done, projects, pages, last, dependencies);
      last = { ...last, outcomes, running: last.running.filter((other) => other !== done) };
    }
    const running = last.running.length;
    last = await startMore(last, projects, pages, dependencies);
    const hasMoved = ended.length > 0 || last.running.length > running;
    if (last.running.length === 0 && last.project >= last.projects) break;
    if (hasMoved) [look, idleSince] = [shortestLook, api.now().getTime()];
    const isStuck = api.now().getTime() - idleSince > patienceMilliseconds;
    if (hasMoved || isStuck) yield { ...last, waitSeconds: isStuck ? longWait : 0 };
    await api.wait(look);
    look = Math.min(look * 2, longestLook);
  }
  yield { ...last, step: 'ended', waitSeconds: 0 };
};

/** Starts executions until there are enough, or nothing is left. */
async function startMore(
  progress: SyncProgress,
  projects: readonly string[],
  pages: PageReader,
  { start, api }: SyncDependencies,
): Promise<SyncProgress> {
  const { run, request } = progress;
  let { project, page, position, announced, running } = progress;
  while (running.length < executionsAtOnce && project < projects.length) {
    const differences = await pages.read(projects[project] ?? '', page, request.allowDeletions);
    const part = differences?.slice(position, position + maximumGroup) ?? [];
    if (!differences) [project, page, position] = [project + 1, 1, 0];
    else if (part.length === 0) [page, position] = [page + 1, 0];
    else {
      const name = { connection: request.connection, project: projects[project] ?? '' };
      const all = part.map((difference) => eventFor(difference, name, { run, at: api.now() }));
      const events = all.slice(0, fittingEvents(all));
      const group = { ...name, events, split: sizeBelow(events.length) };
      const execution = executionName(group);
      await start(execution, group);
      const end = position + events.length;
      running = [...running, { execution, project, page, start: position, end }];
      [position, announced] = [end, announced + events.length];
    }
  }
  return { ...progress, project, page, position, announced, running };
}

/** The same run and label make the same id, however often the step is tried. */
function eventFor(
  { why, label, dataUnit, revision }: SyncDifference,
  { connection, project }: Project,
  { run, at }: { readonly run: string; readonly at: Date },
): LabelEvent {
  const id = createHash('sha256').update(JSON.stringify([run, project, label ?? null, dataUnit ?? null, why]));
  const receivedAt = at.toISOString();
  return given({
    schema: 1 as const,
    id: id.digest('hex').slice(0, 32),
    connection,
    project,
    label,
    dataUnit,
    type: syncEventType,
    kind: why === 'gone' ? ('deleted' as const) : ('upserted' as const),
    occurredAt: receivedAt,
    changedAt: why === 'gone' ? undefined : revision,
    receivedAt,
    attempt: 1,
    replays: 0,
  });
}

/** Adds what became of an execution's labels, as their records say. */
async function outcomesOf(
  { project, page, start, end }: RunningExport,
  projects: readonly string[],
  pages: PageReader,
  { request, outcomes, startedAt }: SyncProgress,
  { store }: SyncDependencies,
): Promise<SyncOutcomes> {
  const name = { connection: request.connection, project: projects[project] ?? '' };
  const differences = (await pages.read(name.project, page, request.allowDeletions))?.slice(start, end) ?? [];
  const each = await settled(
    differences.map((difference) => async (): Promise<keyof SyncOutcomes> => {
      if (difference.label === undefined) return 'exported'; // of a data unit alone nobody knows the labels
      const record = (await readRecord(store, labelName(name, difference.label)))?.record;
      if (!record) return difference.why === 'gone' ? 'deleted' : 'waiting';
      if (record.failure) return record.failure.at >= startedAt ? 'failed' : 'waiting';
      if (record.status === 'deleted') return 'deleted';
      if (record.leaving) return 'leaving';
      if (lastSeenOf(record).revision < (difference.revision ?? 0)) return 'waiting';
      return record.status === 'not-taken' ? 'notTaken' : 'exported';
    }),
  );
  const sums = { ...outcomes };
  for (const outcome of each) sums[outcome] += 1;
  return sums;
}

/** The differences of a page, the last one kept: it is read once for each group of it. */
class PageReader {
  readonly #objects: ReturnType<typeof runObjects>;
  readonly #held = new Map<string, readonly SyncDifference[] | undefined>();

  constructor(store: SyncDependencies['store'], run: string) {
    this.#objects = runObjects(store, run);
  }

  /** Undefined beyond the last page. Labels that are gone are left out where deletions are held back. */
  async read(project: string, page: number, allowDeletions: boolean): Promise<readonly SyncDifference[] | undefined> {
    const key = JSON.stringify([project, page]);
    if (this.#held.has(key)) return this.#held.get(key);
    const summary = await this.#objects.summary(project);
    const isThere = summary !== undefined && page <= summary.pages;
    const all = isThere ? (await this.#objects.page(project, page)).differences : undefined;
    const isHeld = summary !== undefined && summary.counts.kept > 0 && !allowDeletions;
    const differences = isHeld ? all?.filter(({ why }) => why !== 'gone') : all;
    const [oldest] = this.#held.keys();
    if (this.#held.size >= 4 && oldest !== undefined) this.#held.delete(oldest);
    this.#held.set(key, differences);
    return differences;
  }
}
