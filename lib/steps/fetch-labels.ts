import {
  GroupUnavailable,
  InvalidLabel,
  LabelNotReady,
  PipelineError,
  PlatformUnavailable,
} from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import {
  type ClassNumbers,
  type FetchedLabel,
  type FetchedLabels,
  type LabelEvent,
  type LabelGroup,
  labelsPerChild,
} from '../contracts/payloads.ts';
import type { FailedDocument, FetchedDocument, LabelRef } from '../platforms/platform.ts';
import { failedLabel } from './failed-label.ts';
import { type CollectorDependencies, FetchedGroup } from './fetched-group.ts';
import { fitState } from './fit-state.ts';
import type { GroupOutcome, KeptLabel } from './group-outcome.ts';
import { jsonLargerThan } from './json-larger-than.ts';
import { largestLabel } from './largest-label.ts';
import { type ListerDependencies, listLabels } from './list-labels.ts';
import { noteWaiting } from './note-waiting.ts';
import { lookAgain, putBack, stored } from './put-back.ts';

export type FetcherDependencies = ListerDependencies &
  CollectorDependencies & {
    readonly staging: { flush(): Promise<void> };
    /** At most the constant of this name, which it is unless a deployment chooses less. */
    readonly labelsPerChild?: number;
    readonly deletesUnits?: true | undefined;
    /** Whether the route of the labels asks for their stage. */
    readonly wantsStage?: boolean | undefined;
    /** Gives the classes their numbers, once for the whole group. */
    extendClasses(names: readonly string[]): Promise<ClassNumbers & { readonly locked: boolean }>;
  };

/**
 * Asks the platform once for the group, and answers with the labels that are there. A label that is broken fails alone;
 * one that alone could not be fetched, or that the platform does not show (yet), goes back into label-events and holds no
 * neighbour. So do labels that are too many for one state. Of an event with a listing comes nothing but the events of its labels.
 */
export async function fetchLabels(group: LabelGroup, dependencies: FetcherDependencies): Promise<FetchedLabels> {
  try {
    return await fetchGroup(group, dependencies);
  } catch (error) {
    noteWaiting(group, error, { now: dependencies.api.now(), log: dependencies.log });
    throw error;
  }
}

async function fetchGroup(group: LabelGroup, dependencies: FetcherDependencies): Promise<FetchedLabels> {
  const { staging, enqueue, log } = dependencies;
  const { connection, project } = group;
  const startedAt = dependencies.api.now().getTime();
  const listings = group.events.filter(({ listing }) => listing !== undefined);
  const pages = Map.groupBy(listings, ({ listing, after }) => JSON.stringify([listing, after]));
  for (const same of pages.values()) await listLabels(same, dependencies);
  const events = group.events.filter(({ listing }) => listing === undefined);
  if (events.length === 0) return { batches: [] };

  const fetched = await collected(group, events, dependencies);
  const { labels, later } = fitState(group, [...fetched.settled, ...(await withClasses(fetched.kept, dependencies))]);
  await staging.flush();
  // Last: what fails before is tried again, and would put them back twice.
  await lookAgain(fetched.looks, dependencies);
  await putBack(fetched.waiting, dependencies);
  if (later.length > 0) await stored(enqueue(later));
  const counts = {
    asked: events.length,
    fetched: fetched.kept.length,
    putBack: fetched.waiting.size,
    later: later.length,
    milliseconds: dependencies.api.now().getTime() - startedAt,
  };
  log('labels-fetched', { connection, project, ...counts });
  const batches = batchesOf(labels, dependencies.labelsPerChild);
  return fetched.notLabelled.length > 0 ? { batches, notLabelled: fetched.notLabelled } : { batches };
}

/**
 * Characters of a document as JSON, beyond the bytes that FetchedGroup lets through with the label: signed URLs are cleaned
 * from it later. A longer document is refused before a label is made of it, which would take as much memory again.
 */
const longerDocument = 2 * 1024 * 1024;

function ifShort(answer: FetchedDocument | FailedDocument, most = largestLabel): FetchedDocument | FailedDocument {
  const longest = most + longerDocument;
  if ('error' in answer || !jsonLargerThan(answer.document, longest)) return answer;
  const error = new InvalidLabel(
    `The document of the label must have at most ${longest} characters, but has more. Deploy with a larger parameter largestLabelMiB (${most / 1024 / 1024} now), or split its data unit on the platform.`,
  );
  return { ref: answer.ref, error };
}

async function collected(
  group: LabelGroup,
  events: readonly LabelEvent[],
  dependencies: FetcherDependencies,
): Promise<GroupOutcome> {
  const fetched = await FetchedGroup.begin(events, dependencies);
  try {
    for await (const answer of answersTo(group.project, fetched.refs, dependencies)) {
      await fetched.take(ifShort(answer, dependencies.largestLabel));
    }
  } catch (error) {
    await fetched.abandon();
    throw await causeOf(error, group, dependencies);
  }
  return fetched.end();
}

async function* answersTo(project: string, refs: readonly LabelRef[], dependencies: FetcherDependencies) {
  const { reader, api, wantsStage: stage = false } = dependencies;
  for (let start = 0; start < refs.length; start += reader.batch) {
    try {
      yield* reader.fetch(project, refs.slice(start, start + reader.batch), api, { stage });
    } catch (error) {
      if (!(error instanceof LabelNotReady)) throw error; // it is as good as no answer for the rest of them
    }
  }
}

/**
 * Tells an outage, for which a group waits as a whole, from a label that makes the request of its whole group fail: then the
 * platform goes on answering about the project.
 */
async function causeOf(
  error: unknown,
  { project, events }: LabelGroup,
  { reader, api }: FetcherDependencies,
): Promise<unknown> {
  if (events.length === 1 || !(error instanceof PlatformUnavailable)) return error;
  try {
    await reader.checkProject?.(project, api);
  } catch (refusal) {
    const isOutage = !(refusal instanceof PipelineError) || refusal.retryable;
    if (isOutage) return error;
  }
  return new GroupUnavailable(error.message, { cause: error });
}

async function withClasses(
  labels: readonly KeptLabel[],
  { extendClasses, staging, deletesUnits, log }: FetcherDependencies,
): Promise<FetchedLabel[]> {
  if (labels.length === 0) return [];
  const { locked, ...numbers } = await extendClasses(labels.flatMap((label) => label.classes));
  const known = new Set(numbers.classes);
  const classes = await staging.add(Buffer.from(JSON.stringify(numbers)));
  return labels.map(({ event, label, revision, staged, before, unsettled, classes: own }): FetchedLabel => {
    const unknown = own.filter((name) => !known.has(name));
    if (!locked || unknown.length === 0) {
      const marks = given({ unsettled, entersUnit: deletesUnits });
      return { status: 'fetched', event, label, revision, staged, before, classes, ...marks };
    }
    const names = unknown.map((name) => JSON.stringify(name)).join(', ');
    const refusal = `The class map of project ${event.project} is locked and has no class ${names}. Add it there, then replay.`;
    return failedLabel(event, new InvalidLabel(refusal), log);
  });
}

const batchesOf = (labels: readonly FetchedLabel[], size = labelsPerChild): FetchedLabel[][] =>
  Array.from({ length: Math.ceil(labels.length / size) }, (_, batch) => labels.slice(batch * size, (batch + 1) * size));
