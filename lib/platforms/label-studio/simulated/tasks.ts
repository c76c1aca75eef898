import type { Json, ServedLabel } from '../../testing.ts';

/** A task of a JSON export, narrowed to one of its annotations. */
export type Task = Json & { readonly id: string | number; readonly annotations: readonly Json[] };

/** The tasks of some labels, joined again: each annotation is a label of its own. A task changes when its annotations do. */
export function tasksOf(labels: readonly ServedLabel[]): Task[] {
  return [...Map.groupBy(labels, ({ dataUnit }) => dataUnit).values()].map((group) => {
    const tasks = group.map(({ document }) => document as Task);
    const project = Number(group[0]?.project);
    const annotations = tasks.flatMap(({ annotations: [annotation] }) =>
      annotation
        ? [{ ...annotation, project, created_username: ' annotator@example.com, 1', created_ago: '2 hours' }]
        : [],
    );
    const times = [...tasks, ...annotations].map(({ updated_at }: Json) => microseconds(updated_at));
    const cancelled = annotations.filter((annotation: Json) => annotation.was_cancelled === true).length;
    return {
      ...(tasks[0] as Task),
      updated_at: timeOf(Math.max(...times)),
      project,
      annotations,
      drafts: [{ id: 1, user: 'annotator@example.com', result: [] }],
      predictions: [],
      total_annotations: annotations.length - cancelled,
      cancelled_annotations: cancelled,
      annotators: [1],
    };
  });
}

/** Since 1970; 0 where there is no time. The time is in UTC. */
function microseconds(time: unknown): number {
  const [, whole = '', fraction = ''] = /^(.+?)(?:\.(\d{1,6}))?Z$/.exec(String(time)) ?? [];
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0')) || 0;
}

function timeOf(time: number): string {
  const seconds = new Date(Math.floor(time / 1e6) * 1000).toISOString().slice(0, -'.000Z'.length);
  return `${seconds}.${String(time % 1e6).padStart(6, '0')}Z`;
}

type Filter = { readonly filter?: unknown; readonly operator?: unknown; readonly value?: unknown };

/** Which tasks a request selects, and in which order: https://labelstud.io/guide/manage_data */
type View = {
  readonly selectedItems?: { readonly included?: readonly number[] };
  readonly filters?: { readonly items?: readonly Filter[] };
  readonly ordering?: readonly string[];
};

export function viewIn(query: string | null): View | undefined {
  try {
    return JSON.parse(query ?? '{}') as View;
  } catch {
    return undefined;
  }
}

type Comparable = (task: Json) => number;

const fields: Readonly<Record<string, Comparable>> = {
  id: ({ id }) => Number(id),
  updated_at: ({ updated_at }) => microseconds(updated_at),
};

const operators: Readonly<Record<string, (found: number, value: number) => boolean>> = {
  greater: (found, value) => found > value,
  greater_or_equal: (found, value) => found >= value,
};

/** A server of version 1.23.2 read a time only in this form, and answered every other one with HTTP 500. */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/;

/** Undefined where a real server answers HTTP 500. */
function conditionOf({ filter, operator, value }: Filter): ((task: Json) => boolean) | undefined {
  const field = /^filter:tasks:(\w+)$/.exec(String(filter))?.[1] ?? '';
  const read = fields[field];
  const compare = operators[String(operator)];
  if (!read || !compare || (field === 'updated_at' && !time.test(String(value)))) return undefined;
  const bound = field === 'updated_at' ? microseconds(value) : Number(value);
  return (task) => compare(read(task), bound);
}

/**
 * The tasks that a view selects, in its order, as they are at this request: a task that changes between two requests is
 * in another place of a list that is ordered by time. Undefined for a view that a real server does not understand.
 */
export function selectedTasks(tasks: readonly Task[], { selectedItems, filters, ordering }: View): Task[] | undefined {
  const conditions = (filters?.items ?? []).map(conditionOf);
  if (conditions.includes(undefined)) return undefined;
  // An empty list of selected tasks selects all of them, as on a real server.
  const included = selectedItems?.included ?? [];
  const selected = tasks.filter(
    (task) =>
      (included.length === 0 || included.includes(Number(task.id))) && conditions.every((holds) => holds?.(task)),
  );
  const [, sign = '', field = 'id'] = /^(-?)tasks:(\w+)$/.exec(ordering?.[0] ?? '') ?? [];
  const read = fields[field];
  if (!read) return undefined;
  return selected.sort((a, b) => (sign === '-' ? read(b) - read(a) : read(a) - read(b)));
}
