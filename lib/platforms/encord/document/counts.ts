import { decimalWithin, type FieldPath, type Fields, isMissing } from '../../kit/fields.ts';

/** A size or a count. 0 means unknown; what cannot be one is noted as unread. */
export const wholeIn = (fields: Fields, key: string, path: FieldPath): number | undefined =>
  fittingIn(fields, key, path, Number.isSafeInteger);

/** A rate or a length. */
export const positiveIn = (fields: Fields, key: string, path: FieldPath): number | undefined =>
  fittingIn(fields, key, path, Number.isFinite);

function fittingIn(fields: Fields, key: string, path: FieldPath, fits: (value: number) => boolean): number | undefined {
  const value = decimalWithin(fields[key]);
  if (isMissing(value) || value === 0) return undefined;
  if (typeof value === 'number' && value > 0 && fits(value)) return value;
  path.reading.unread(path.at(key));
  return undefined;
}
