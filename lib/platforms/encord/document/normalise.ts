import type { Label } from '../../../label/label.ts';
import { finishLabel } from '../../kit/finish-label.ts';
import { Reading } from '../../kit/reading.ts';
import type { FetchedDocument, ReadingSettings } from '../../platform.ts';
import { annotationsOf } from './annotations.ts';
import { categoriesOf } from './categories.ts';
import { readLabelRow } from './label-row.ts';
import { readOntology } from './ontology.ts';
import { sourceOf } from './source.ts';
import { refuseUnknownSpaces } from './spaces.ts';
import { unitsOf } from './units.ts';

export function normalise(
  { ref, document, ontology: structure }: FetchedDocument,
  project: string,
  settings?: ReadingSettings,
): Label {
  const reading = new Reading(settings);
  const row = readLabelRow(document);
  const units = unitsOf(row);
  const ontology = readOntology(structure);
  refuseUnknownSpaces(row, units);
  const annotations = annotationsOf(row, units, ontology);
  return finishLabel(
    {
      schema: 1,
      source: sourceOf(row, units, ref, project),
      categories: categoriesOf(ontology, annotations),
      units: units.map(({ unit }) => unit),
      annotations: annotations.map(({ annotation }) => annotation),
    },
    annotations,
    reading,
  );
}
