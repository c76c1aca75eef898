import {
  asFields,
  type FieldPath,
  type Fields,
  invalidAt,
  isMissing,
  listIn,
  quoted,
  wrongKind,
} from '../../kit/fields.ts';

/** Up to 15 digits are a number that JavaScript holds exactly. */
const digits = /^\d{1,15}$/;
export const isNumber = (key: string): boolean => digits.test(key);

/** What is keyed "0", "1", … "10", in the order of the numbers; a list is the same with its keys left out. */
export function numberedItems(value: unknown, path: FieldPath): [number, unknown][] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  return Object.entries(asFields(value, path))
    .map(([key, item]): [number, unknown] => {
      if (!isNumber(key)) throw invalidAt(path, `must be keyed by numbers, but has a key ${quoted(key)}`);
      return [Number(key), item];
    })
    .sort(([a], [b]) => a - b);
}

/** First and last, BOTH inclusive: frames, pages, characters, milliseconds, nanoseconds, or places in an image group. */
export type Range = readonly [first: number, last: number];

/** Empty where the list is null or missing. */
export function rangesIn(fields: Fields, key: string, path: FieldPath): readonly Range[] {
  if (isMissing(fields[key])) return [];
  const list = path.at(key);
  return listIn(fields, key, path).map((item, index): Range => {
    const [first, last, ...more] = Array.isArray(item) ? (item as unknown[]) : [];
    const isPair = Number.isFinite(first) && Number.isFinite(last) && more.length === 0;
    if (!isPair) throw wrongKind(list.at(index), 'two finite numbers, the first and the last', item);
    const range = [first as number, last as number] as const;
    if (range[0] < 0) throw invalidAt(list.at(index), 'begins before 0');
    if (range[1] < range[0]) throw invalidAt(list.at(index), 'ends before it begins');
    return range;
  });
}
