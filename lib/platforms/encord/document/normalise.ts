import { NotLabelled } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import type { Label } from '../../../label/label.ts';
import { finishLabel } from '../../kit/finish-label.ts';
import { groupedUnits } from '../../kit/grouped-units.ts';
import { Reading } from '../../kit/reading.ts';
import type { FetchedDocument, ReadingSettings } from '../../platform.ts';
import { annotationsOf } from './annotations.ts';
import { categoriesOf } from './categories.ts';
import { readLabelRow } from './label-row.ts';
import { readOntology } from './ontology.ts';
import { sourceOf } from './source.ts';
import { refuseUnknownSpaces } from './spaces.ts';
import { unitsOf } from './units.ts';
import { unitsWithCounts } from './units-with-counts.ts';

export function normalise(
  { ref, document, ontology: structure, workflowStage }: FetchedDocument,
  project: string,
  settings?: ReadingSettings,
): Label {
  const reading = new Reading(settings);
  const row = readLabelRow(document, reading);
  const units = unitsOf(row);
  const ontology = readOntology(structure);
  refuseUnknownSpaces(row, units);
  const annotations = annotationsOf(row, units, ontology);
  const made = annotations.map(({ annotation }) => annotation);
  const source = sourceOf(row, units, given({ ref, workflowStage }), project);
  if (row.unfinishedBy !== undefined && annotations.length === 0 && !reading.hasLeftOutAny) {
    throw new NotLabelled(notLabelledMessage(row.unfinishedBy), source.revision);
  }
  return finishLabel(
    {
      schema: 1,
      source,
      categories: categoriesOf(ontology, annotations),
      units: groupedUnits(unitsWithCounts(units, made), row.dataHash),
      annotations: made,
    },
    annotations,
    reading,
  );
}

const notLabelledMessage = (field: string): string =>
  `The label row is empty and not finished (label_row.${field}): nobody said what is there, and an empty label would teach a model that there is nothing. It is exported once somebody labels it; what was exported before stays.`;
