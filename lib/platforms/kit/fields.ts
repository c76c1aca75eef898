import { InvalidLabel, type PipelineError } from '../../contracts/errors.ts';
import { kindOf } from '../../contracts/kind-of.ts';
import { type FieldPath, shortened } from './reading.ts';

export { FieldPath } from './reading.ts';

/**
 * Reads a platform's document field by field: a label may hold an object for every frame of a video, and a schema for each
 * would take several times as long as parsing the JSON. Every mistake is InvalidLabel with one sentence, the same on every
 * platform: `<where> must be <what>, but is <kind>.` It names the KIND of what was found, never the value.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** The platform's own keyword, such as the name of a shape, as a message may repeat it. */
export const quoted = (word: string): string => JSON.stringify(shortened(word));

/** `problem` completes the sentence that `path` begins: `ends before it begins`. */
export const invalidAt = (path: FieldPath | string, problem: string): PipelineError =>
  new InvalidLabel(`${path} ${problem}.`);

export const wrongKind = (path: FieldPath | string, expected: string, found: unknown): PipelineError =>
  invalidAt(path, `must be ${expected}, but is ${kindOf(found)}`);

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Platforms write null for what is not there, or leave the field out. */
export const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/** A field whose name comes from the document: `constructor` is missing unless the document has it. */
export const ownField = (fields: Fields, key: string): unknown =>
  Object.hasOwn(fields, key) ? fields[key] : undefined;

export function asFields(value: unknown, path: FieldPath): Fields {
  if (isFields(value)) return value;
  throw wrongKind(path, 'an object', value);
}

export function asList(value: unknown, path: FieldPath): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrongKind(path, 'a list', value);
}

/** At least one character. */
export function asText(value: unknown, path: FieldPath): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongKind(path, 'a string', value);
}

export function asNumber(value: unknown, path: FieldPath): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongKind(path, 'a finite number', value);
}

/** A whole number, `least` or greater. */
export function asCount(value: unknown, path: FieldPath, least = 0): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw invalidAt(
    path,
    `must be a whole number from ${least} on, but is ${typeof value === 'number' ? 'another number' : kindOf(value)}`,
  );
}

// The same of a field. A path is made only where the field is not as it must be.

export function fieldsIn(fields: Fields, key: string, path: FieldPath): Fields {
  const value = fields[key];
  return isFields(value) ? value : asFields(value, path.at(key));
}

export function listIn(fields: Fields, key: string, path: FieldPath): readonly unknown[] {
  const value = fields[key];
  return Array.isArray(value) ? value : asList(value, path.at(key));
}

export function textIn(fields: Fields, key: string, path: FieldPath): string {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : asText(value, path.at(key));
}

export function numberIn(fields: Fields, key: string, path: FieldPath): number {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : asNumber(value, path.at(key));
}

export const countIn = (fields: Fields, key: string, path: FieldPath, least = 0): number =>
  asCount(fields[key], path.at(key), least);

// Where the field may be left out or null.

export const optionalFieldsIn = (fields: Fields, key: string, path: FieldPath): Fields | undefined =>
  isMissing(fields[key]) ? undefined : fieldsIn(fields, key, path);

/** Empty where it is left out. */
export const optionalListIn = (fields: Fields, key: string, path: FieldPath): readonly unknown[] =>
  isMissing(fields[key]) ? [] : listIn(fields, key, path);

/** An empty string counts as left out. */
export const optionalTextIn = (fields: Fields, key: string, path: FieldPath): string | undefined =>
  isMissing(fields[key]) || fields[key] === '' ? undefined : textIn(fields, key, path);

export const optionalNumberIn = (fields: Fields, key: string, path: FieldPath): number | undefined =>
  isMissing(fields[key]) ? undefined : numberIn(fields, key, path);

/** Programs that pass a document on may write its numbers as text: `"1280"` is 1280. Anything else as it is. */
export const decimalWithin = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
