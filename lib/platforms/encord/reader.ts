import { LabelNotFound } from '../../workflow/errors.ts';
import { defineReader, type LabelRef } from '../platform.ts';
import { clean } from './clean.ts';
import { type Client, connect } from './client.ts';
import { labelRows, labelsOfDataUnits, projectNotThere } from './label-rows.ts';
import { normalise } from './normalise.ts';

export default defineReader({
  /** What the SDK takes as the limit of one request where the server names none (MULTI_LABEL_LIMIT_ERROR). */
  batch: 100,

  async *fetch(project, refs, api) {
    const client = connect(project, api);
    const asked = await byLabel(client, refs);
    if (asked.size === 0) return;
    const { exists, ontology } = await client.project();
    for await (const answer of labelRows(client, [...asked.keys()])) {
      for (const ref of asked.get(answer.label) ?? []) {
        if ('row' in answer) yield { ref, document: answer.row, ...(ontology === undefined ? {} : { ontology }) };
        else yield { ref, error: answer.error instanceof LabelNotFound && !exists ? projectNotThere() : answer.error };
      }
    }
  },

  normalise,
  clean,
});

/** Label hash → the refs that ask for it: several may mean one label, and one of a data unit alone all of that unit's. */
async function byLabel(client: Client, refs: readonly LabelRef[]): Promise<ReadonlyMap<string, readonly LabelRef[]>> {
  const dataUnits = refs.flatMap(({ label, dataUnit }) => (label === undefined && dataUnit ? [dataUnit] : []));
  const labels = await labelsOfDataUnits(client, [...new Set(dataUnits)]);
  const asked = new Map<string, LabelRef[]>();
  for (const ref of refs) {
    const hashes = ref.label === undefined ? (labels.get(ref.dataUnit ?? '') ?? []) : [ref.label];
    for (const hash of hashes) asked.set(hash, [...(asked.get(hash) ?? []), ref]);
  }
  return asked;
}
