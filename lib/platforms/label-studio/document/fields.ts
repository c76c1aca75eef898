import { InvalidLabel, type PipelineError } from '../../../contracts/errors.ts';
import { kindOf } from '../../../contracts/kind-of.ts';

/**
 * Reads single fields of the results of an annotation. No schema: a video has thousands of key frames, and the schema
 * library would take longer over them than parsing the JSON did. InvalidLabel names the field, never a value.
 */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const invalidAt = (path: string, problem: string): PipelineError => new InvalidLabel(`${path} ${problem}.`);

const wrong = (path: string, expected: string, found: unknown): PipelineError =>
  invalidAt(
    path,
    found === undefined ? `is missing (expected ${expected})` : `expected ${expected}, found ${kindOf(found)}`,
  );

export function fieldsOf(value: unknown, path: string): Fields {
  if (isFields(value)) return value;
  throw wrong(path, 'an object', value);
}

export function listOf(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(path, 'a list', value);
}

export function numberOf(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(path, 'a finite number', value);
}

/** The same of a field, whose path is only put together where it has to be told. */
export function numberIn(of: Fields, key: string, path: string): number {
  const value = of[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : numberOf(value, `${path}.${key}`);
}

/** A whole number from `least` on. */
export function countOf(value: unknown, path: string, least = 0): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  if (typeof value === 'number') throw invalidAt(path, `must be a whole number from ${least} on`);
  throw wrong(path, 'a whole number', value);
}

/** A text of at least one character. */
export function textOf(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(path, 'a text', value === '' ? undefined : value);
}

/** A list of texts; one text counts as a list of one. */
export function textsOf(value: unknown, path: string): readonly string[] {
  if (typeof value === 'string') return [value];
  return listOf(value, path).map((item, index) => {
    if (typeof item === 'string') return item;
    throw wrong(`${path}[${index}]`, 'a text', item);
  });
}

/** Refuses what nobody reads: a key more in a geometry (a third dimension, a page) may change what it says. */
export function onlyKnown(of: Fields, known: (key: string) => boolean, path: string): void {
  for (const key in of) {
    if (!known(key) && Object.hasOwn(of, key)) {
      throw invalidAt(path, `has a field ${JSON.stringify(key.slice(0, 60))}, which is not supported yet`);
    }
  }
}

export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
