import { type FieldPath, type Fields, fieldsIn, invalidAt, isFields, isMissing } from '../../kit/fields.ts';

/** Missing, null, or a list or an object that holds nothing. */
export const isEmpty = (value: unknown): boolean =>
  isMissing(value) || (Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0);

/** An object that may be left out, or be an empty list: some languages write an empty map so. */
export const optionalMapIn = (fields: Fields, key: string, path: FieldPath): Fields =>
  isEmpty(fields[key]) ? {} : fieldsIn(fields, key, path);

/** Refuses a list or an object that nobody reads and that holds something: it may be a part of the label. */
export function onlyParts(fields: Fields, known: ReadonlySet<string>, path: FieldPath, owner: string): void {
  for (const key in fields) {
    const value = fields[key];
    if (known.has(key) || typeof value !== 'object' || isEmpty(value)) continue;
    throw invalidAt(path.at(key), `is a part that ${owner} is not known to have`);
  }
}
