import { InvalidRequest } from '../../../contracts/errors.ts';
import { defineReader, type FailedDocument, type FetchedDocument, type LabelRef } from '../../platform.ts';
import { clean } from '../document/clean.ts';
import { type Client, connect, type FetchedTask } from './client.ts';
import { recentlyChanged } from '../delivery.ts';
import { normalise } from '../document/normalise.ts';

/** How far the server's clock may be behind, and how long a delivery may have been under way. */
const listedMilliseconds = 10 * 60_000;
/** Requests that run at once, for annotations whose task is not known. */
const lookUpsAtOnce = 4;

export default defineReader({
  /** Their numbers must fit a URL, and a task comes with all of its annotations and predictions, masks among them. */
  batch: 100,

  async *fetch(project, refs, api) {
    const client = connect(project, api);
    const unanswered = new Set(refs);
    const addressed = [...new Set(refs.flatMap(({ dataUnit }) => dataUnit ?? []))];
    yield* answersFrom(client, addressed, unanswered);
    // Those of a deletion come without their task, and an annotation moves when duplicates of its task are merged.
    const missing = [...unanswered].flatMap((ref) => (ref.label === undefined ? [] : [{ ref, label: ref.label }]));
    const found: string[] = [];
    for (let start = 0; start < missing.length; start += lookUpsAtOnce) {
      const some = missing.slice(start, start + lookUpsAtOnce);
      const tasks = await Promise.all(some.map(({ label }) => client.taskOf(label)));
      found.push(...tasks.filter((task) => task !== undefined));
    }
    yield* answersFrom(client, [...new Set(found)], unanswered);
  },

  async *list(project, listing, occurredAt, api) {
    if (listing !== recentlyChanged)
      throw new InvalidRequest(`Label Studio has no listing ${JSON.stringify(listing)}.`);
    const since = new Date(Date.parse(occurredAt) - listedMilliseconds);
    for await (const dataUnit of connect(project, api).changedTasks(since)) yield { dataUnit, occurredAt };
  },

  normalise,
  clean,
});

type Answer = FetchedDocument | FailedDocument;

/** Asks for tasks once, and for the configuration only if there are any; takes what it answers out of `unanswered`. */
async function* answersFrom(client: Client, ids: readonly string[], unanswered: Set<LabelRef>): AsyncGenerator<Answer> {
  const tasks = await client.tasks(ids);
  if (tasks.length === 0) return;
  const ontology = await client.project();
  for (const task of tasks) yield* answersIn(task, ontology, unanswered);
}

function* answersIn(task: FetchedTask, ontology: unknown, unanswered: Set<LabelRef>): Generator<Answer> {
  const dataUnit = String(task.id);
  const annotations = new Map((task.annotations ?? []).map((annotation) => [String(annotation.id), annotation]));
  for (const ref of [...unanswered]) {
    const wanted = ref.label === undefined ? (ref.dataUnit === dataUnit ? [...annotations.keys()] : []) : [ref.label];
    for (const label of wanted) {
      const annotation = annotations.get(label);
      if (!annotation) continue;
      unanswered.delete(ref);
      yield { ref: { ...ref, label }, document: narrowed(task, annotation), ontology };
    }
  }
}

/** Drafts and predictions are other people's work, and a machine's; each annotation of a task is a label of its own. */
function narrowed(
  { annotations: _, drafts: __, predictions: ___, ...task }: FetchedTask,
  annotation: unknown,
): unknown {
  return { ...task, annotations: [annotation] };
}
