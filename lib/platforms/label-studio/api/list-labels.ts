import * as z from 'zod/mini';
import { AnswerTooLarge } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { instant } from '../../kit/instant.ts';
import { startOf, unknownPage } from '../../kit/listing.ts';
import type { LabelListing, LabelPage, ListedLabel, PlatformApi } from '../../platform.ts';
import { laterThan } from './client.ts';
import { answerTo, hiddenProject, parse } from './requests.ts';

/** A task of one annotation is about 170 bytes. */
const tasksAtOnce = 500;
/**
 * `include` names fields of tasks and of their annotations at once, so that the results of the annotations stay away. A server
 * that narrows tasks alone answers with the results.
 */
const onlyListed = { fields: 'all', include: 'id,annotations,updated_at,last_action' };

const id = z.union([z.int(), z.string()]);
const Annotation = z.object({ id, updated_at: z.nullish(z.string()), last_action: z.optional(z.unknown()) });
/** Without `annotations`, it is known of the task only that it exists. */
const Task = z.object({ id: z.int(), annotations: z.nullish(z.array(Annotation)) });
type Task = z.infer<typeof Task>;
const TaskPage = z.object({ total: z.number(), tasks: z.array(Task) });

type Page = z.infer<typeof TaskPage> & { readonly at?: string };

/**
 * The annotations of a project, in the order of their tasks' ids. Always the first page of the tasks beyond the last id: a
 * task that changes meanwhile would move between pages that are counted, and push another one into a page that was read.
 * Tasks without annotations are listed, too, since nothing else shows that an annotation was deleted.
 */
export async function* listLabels(project: string, listing: LabelListing, api: PlatformApi): AsyncGenerator<LabelPage> {
  const since = startOf(listing)?.iso;
  let last: number | undefined = lastTaskIn(listing);
  let size = tasksAtOnce;
  while (last !== undefined) {
    const page = await pageBeyond(last, { project, since, size, api });
    if (page === undefined) {
      size = Math.ceil(size / 2);
      continue;
    }
    const { total, tasks, at } = page;
    last = tasks.length === 0 || tasks.length >= total ? undefined : laterThan(last, tasks);
    const units = tasks.flatMap(({ id: task, annotations }) => (annotations ? String(task) : []));
    yield given({ labels: tasks.flatMap(labelsOf), units, next: last?.toString(), at });
    size = Math.min(tasksAtOnce, size * 2);
  }
}

function lastTaskIn({ after }: LabelListing): number {
  if (after === undefined) return 0;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw unknownPage('the number of a task');
}

type Request = {
  readonly project: string;
  readonly since: string | undefined;
  readonly size: number;
  readonly api: PlatformApi;
};

/** Undefined where so many tasks are too large together. Of a task that is too large alone, the page has only its id. */
async function pageBeyond(last: number, { project, since, size, api }: Request): Promise<Page | undefined> {
  const query = { project, page_size: String(size), query: JSON.stringify(tasksBeyond(last, since)) };
  const ask = async (fields: Readonly<Record<string, string>>): Promise<Page> => {
    const answer = await answerTo(api, '/api/tasks/', { ...query, ...fields });
    if (answer === undefined) throw hiddenProject(project);
    return { ...parse(TaskPage, answer.json), ...given({ at: answer.at }) };
  };
  try {
    return await ask(onlyListed);
  } catch (error) {
    if (!(error instanceof AnswerTooLarge)) throw error;
    return size > 1 ? undefined : ask({ include: 'id' });
  }
}

/** The server reads a time only with a fraction of a second, as `toISOString` writes it, and answers every other with 500. */
const tasksBeyond = (last: number, since: string | undefined) => ({
  filters: {
    conjunction: 'and',
    items: [
      { filter: 'filter:tasks:id', operator: 'greater', type: 'Number', value: last },
      ...(since === undefined
        ? []
        : [{ filter: 'filter:tasks:updated_at', operator: 'greater_or_equal', type: 'Datetime', value: since }]),
    ],
  },
  ordering: ['tasks:id'],
});

/** Skipped ones, too: nothing is exported of them, and what was exported before stays. */
function labelsOf({ id: task, annotations }: Task): ListedLabel[] {
  const dataUnit = String(task);
  if (!annotations) return [{ dataUnit }];
  return annotations.map(({ id: label, updated_at, last_action: action }) =>
    given({
      label: String(label),
      dataUnit,
      revision: instant(updated_at)?.microseconds,
      state: typeof action === 'string' && action !== '' ? action : undefined,
    }),
  );
}
