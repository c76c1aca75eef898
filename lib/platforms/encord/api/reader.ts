import { InvalidRequest, LabelNotFound } from '../../../contracts/errors.ts';
import { defineReader, type LabelRef } from '../../platform.ts';
import { clean } from '../document/clean.ts';
import { normalise } from '../document/normalise.ts';
import { stageOfListing } from '../listing.ts';
import { type Client, connect } from './client.ts';
import { labelRows, metadataOfDataUnits } from './fetch-label-rows.ts';
import { projectNotThere, readProject } from './project.ts';
import { labelsAtStage } from './stage-tasks.ts';

export default defineReader({
  /** What the SDK takes as the limit of one request where the server names none (MULTI_LABEL_LIMIT_ERROR). */
  batch: 100,

  async *fetch(project, refs, api) {
    const client = connect(project, api);
    const asked = await byLabel(client, refs);
    if (asked.size === 0) return;
    const { exists, ontology } = await readProject(client);
    for await (const answer of labelRows(client, [...asked.keys()])) {
      for (const ref of asked.get(answer.label) ?? []) {
        if ('row' in answer) yield { ref, document: answer.row, ...(ontology === undefined ? {} : { ontology }) };
        else yield { ref, error: answer.error instanceof LabelNotFound && !exists ? projectNotThere() : answer.error };
      }
    }
  },

  async *list(project, listing, occurredAt, api) {
    const stage = stageOfListing(listing);
    if (stage === undefined) throw new InvalidRequest('listing must name a stage of a workflow, as in stage:<uuid>.');
    yield* labelsAtStage(connect(project, api), stage, occurredAt);
  },

  normalise,
  clean,
});

/** Label hash → the refs that ask for it: several may mean one label, and one of a data unit alone all of that unit's. */
async function byLabel(client: Client, refs: readonly LabelRef[]): Promise<ReadonlyMap<string, readonly LabelRef[]>> {
  const dataUnits = refs.flatMap(({ label, dataUnit }) => (label === undefined && dataUnit ? [dataUnit] : []));
  const metadata = await metadataOfDataUnits(client, [...new Set(dataUnits)]);
  const asked = new Map<string, LabelRef[]>();
  for (const ref of refs) {
    const begun = (metadata.get(ref.dataUnit ?? '') ?? []).flatMap(({ label_hash }) => label_hash || []);
    for (const hash of ref.label === undefined ? begun : [ref.label])
      asked.set(hash, [...(asked.get(hash) ?? []), ref]);
  }
  return asked;
}
