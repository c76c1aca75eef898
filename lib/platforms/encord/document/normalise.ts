import { InvalidLabel } from '../../../contracts/errors.ts';
import { explainIssues } from '../../../contracts/explain-issues.ts';
import { isLabel, Label } from '../../../label/label.ts';
import type { FetchedDocument } from '../../platform.ts';
import type { PlacedAnnotation } from './annotation-parts.ts';
import { categoriesOf } from './categories.ts';
import { classificationsOf } from './classifications.ts';
import { readLabelRow } from './label-row.ts';
import { ObjectReader } from './object-lookup.ts';
import { objectsOf } from './objects.ts';
import { readOntology } from './ontology.ts';
import { marksOf } from './ranged-objects.ts';
import { recordedObjectsOf } from './recorded-objects.ts';
import { sourceOf } from './source.ts';
import { unitsOf } from './units.ts';
import { refuseUnknownSpaces } from './unknown-spaces.ts';

export function normalise({ ref, document, ontology: structure }: FetchedDocument, project: string): Label {
  const row = readLabelRow(document);
  const units = unitsOf(row);
  const ontology = readOntology(structure);
  const reader = new ObjectReader(row, ontology);
  refuseUnknownSpaces(row, units);
  const placed = [
    ...units.flatMap((unit) => (unit.timeline === 'nanoseconds' ? recordedObjectsOf : objectsOf)(unit, reader)),
    ...marksOf(row, units, reader),
    ...classificationsOf(row, units, ontology),
  ];
  return parseLabel(
    {
      schema: 1,
      source: sourceOf(row, units, ref, project),
      categories: categoriesOf(ontology, placed),
      units: units.map(({ unit }) => unit),
      annotations: placed.map(({ annotation }) => annotation),
    },
    placed,
  );
}

/** The model speaks of its own `annotations[4]`; the message adds where in the document that comes from. */
function parseLabel(label: Label, placed: readonly PlacedAnnotation[]): Label {
  if (isLabel(label)) return label;
  const parsed = Label.safeParse(label);
  if (parsed.success) return parsed.data;
  const origins = parsed.error.issues.slice(0, 100).flatMap(({ path: [list, index] }) => {
    const origin = list === 'annotations' && typeof index === 'number' ? placed[index]?.path : undefined;
    return origin ? [`annotations[${String(index)}] is ${origin}`] : [];
  });
  const where = origins.length > 0 ? ` (${[...new Set(origins)].slice(0, 5).join(', ')})` : '';
  throw new InvalidLabel(`The label row does not fit the model: ${explainIssues(parsed.error, label)}${where}.`);
}
