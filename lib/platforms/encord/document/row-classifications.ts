import { asFields, type FieldPath, type Fields, optionalTextIn, textIn } from '../../kit/fields.ts';
import type { PlacedUnit } from './data-units.ts';
import type { LabelRow, Part } from './label-row.ts';

/** An entry in the labels of a unit: where older rows say that a classification holds. */
export type PlacedEntry = { readonly frame: number | undefined; readonly fields: Fields; readonly path: FieldPath };

/** What a row says about one classification: its answer, and its entries in units. Either may be missing. */
export type Told = {
  readonly hash: string;
  readonly answer: Part | undefined;
  readonly entries: ReadonlyMap<PlacedUnit, readonly PlacedEntry[]>;
};

export function toldClassifications(row: LabelRow, units: readonly PlacedUnit[]): Told[] {
  const byHash = new Map<string, Map<PlacedUnit, PlacedEntry[]>>();
  for (const unit of units) {
    for (const { frame, classifications, path } of unit.entries) {
      for (const [index, item] of classifications.entries()) {
        const at = path.at('classifications').at(index);
        const fields = asFields(item, at);
        if (fields.isDeleted === true) continue;
        const hash = textIn(fields, 'classificationHash', at);
        const entries = byHash.get(hash) ?? new Map<PlacedUnit, PlacedEntry[]>();
        byHash.set(hash, entries);
        const ofUnit = entries.get(unit) ?? [];
        entries.set(unit, ofUnit);
        ofUnit.push({ frame, fields, path: at });
      }
    }
  }
  const hashes = new Set([...byHash.keys(), ...row.classificationAnswers.keys()]);
  return [...hashes].map((hash) => ({
    hash,
    answer: row.classificationAnswers.get(hash),
    entries: byHash.get(hash) ?? new Map(),
  }));
}

export function featureHashOf({ answer, entries }: Told): string | undefined {
  const said = answer && optionalTextIn(answer.fields, 'featureHash', answer.path);
  const first = firstOf(entries);
  return said ?? (first && optionalTextIn(first.fields, 'featureHash', first.path));
}

export const firstOf = (entries: Told['entries']): PlacedEntry | undefined => [...entries.values()][0]?.[0];
