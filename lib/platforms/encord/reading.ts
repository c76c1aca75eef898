import { InvalidLabel } from '../../contracts/errors.ts';
import { kindOf } from '../../contracts/kind-of.ts';

/**
 * Reads a label row by hand: a schema for every object of every frame costs several times what parsing the row's JSON
 * does. A mistake is InvalidLabel, which names the place and the KIND of what was found there, never the value.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** No hash and no keyword is as long; a message that grows with a broken document helps nobody. */
const longestKey = 80;
const shortened = (text: string) => (text.length > longestKey ? `${text.slice(0, longestKey)}…` : text);

/** Where in the label row something stands. It becomes text only where something is wrong there. */
export class Spot {
  readonly #key: string | number;
  readonly #within: Spot | undefined;

  constructor(key: string | number, within?: Spot) {
    this.#key = key;
    this.#within = within;
  }

  at(key: string | number): Spot {
    return new Spot(key, this);
  }

  /** E.g. `data_units.<hash>.labels.12.objects[3]`. */
  toString(): string {
    if (typeof this.#key === 'number') return `${this.#within ?? ''}[${this.#key}]`;
    return this.#within ? `${this.#within}.${shortened(this.#key)}` : shortened(this.#key);
  }
}

export const invalidAt = (spot: Spot | string, why: string) => new InvalidLabel(`${spot}: ${why}.`);

/** A vendor's keyword as a message may name it. */
export const keyword = (word: string) => JSON.stringify(shortened(word));

export const wrongKind = (spot: Spot, expected: string, found: unknown) =>
  new InvalidLabel(
    found === undefined
      ? `${spot} is missing (expected ${expected}).`
      : `${spot} is ${found === '' ? 'empty' : kindOf(found)} (expected ${expected}).`,
  );

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function asFields(value: unknown, spot: Spot): Fields {
  if (isFields(value)) return value;
  throw wrongKind(spot, 'an object', value);
}

export const fieldsOf = (fields: Fields, key: string, spot: Spot): Fields => {
  const value = fields[key];
  return isFields(value) ? value : asFields(value, spot.at(key));
};

/** Nothing where it is null or missing. */
export const fieldsIfAny = (fields: Fields, key: string, spot: Spot): Fields | undefined =>
  fields[key] === undefined || fields[key] === null ? undefined : fieldsOf(fields, key, spot);

/** The items of a list; none where it is null or missing. */
export function listOf(fields: Fields, key: string, spot: Spot): readonly unknown[] {
  const value = fields[key] ?? [];
  if (Array.isArray(value)) return value;
  throw wrongKind(spot.at(key), 'a list', value);
}

/** A text of at least one character. */
export function textOf(fields: Fields, key: string, spot: Spot): string {
  const value = fields[key];
  if (typeof value === 'string' && value !== '') return value;
  throw wrongKind(spot.at(key), 'a text', value);
}

/** Nothing where the text is null, missing or empty. */
export function textIfAny(fields: Fields, key: string, spot: Spot): string | undefined {
  const value = fields[key];
  return value === undefined || value === null || value === '' ? undefined : textOf(fields, key, spot);
}

export function numberOf(fields: Fields, key: string, spot: Spot): number {
  const value = fields[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongKind(spot.at(key), 'a finite number', value);
}

/** Nothing where the number is null or missing. */
export function numberIfAny(fields: Fields, key: string, spot: Spot): number | undefined {
  const value = fields[key];
  return value === undefined || value === null ? undefined : numberOf(fields, key, spot);
}

/** Nothing for 0 either, which stands for unknown. */
export const sizeIfAny = (fields: Fields, key: string, spot: Spot): number | undefined =>
  numberIfAny(fields, key, spot) || undefined;

/** First and last, BOTH inclusive: frames, pages, characters, milliseconds, nanoseconds, or places in an image group. */
export type Range = readonly [first: number, last: number];

/** None where the list is null or missing. */
export const rangesOf = (fields: Fields, key: string, spot: Spot): readonly Range[] =>
  listOf(fields, key, spot).map((item, index): Range => {
    const [first, last, ...more] = Array.isArray(item) ? (item as unknown[]) : [];
    const isPair = Number.isFinite(first) && Number.isFinite(last) && more.length === 0;
    if (!isPair) throw wrongKind(spot.at(key).at(index), 'first and last, two finite numbers', item);
    const range = [first as number, last as number] as const;
    if (range[0] < 0) throw invalidAt(spot.at(key).at(index), 'begins before 0');
    if (range[1] < range[0]) throw invalidAt(spot.at(key).at(index), 'ends before it begins');
    return range;
  });
