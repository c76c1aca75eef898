import { type Fields, isMissing } from '../../kit/fields.ts';
import type { FieldPath } from '../../kit/reading.ts';
import type { Placement } from './entry-placements.ts';
import type { PlacedEntry, RowClassification } from './row-classifications.ts';

const makingKeys = ['confidence', 'createdAt', 'manualAnnotation'];

/**
 * What is said of the making of a classification, as fields of one object. Where an entry places it, the entry says it and
 * else the answer. Where ranges of the answer place it, the answer says it and else the entries that the ranges override, as
 * far as they agree: rows of some years have both, and only the entries say it.
 */
export function makingFieldsOf(
  { answer, entries }: RowClassification,
  { unit, entry, entries: ofPlace }: Placement,
  { id, path }: { readonly id: string; readonly path: FieldPath },
): Fields {
  const making: Record<string, unknown> = {};
  for (const key of makingKeys) {
    const ofAnswer = answer?.fields[key];
    if (entry && key !== 'manualAnnotation') making[key] = entry.fields[key] ?? ofAnswer;
    else if (!entry && !isMissing(ofAnswer)) making[key] = ofAnswer;
    else {
      const values = valuesIn(ofPlace ?? entries.get(unit) ?? [], key);
      if (values.size === 1 || key === 'createdAt') making[key] = [...values][0];
      else if (values.size === 0) making[key] = ofAnswer;
      else path.reading.notKept(id, path.at(key), 'it differs from frame to frame');
    }
  }
  return making;
}

const valuesIn = (entries: readonly PlacedEntry[], key: string): Set<unknown> =>
  new Set(entries.map(({ fields }) => fields[key]).filter((value) => !isMissing(value)));
