import type { CategorisedAnnotation } from './annotation-parts.ts';
import { classificationsOf } from './classifications.ts';
import type { LabelRow } from './label-row.ts';
import { ObjectLookup } from './object-lookup.ts';
import { objectsOf } from './objects.ts';
import type { Ontology } from './ontology.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { rangedObjectsOf } from './ranged-objects.ts';
import { recordedObjectsOf } from './recorded-objects.ts';

/** Everything that the row says about its units: objects in their labels, objects at ranges, classifications. */
export function annotationsOf(
  row: LabelRow,
  units: readonly PlacedUnit[],
  ontology: Ontology,
): CategorisedAnnotation[] {
  const lookup = new ObjectLookup(row, ontology);
  return [
    ...units.flatMap((unit) => (unit.timeline === 'nanoseconds' ? recordedObjectsOf : objectsOf)(unit, lookup)),
    ...rangedObjectsOf(row, units, lookup),
    ...classificationsOf(row, units, ontology),
  ];
}
