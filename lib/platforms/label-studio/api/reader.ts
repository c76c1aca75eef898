import { AnswerTooLarge, InvalidRequest, type PipelineError } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { defineReader, type FailedDocument, type FetchedDocument, type LabelRef } from '../../platform.ts';
import { recentlyChanged } from '../delivery.ts';
import { clean } from '../document/clean.ts';
import { keys } from '../document/known-keys.ts';
import { normalise } from '../document/normalise.ts';
import { type Client, connect, type FetchedTask } from './client.ts';
import { listLabels } from './list-labels.ts';
import { listProjects } from './list-projects.ts';
import { mediaOf } from './media-of.ts';

/** How far the server's clock may be behind, plus how long a delivery may take. */
const listedMilliseconds = 10 * 60_000;
/** Requests at once, for annotations whose task is not known. */
const lookUpsAtOnce = 4;

export default defineReader({
  /** Their ids must fit into a URL, and a task comes with all of its annotations and predictions, masks among them. */
  batch: 100,

  async *fetch(project, refs, api) {
    const client = connect(project, api);
    const unanswered = new Map(refs.map((ref) => [ref, ref.dataUnit]));
    const addressed = refs.flatMap(({ dataUnit }) => dataUnit ?? []);
    yield* answersFrom(client, [...new Set(addressed)], unanswered);
    // A deletion does not name the task, and an annotation moves when duplicates of its task are merged.
    const missing = [...unanswered.keys()].flatMap((ref) =>
      ref.label === undefined ? [] : [{ ref, label: ref.label }],
    );
    const found: string[] = [];
    for (let start = 0; start < missing.length; start += lookUpsAtOnce) {
      const group = missing.slice(start, start + lookUpsAtOnce);
      const tasks = await Promise.all(group.map(({ label }) => client.taskOf(label)));
      for (const [index, { ref }] of group.entries()) unanswered.set(ref, tasks[index]);
      found.push(...tasks.filter((task) => task !== undefined));
    }
    yield* answersFrom(client, [...new Set(found)], unanswered);
  },

  async checkProject(project, api) {
    await connect(project, api).project();
  },

  async *list(project, { listing, occurredAt, after }, api) {
    if (listing !== recentlyChanged) {
      throw new InvalidRequest(`The listing must be ${JSON.stringify(recentlyChanged)}, but is another.`);
    }
    const since = new Date(Date.parse(occurredAt) - listedMilliseconds);
    for await (const { ids, last } of connect(project, api).changedTasks(since, Number(after ?? 0))) {
      yield { refs: ids.map((dataUnit) => ({ dataUnit, occurredAt })), ...given({ next: last?.toString() }) };
    }
  },

  labels: listLabels,
  projects: listProjects,

  mediaOf: (_fetched, unit, _project, api) => mediaOf(unit, api),
  normalise,
  knownKeys: Object.values(keys),
  clean,
});

type Answer = FetchedDocument | FailedDocument;

/** The refs that have no answer yet, with the task that each is looked for in. */
type Unanswered = Map<LabelRef, string | undefined>;

/**
 * Requests the tasks once, and the configuration only if there are any; in halves where they are too large together.
 * Takes what it answers out of `unanswered`.
 */
async function* answersFrom(client: Client, ids: readonly string[], unanswered: Unanswered): AsyncGenerator<Answer> {
  let tasks: readonly FetchedTask[];
  try {
    tasks = await client.tasks(ids);
  } catch (error) {
    if (!(error instanceof AnswerTooLarge)) throw error;
    const half = Math.ceil(ids.length / 2);
    if (ids.length > 1) {
      yield* answersFrom(client, ids.slice(0, half), unanswered);
      yield* answersFrom(client, ids.slice(half), unanswered);
    } else yield* refused(ids[0], error, unanswered);
    return;
  }
  if (tasks.length === 0) return;
  const ontology = await client.project();
  for (const task of tasks) yield* answersIn(task, ontology, unanswered);
}

function* refused(id: string | undefined, error: PipelineError, unanswered: Unanswered): Generator<FailedDocument> {
  for (const [ref, task] of [...unanswered]) {
    if (task !== id) continue;
    unanswered.delete(ref);
    yield { ref, error };
  }
}

function* answersIn(task: FetchedTask, ontology: unknown, unanswered: Unanswered): Generator<Answer> {
  const dataUnit = String(task.id);
  const annotations = new Map((task.annotations ?? []).map((annotation) => [String(annotation.id), annotation]));
  for (const ref of [...unanswered.keys()]) {
    const wanted = ref.label === undefined ? (ref.dataUnit === dataUnit ? [...annotations.keys()] : []) : [ref.label];
    for (const label of wanted) {
      const annotation = annotations.get(label);
      if (!annotation) continue;
      unanswered.delete(ref);
      // The task that it is in now: an event may not name one, and merging duplicates moves annotations.
      yield { ref: { ...ref, label, dataUnit }, document: narrowed(task, annotation), ontology };
    }
  }
}

/** To one annotation, since each is a label of its own. Drafts are unfinished work, and predictions are a machine's. */
function narrowed(
  { annotations: _, drafts: __, predictions: ___, ...task }: FetchedTask,
  annotation: unknown,
): unknown {
  return { ...task, annotations: [annotation] };
}
