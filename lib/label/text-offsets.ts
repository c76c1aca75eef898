/**
 * Positions in one text, counted two ways: in UTF-16 units, as JavaScript and the label do, and in code points, as Python
 * does. They part at the first character beyond U+FFFF, an emoji for instance, which is two units.
 */
export type TextOffsets = {
  /** Undefined inside a character of two units, and outside the text. */
  toCodePoints(utf16: number): number | undefined;
  /** Undefined outside the text. */
  toUtf16(codePoints: number): number | undefined;
};

/** Reads the text once; each question after that takes the logarithm of how many characters of two units it has. */
export function textOffsets(text: string): TextOffsets {
  const pairs: number[] = []; // where each character of two units begins, in UTF-16 units
  for (let index = 0; index < text.length; index += 1) {
    if ((text.codePointAt(index) ?? 0) <= 0xffff) continue;
    pairs.push(index);
    index += 1;
  }
  const isIn = (offset: number, length: number) => Number.isInteger(offset) && offset >= 0 && offset <= length;
  return {
    toCodePoints(utf16) {
      const before = countBefore(pairs, (pair) => pair < utf16);
      const splitsPair = pairs[before - 1] === utf16 - 1;
      return isIn(utf16, text.length) && !splitsPair ? utf16 - before : undefined;
    },
    toUtf16(codePoints) {
      // The pair at `index` begins after `pair - index` code points: each pair before it is one of them, not two.
      const before = countBefore(pairs, (pair, index) => pair - index < codePoints);
      return isIn(codePoints, text.length - pairs.length) ? codePoints + before : undefined;
    },
  };
}

/** How many at the beginning of an ascending list satisfy a condition that none after them does. */
function countBefore(list: readonly number[], isBefore: (value: number, index: number) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(list[middle] ?? 0, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
