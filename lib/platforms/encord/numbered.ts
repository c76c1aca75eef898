import { asFields, invalidAt, type Spot } from './reading.ts';

const digits = /^\d{1,15}$/;
export const isNumber = (key: string): boolean => digits.test(key);

/** What is keyed "0", "1", … "10", in the order of the numbers; a list is the same with its keys left out. */
export function numbered(value: unknown, spot: Spot): [number, unknown][] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  return Object.entries(asFields(value, spot))
    .map(([key, item]): [number, unknown] => {
      if (!isNumber(key)) throw invalidAt(spot, 'has a key that is not a number');
      return [Number(key), item];
    })
    .sort(([a], [b]) => a - b);
}
