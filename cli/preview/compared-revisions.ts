import { quoted } from '../../lib/contracts/printable.ts';
import type { Label } from '../../lib/label/label.ts';
import { compareLabels, type NamedRevision } from '../../lib/preview/compare-labels.ts';
import type { Group } from '../../lib/preview/html-page.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import type { LabelRecord } from '../../lib/store/record.ts';
import { asCommitted } from '../../lib/store/record-history.ts';
import { NotFound } from '../not-found.ts';
import { type BucketChoice, canonicalLabelOf, recordOf } from './bucket.ts';
import { revisionNamed, revisionText } from './revision-named.ts';

type Compared = Pick<BucketChoice, 'connection' | 'project' | 'revision' | 'facts'> & { readonly compare: string };

/** A label of the bucket as it was at the revision `compare`, beside the newest that was exported, or beside `revision`. */
export async function drawingsOfRevisions(store: ObjectStore, id: string, choice: Compared): Promise<Group[]> {
  const { compare, revision, facts } = choice;
  const newest = await recordOf(store, id, choice);
  const later = revision === undefined ? newest : await revisionNamed(store, newest, revision);
  const [before, after] = [
    await labelOf(store, await revisionNamed(store, newest, compare)),
    await labelOf(store, later),
  ];
  await facts.pictures.load?.([...before.label.units, ...after.label.units]);
  const pictureOf = (unit: Label['units'][number]) => facts.pictures.of(unit)?.address;
  return compareLabels(before, after, pictureOf);
}

async function labelOf(store: ObjectStore, record: LabelRecord): Promise<NamedRevision> {
  const label = await canonicalLabelOf(asCommitted(store, record), record);
  if (label) return { name: revisionText(record), label };
  const shown = quoted(record.label);
  throw new NotFound(
    record.status === 'exported'
      ? `Label ${shown} must have a canonical label to be compared, but the route of project ${record.project} writes none. Add canonical: {} to the route; later revisions then have one.`
      : `Label ${shown} must be exported to be compared, but is ${record.status}. Name the later revision with --revision.`,
  );
}
