import { asFields, type FieldPath, type Fields, optionalTextIn, textIn } from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { isDeleted } from './annotation-parts.ts';
import { keys } from './known-keys.ts';
import type { LabelRow, Part } from './label-row.ts';
import type { PlacedUnit } from './placed-unit.ts';

/** An entry in the labels of a unit: in older rows it says where a classification holds. */
export type PlacedEntry = { readonly frame: number | undefined; readonly fields: Fields; readonly path: FieldPath };

/** What a row has about one classification: its answer, and its entries in units. Either may be missing. */
export type RowClassification = {
  readonly hash: string;
  readonly answer: Part | undefined;
  readonly entries: ReadonlyMap<PlacedUnit, readonly PlacedEntry[]>;
};

export function rowClassificationsOf(row: LabelRow, units: readonly PlacedUnit[]): RowClassification[] {
  const byHash = new Map<string, Map<PlacedUnit, PlacedEntry[]>>();
  for (const unit of units) {
    for (const { frame, classifications, path } of unit.entries) {
      for (const [index, item] of classifications.entries()) {
        const at = path.at('classifications').at(index);
        const fields = asFields(item, at);
        if (isDeleted(fields, at)) continue;
        checkKeys(fields, keys.classification, at);
        const hash = textIn(fields, 'classificationHash', at);
        const entries = byHash.get(hash) ?? new Map<PlacedUnit, PlacedEntry[]>();
        byHash.set(hash, entries);
        const entriesInUnit = entries.get(unit) ?? [];
        entries.set(unit, entriesInUnit);
        entriesInUnit.push({ frame, fields, path: at });
      }
    }
  }
  const answered = [...row.classificationAnswers].flatMap(([hash, { fields, path }]) =>
    isDeleted(fields, path) ? [] : [hash],
  );
  const hashes = new Set([...byHash.keys(), ...answered]);
  return [...hashes].map((hash) => ({
    hash,
    answer: row.classificationAnswers.get(hash),
    entries: byHash.get(hash) ?? new Map(),
  }));
}

/** The hash of the question in the ontology. */
export function featureHashOf({ answer, entries }: RowClassification): string | undefined {
  const first = firstOf(entries);
  return (
    (answer && optionalTextIn(answer.fields, 'featureHash', answer.path)) ??
    (first && optionalTextIn(first.fields, 'featureHash', first.path))
  );
}

export const firstOf = (entries: RowClassification['entries']): PlacedEntry | undefined =>
  [...entries.values()][0]?.[0];
