import type { Json, ServedLabel } from '../../testing.ts';

/** A task of a JSON export, narrowed to one of its annotations. */
export type Task = Json & { readonly id: string | number; readonly annotations: readonly Json[] };

/** The tasks of some labels, joined again: each annotation is a label of its own. */
export function tasksOf(labels: readonly ServedLabel[]): Task[] {
  return [...Map.groupBy(labels, ({ dataUnit }) => dataUnit).values()].map((group) => {
    const tasks = group.map(({ document }) => document as Task);
    const annotations = tasks.flatMap(({ annotations: [annotation] }) =>
      annotation ? [{ ...annotation, created_username: ' annotator@example.com, 1', created_ago: '2 hours' }] : [],
    );
    const cancelled = annotations.filter((annotation: Json) => annotation.was_cancelled === true).length;
    return {
      ...(tasks[0] as Task),
      project: Number(group[0]?.project),
      annotations,
      drafts: [{ id: 1, user: 'annotator@example.com', result: [] }],
      predictions: [],
      total_annotations: annotations.length - cancelled,
      cancelled_annotations: cancelled,
      annotators: [1],
    };
  });
}

/** Which tasks a request selects: https://labelstud.io/guide/manage_data */
type View = {
  readonly selectedItems?: { readonly included?: readonly number[] };
  readonly filters?: { readonly items?: readonly { readonly value?: unknown }[] };
};

export function viewIn(query: string | null): View | undefined {
  try {
    return JSON.parse(query ?? '{}') as View;
  } catch {
    return undefined;
  }
}

/** An empty list of selected tasks selects all of them, as on a real server. */
export function isSelected(task: Json, { selectedItems, filters }: View): boolean {
  const included = selectedItems?.included ?? [];
  if (included.length > 0 && !included.includes(Number(task.id))) return false;
  return (filters?.items ?? []).every(({ value }) => Date.parse(String(task.updated_at)) > Date.parse(String(value)));
}
