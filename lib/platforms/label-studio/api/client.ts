import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';
import { get, hiddenProject, parse } from './requests.ts';

const id = z.union([z.int(), z.string()]);

/** As much of a task as it takes to distinguish its annotations; the rest is passed on unchanged. */
export const FetchedTask = z.looseObject({
  id,
  annotations: z.nullish(z.array(z.looseObject({ id: z.nullish(id) }))),
});
export type FetchedTask = z.infer<typeof FetchedTask>;

const TaskPage = z.object({ total: z.number(), tasks: z.array(z.unknown()) });
const ListedTask = z.object({
  id: z.int(),
  total_annotations: z.nullish(z.number()),
  cancelled_annotations: z.nullish(z.number()),
});
type ListedTask = z.infer<typeof ListedTask>;
const FetchedAnnotation = z.object({ id, task: id, project: z.nullish(id) });
const Project = z.object({ label_config: z.nullish(z.string()) });

/** How many tasks a page of a listing holds. */
const pageSize = 500;

/** A page of a listing. `last`: the largest id on it, where more tasks follow. */
type TaskIds = { readonly ids: readonly string[]; readonly last: number | undefined };

/** The requests about one project. https://api.labelstud.io, and how a server of version 1.23 answered. */
export type Client = ReturnType<typeof connect>;

export function connect(project: string, api: PlatformApi) {
  return {
    /** The project's configuration, under Label Studio's own name. Nothing else, because a project has a key to its own API. */
    async project(): Promise<{ readonly label_config: string | null }> {
      const answer = await get(api, `/api/projects/${encodeURIComponent(project)}/`);
      if (answer === undefined) throw hiddenProject(project);
      return { label_config: parse(Project, answer).label_config ?? null };
    },

    /** The tasks of these ids that the project has, with all of their annotations, in one request. */
    async tasks(ids: readonly string[]): Promise<readonly FetchedTask[]> {
      // A request without an id gives every task of the project.
      const included = ids.filter((task) => /^\d{1,15}$/.test(task)).map(Number);
      if (included.length === 0) return [];
      // Not `include`: it also narrows the fields of the annotations, which then come without their results.
      const query = { fields: 'all', resolve_uri: 'false', page_size: String(included.length) };
      const selected = { selectedItems: { all: false, included } };
      const answer = await get(api, '/api/tasks/', { project, ...query, query: JSON.stringify(selected) });
      if (answer === undefined) throw hiddenProject(project);
      return parse(TaskPage, answer).tasks.map((task) => parse(FetchedTask, task));
    },

    /** The task that an annotation belongs to; undefined when this project does not have the annotation (any more). */
    async taskOf(annotation: string): Promise<string | undefined> {
      if (!/^\d{1,15}$/.test(annotation)) return undefined;
      const answer = await get(api, `/api/annotations/${annotation}/`);
      if (answer === undefined) return undefined;
      const { task, project: owner } = parse(FetchedAnnotation, answer);
      return String(owner ?? project) === project ? String(task) : undefined;
    },

    /**
     * The tasks with annotations that changed since, those with larger ids than `after`, page by page. Always the first page
     * of the tasks beyond the last id: a task that changes meanwhile would move between pages that are counted, and push
     * another one into a page that was read.
     */
    async *changedTasks(since: Date, after: number): AsyncGenerator<TaskIds> {
      let last: number | undefined = after;
      while (last !== undefined) {
        const answer = await get(api, '/api/tasks/', {
          project,
          include: 'id,total_annotations,cancelled_annotations,updated_at',
          page_size: String(pageSize),
          query: JSON.stringify(changedBeyond(last, since)),
        });
        if (answer === undefined) throw hiddenProject(project);
        const { total, tasks } = parse(TaskPage, answer);
        const listed = tasks.map((task) => parse(ListedTask, task));
        const isLast = listed.length === 0 || listed.length >= total;
        last = isLast ? undefined : laterThan(last, listed);
        yield { ids: listed.filter(isAnnotated).map(({ id }) => String(id)), last };
      }
    },
  };
}

/** The server reads a time only with a fraction of a second, as `toISOString` writes it. */
const changedBeyond = (last: number, since: Date) => ({
  filters: {
    conjunction: 'and',
    items: [
      { filter: 'filter:tasks:id', operator: 'greater', type: 'Number', value: last },
      { filter: 'filter:tasks:updated_at', operator: 'greater', type: 'Datetime', value: since.toISOString() },
    ],
  },
  ordering: ['tasks:id'],
});

const isAnnotated = ({ total_annotations, cancelled_annotations }: ListedTask): boolean =>
  (total_annotations ?? 1) + (cancelled_annotations ?? 0) > 0;

/** A server that ignores the filter would give the same page for ever. */
export function laterThan(last: number, tasks: readonly { readonly id: number }[]): number {
  const largest = Math.max(...tasks.map(({ id: task }) => task));
  if (largest > last) return largest;
  throw new PlatformUnavailable(`Label Studio lists tasks up to ${largest} when asked for those beyond ${last}.`);
}
