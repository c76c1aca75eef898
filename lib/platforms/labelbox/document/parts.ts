import { InvalidLabel, type PipelineError } from '../../../contracts/errors.ts';
import { kindOf } from '../../../contracts/kind-of.ts';

// What a label holds by the thousand is read by hand: a schema for each object would take longer than the JSON did.

export type Fields = Readonly<Record<string, unknown>>;

const longestKey = 80;

/** Where something stands in the label. Put into words for an error only. */
export class Path {
  readonly key: string | number;
  readonly parent: Path | undefined;

  constructor(key: string | number, parent?: Path) {
    this.key = key;
    this.parent = parent;
  }

  at(key: string | number): Path {
    return new Path(key, this);
  }

  toString(): string {
    const key = typeof this.key === 'number' ? `[${this.key}]` : this.key.slice(0, longestKey);
    if (!this.parent) return key;
    return typeof this.key === 'number' ? `${this.parent}${key}` : `${this.parent}.${key}`;
  }
}

export function wrong(path: Path, expected: string, value: unknown): PipelineError {
  const found = value === undefined ? 'is missing' : `is ${value === '' ? 'empty' : kindOf(value)}`;
  return new InvalidLabel(`${path} must be ${expected}, and ${found}.`);
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field whose name comes from the document: `constructor` is none unless it stands there. */
export const own = (fields: Fields, key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined);

export function fieldsOf(value: unknown, path: Path): Fields {
  if (isFields(value)) return value;
  throw wrong(path, 'an object', value);
}

export function listOf(value: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(path, 'a list', value);
}

export function nameIn(fields: Fields, key: string, path: Path): string {
  const value = fields[key];
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(path.at(key), 'a text', value);
}

export function numberIn(fields: Fields, key: string, path: Path): number {
  const value = fields[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(path.at(key), 'a number', value);
}

/** A whole number from 0 on. */
export function countIn(fields: Fields, key: string, path: Path): number {
  const value = fields[key];
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw wrong(path.at(key), 'a whole number from 0 on', value);
}

export function fieldsIn(fields: Fields, key: string, path: Path): Fields {
  const value = fields[key];
  if (isFields(value)) return value;
  throw wrong(path.at(key), 'an object', value);
}

export function listIn(fields: Fields, key: string, path: Path): readonly unknown[] {
  const value = fields[key];
  if (Array.isArray(value)) return value;
  throw wrong(path.at(key), 'a list', value);
}

/** A list that may be left out. */
export const listInIfThere = (fields: Fields, key: string, path: Path): readonly unknown[] =>
  fields[key] === undefined || fields[key] === null ? [] : listIn(fields, key, path);

/** An object that may be left out, or be an empty list, as an empty map is in some languages. */
export function mapInIfThere(fields: Fields, key: string, path: Path): Fields {
  const value = fields[key];
  return isEmpty(value) ? {} : fieldsIn(fields, key, path);
}

export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0);

/** A list or an object that is not known here and holds something may be part of the label. */
export function onlyParts(fields: Fields, known: ReadonlySet<string>, path: Path, owner: string): void {
  for (const key in fields) {
    const value = fields[key];
    if (known.has(key) || typeof value !== 'object' || isEmpty(value)) continue;
    throw new InvalidLabel(`${path.at(key)} is a part that ${owner} is not known to have.`);
  }
}

/** One key more in a geometry (a rotation, a third dimension) would change what it is. */
export function onlyKeys(fields: Fields, known: ReadonlySet<string>, path: Path): void {
  for (const key in fields) {
    if (!known.has(key)) throw new InvalidLabel(`${path} has unknown keys: ${key.slice(0, longestKey)}.`);
  }
}
