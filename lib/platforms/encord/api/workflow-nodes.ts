import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import type { Client } from './client.ts';
import { errorOf } from './refusals.ts';

/** The stage of the workflow that a label is at. */
const WorkflowNode = z.object({ uuid: z.string(), title: z.nullish(z.string()) });
export type WorkflowNode = z.infer<typeof WorkflowNode>;

const Rows = z.array(z.object({ label_hash: z.nullish(z.string()), workflow_graph_node: z.nullish(WorkflowNode) }));

/**
 * Label hash → where the label is, which only the metadata of a label row says. Ask after the row: a label that was completed
 * in between is announced by that, while one that was reopened in between is not announced at all.
 */
export async function workflowNodesOf(
  client: Client,
  labels: readonly string[],
): Promise<ReadonlyMap<string, WorkflowNode>> {
  const answer = await client.query('labelrowmetadata', null, {
    label_hashes: labels,
    include_all_label_branches: true,
    include_workflow_graph_node: true,
  });
  if ('refusal' in answer) throw errorOf(answer.refusal, 'the stages of label rows');
  const rows = Rows.safeParse(answer.response);
  if (!rows.success) {
    throw new PlatformUnavailable(
      "Encord's answer to a request for the stages of label rows is not of the known form.",
    );
  }
  return new Map(
    rows.data.flatMap(({ label_hash: label, workflow_graph_node: node }) => (label && node ? [[label, node]] : [])),
  );
}

const Workflow = z.object({ stages: z.array(z.looseObject({ uuid: z.string(), stageType: z.string() })) });

/** UUID of a stage → its kind, of a project's `workflow`; empty for a project of an older kind, which has none. */
export function stageKindsIn(workflow: unknown): ReadonlyMap<string, string> {
  const parsed = Workflow.safeParse(workflow);
  return new Map(parsed.success ? parsed.data.stages.map(({ uuid, stageType }) => [uuid, stageType]) : []);
}
