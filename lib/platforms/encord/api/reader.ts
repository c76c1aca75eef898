import { InvalidRequest, LabelNotFound } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { isFields } from '../../kit/fields.ts';
import { defineReader, type LabelRef } from '../../platform.ts';
import { stageOfListing } from '../delivery.ts';
import { clean } from '../document/clean.ts';
import { keys } from '../document/known-keys.ts';
import { normalise } from '../document/normalise.ts';
import { type Client, connect } from './client.ts';
import { checkProject, fetchLabelRows, metadataOfDataUnits } from './fetch-label-rows.ts';
import { listLabels } from './list-labels.ts';
import { listProjects } from './list-projects.ts';
import { mediaOf } from './media-of.ts';
import { readProject, unknownProject } from './project.ts';
import { labelsAtStage } from './stage-tasks.ts';
import type { WorkflowNode } from './workflow-nodes.ts';

export default defineReader({
  /** The SDK's limit for one request where the server does not name one (MULTI_LABEL_LIMIT_ERROR). */
  batch: 100,

  async *fetch(project, refs, api, { stage = false } = {}) {
    const client = connect(project, api);
    const refsByLabel = await groupByLabel(client, refs);
    if (refsByLabel.size === 0) return;
    const { exists, ontology, stageKinds } = await readProject(client);
    for await (const answer of fetchLabelRows(client, [...refsByLabel.keys()], stage)) {
      for (const ref of refsByLabel.get(answer.label) ?? []) {
        if ('row' in answer)
          yield {
            ref,
            document: rowAt(answer),
            ...given({ ontology, workflowStage: stageKinds?.get(answer.node?.uuid ?? '') }),
          };
        else yield { ref, error: answer.error instanceof LabelNotFound && !exists ? unknownProject() : answer.error };
      }
    }
  },

  checkProject: (project, api) => checkProject(connect(project, api)),

  async *list(project, listing, api) {
    const stage = stageOfListing(listing.listing);
    if (stage === undefined) {
      throw new InvalidRequest('listing must be a stage of a workflow, as in stage:<uuid>, but is not.');
    }
    yield* labelsAtStage(connect(project, api), stage, listing);
  },

  labels: listLabels,
  projects: listProjects,

  mediaOf: async ({ ref }, unit, project, api) =>
    ref.label === undefined ? undefined : mediaOf(connect(project, api), ref.label, unit),
  normalise,
  clean,
  knownKeys: Object.values(keys),
});

/** The label row with its place in the workflow, in the field that Encord has for it. */
const rowAt = ({ row, node }: { readonly row: unknown; readonly node?: WorkflowNode }): unknown =>
  isFields(row) && node ? { ...row, workflow_graph_node: node } : row;

/** Label hash → the refs that mean it. Several may mean one label; a ref without a label means all labels of its data unit. */
async function groupByLabel(
  client: Client,
  refs: readonly LabelRef[],
): Promise<ReadonlyMap<string, readonly LabelRef[]>> {
  const dataUnits = refs.flatMap(({ label, dataUnit }) => (label === undefined && dataUnit ? [dataUnit] : []));
  const metadata = await metadataOfDataUnits(client, [...new Set(dataUnits)]);
  const refsByLabel = new Map<string, LabelRef[]>();
  for (const ref of refs) {
    const hashes = (metadata.get(ref.dataUnit ?? '') ?? []).flatMap(({ label_hash }) => label_hash || []);
    for (const hash of ref.label === undefined ? hashes : [ref.label]) {
      refsByLabel.set(hash, [...(refsByLabel.get(hash) ?? []), ref]);
    }
  }
  return refsByLabel;
}
