import type { Label } from '../label/label.ts';
import type { FetchedDocument, LabelRef, PlatformApi, Reader } from '../platforms/platform.ts';
import type { ClassMap } from '../store/class-map.ts';
import {
  type FetchedLabel,
  type FetchedLabels,
  type LabelEvent,
  type LabelGroup,
  labelsPerChild,
  type StagedBytes,
} from './contracts.ts';
import { stepped } from './dead-letter.ts';
import { InvalidLabel, LabelNotFound, LabelNotReady, PipelineError } from './errors.ts';
import type { Journal } from './journal.ts';

/**
 * How long after an event a label that the platform does not show counts as "not yet" rather than "gone": a webhook
 * may be faster than the platform's own read side (https://github.com/Labelbox/labelbox-python/pull/727 waits 10 s).
 */
const patienceMilliseconds = 10 * 60 * 1000;

export type FetcherDependencies = {
  readonly reader: Reader;
  readonly api: PlatformApi;
  readonly staging: { add(bytes: Uint8Array): Promise<StagedBytes>; flush(): Promise<void> };
  /** Gives the classes their numbers, once for the whole group. */
  extendClasses(names: readonly string[]): Promise<ClassMap>;
  readonly journal: Journal;
};

/** What TransformLabel reads of one label: a JSON text of the canonical label and the platform's own document, cleaned. */
export type StagedLabel = { readonly label: Label; readonly document: unknown };

/**
 * Asks the platform once for the group. A label that is broken fails alone; one that the platform does not show (yet)
 * makes LabelNotReady for the group until its event is ten minutes old, and counts as deleted from then on.
 */
export async function fetchLabels(group: LabelGroup, dependencies: FetcherDependencies): Promise<FetchedLabels> {
  const { reader, api, journal } = dependencies;
  const now = api.now();
  const asked = new Asked(group.events);
  const results: FetchedLabel[] = [];
  const parsed: { event: LabelEvent; label: Label; staged: StagedBytes }[] = [];
  const seen = new Set<string>(); // a label may be asked for by its own id and by its data unit
  for await (const answer of fetchAll(group.project, asked.refs, dependencies)) {
    const event = asked.eventOf(answer.ref);
    if (!event) continue; // a label nobody asked for
    // "No such label" is as good as no answer: the platform's read side may lag.
    if ('error' in answer && answer.error instanceof LabelNotFound) continue;
    asked.settle(answer.ref);
    try {
      if ('error' in answer) throw answer.error;
      const label = reader.normalise(answer, group.project);
      const id = label.source.label;
      if (seen.has(id)) continue;
      seen.add(id);
      if (isGone(event, label)) results.push(deleted(event, id));
      else parsed.push({ event, label, staged: await stage(answer, label, dependencies) });
    } catch (error) {
      const label = answer.ref.label;
      // The platform shows it, and it is no label (any more): nothing to wait for.
      if (error instanceof LabelNotFound && label !== undefined) results.push(deleted(event, label));
      else results.push(failed(event, error as Error, journal));
    }
  }
  for (const event of asked.unanswered()) results.push(missing(event, now, journal));
  results.push(...(await withClasses(parsed, dependencies)));
  await dependencies.staging.flush();
  journal('labels-fetched', {
    platform: group.platform,
    project: group.project,
    asked: group.events.length,
    fetched: parsed.length,
  });
  return { batches: batchesOf(results) };
}

const batchesOf = (labels: readonly FetchedLabel[]): FetchedLabel[][] =>
  Array.from({ length: Math.ceil(labels.length / labelsPerChild) }, (_, batch) =>
    labels.slice(batch * labelsPerChild, (batch + 1) * labelsPerChild),
  );

async function* fetchAll(project: string, refs: readonly LabelRef[], { reader, api }: FetcherDependencies) {
  for (let start = 0; start < refs.length; start += reader.batch) {
    yield* reader.fetch(project, refs.slice(start, start + reader.batch), api);
  }
}

/** The events of a group by what was asked of the platform. */
class Asked {
  readonly refs: readonly LabelRef[];
  readonly #byLabel: Map<string, LabelEvent>;
  readonly #byDataUnit: Map<string, LabelEvent>;
  readonly #settled = new Set<LabelEvent | undefined>();

  constructor(events: readonly LabelEvent[]) {
    this.refs = events.map(({ label, dataUnit, occurredAt }) => ({ label, dataUnit, occurredAt }));
    this.#byLabel = new Map(events.flatMap((event) => (event.label === undefined ? [] : [[event.label, event]])));
    this.#byDataUnit = new Map(
      events.flatMap((event) =>
        event.label !== undefined || event.dataUnit === undefined ? [] : [[event.dataUnit, event]],
      ),
    );
  }

  eventOf({ label, dataUnit }: LabelRef): LabelEvent | undefined {
    return this.#byLabel.get(label ?? '') ?? this.#byDataUnit.get(dataUnit ?? '');
  }

  /** An answer settles the event of its label, and that of its data unit alone. */
  settle({ label, dataUnit }: LabelRef): void {
    this.#settled.add(this.#byLabel.get(label ?? '')).add(this.#byDataUnit.get(dataUnit ?? ''));
  }

  unanswered(): LabelEvent[] {
    return [...this.#byLabel.values(), ...this.#byDataUnit.values()].filter((event) => !this.#settled.has(event));
  }
}

/** The platform said "deleted" and shows nothing newer: its read side lags. A later edit shows that the label is back. */
const isGone = (event: LabelEvent, label: Label): boolean =>
  event.kind === 'deleted' && label.source.revision <= microseconds(event.occurredAt);

const microseconds = (instant: string): number => Date.parse(instant) * 1000;

const deleted = (event: LabelEvent, label: string): FetchedLabel => ({
  status: 'deleted',
  event,
  label,
  revision: microseconds(event.occurredAt),
});

function missing(event: LabelEvent, now: Date, journal: Journal): FetchedLabel {
  if (event.kind === 'deleted' && event.label !== undefined) return deleted(event, event.label);
  if (now.getTime() - Date.parse(event.receivedAt) < patienceMilliseconds) {
    throw new LabelNotReady(
      `${event.platform} does not show label ${event.label ?? `of data unit ${event.dataUnit}`} yet.`,
    );
  }
  if (event.label !== undefined) return deleted(event, event.label);
  const gone = new LabelNotFound(`${event.platform} has no label for data unit ${event.dataUnit}.`);
  return failed(event, gone, journal);
}

/** The label fails alone, even when it is our own code that breaks on it; what may pass is thrown on, and tried again. */
function failed(event: LabelEvent, error: Error, journal: Journal): FetchedLabel {
  if (error instanceof PipelineError && error.retryable) throw error;
  journal('label-refused', { platform: event.platform, label: event.label, error: error.name, reason: error.message });
  return {
    status: 'failed',
    event,
    error: error.name,
    message: stepped('FetchLabels', Buffer.from(error.message).subarray(0, longestMessage).toString('utf8')),
  };
}

/** Bytes. 200 labels of a group may all fail, and their messages travel in one state of 262,144 bytes (`weightOf` in start-export). */
const longestMessage = 300;

async function stage(
  { document }: FetchedDocument,
  label: Label,
  { reader, staging }: FetcherDependencies,
): Promise<StagedBytes> {
  const staged: StagedLabel = { label, document: reader.clean(document) };
  return staging.add(Buffer.from(JSON.stringify(staged)));
}

type Parsed = { readonly event: LabelEvent; readonly label: Label; readonly staged: StagedBytes };

async function withClasses(
  parsed: readonly Parsed[],
  { extendClasses, journal }: FetcherDependencies,
): Promise<FetchedLabel[]> {
  if (parsed.length === 0) return [];
  const { locked, classes } = await extendClasses(parsed.flatMap(({ label }) => classNames(label)));
  const known = new Set(classes);
  return parsed.map(({ event, label, staged }): FetchedLabel => {
    const unknown = classNames(label).filter((name) => !known.has(name));
    if (locked && unknown.length > 0) {
      const names = unknown.map((name) => JSON.stringify(name)).join(', ');
      return failed(
        event,
        new InvalidLabel(
          `The class map of project ${event.project} is locked and has no class ${names}. Add it there, then replay.`,
        ),
        journal,
      );
    }
    return { status: 'fetched', event, label: label.source.label, revision: label.source.revision, staged };
  });
}

const classNames = ({ categories }: Label): string[] =>
  categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
