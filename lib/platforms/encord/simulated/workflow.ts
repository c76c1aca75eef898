/** The workflow of every project here. */
export const stages = [
  { stageType: 'ANNOTATION', uuid: '7f0a2c51-0000-4000-8000-000000000001', title: 'Annotate' },
  { stageType: 'REVIEW', uuid: '7f0a2c51-0000-4000-8000-000000000002', title: 'Review' },
  { stageType: 'AGENT', uuid: '7f0a2c51-0000-4000-8000-000000000003', title: 'Agent' },
  { stageType: 'DONE', uuid: '7f0a2c51-0000-4000-8000-000000000004', title: 'Complete' },
] as const;

/** Where a task of this status is; one that nobody has finished is at Annotate. */
const titles: Readonly<Record<string, string>> = { IN_REVIEW: 'Review', COMPLETED: 'Complete' };

type Row = {
  readonly workflow_graph_node?: { readonly title?: string } | null;
  readonly annotation_task_status?: string | null;
};

/** By the title that the document has, else by its task's status; null for a document of a project without a workflow. */
export function nodeOf(document: unknown): { readonly uuid: string; readonly title: string } | null {
  const { workflow_graph_node: node, annotation_task_status: status } = document as Row;
  const title = node?.title ?? (status ? (titles[status] ?? 'Annotate') : undefined);
  const stage = stages.find((each) => each.title === title);
  return stage ? { uuid: stage.uuid, title: stage.title } : null;
}
