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

/** Reads the text once; a question after that looks at the few characters of two units around its position. */
export function textOffsets(text: string): TextOffsets {
  const pairs: number[] = []; // where each character of two units begins, in UTF-16 units
  for (let index = 0; index < text.length; index += 1) {
    if ((text.codePointAt(index) ?? 0) <= 0xffff) continue;
    pairs.push(index);
    index += 1;
  }
  const pairsBefore = counterOf(pairs, text.length);
  // The pair at `index` begins after `pair - index` code points: each pair before it is one of them, not two.
  const codePoints = pairs.map((pair, index) => pair - index);
  const codePointsBefore = counterOf(codePoints, text.length - pairs.length);
  const isIn = (offset: number, length: number) => Number.isInteger(offset) && offset >= 0 && offset <= length;
  return {
    toCodePoints(utf16) {
      if (!isIn(utf16, text.length)) return undefined;
      const before = pairsBefore(utf16);
      return pairs[before - 1] === utf16 - 1 ? undefined : utf16 - before;
    },
    toUtf16: (position) =>
      isIn(position, text.length - pairs.length) ? position + codePointsBefore(position) : undefined,
  };
}

const blockLength = 64;

/** How many of an ascending list without repetition are below a position from 0 to `end`: a look-up, and a block at most. */
function counterOf(list: readonly number[], end: number): (position: number) => number {
  const beforeBlock = new Uint32Array(Math.floor(end / blockLength) + 1);
  let index = 0;
  for (let block = 0; block < beforeBlock.length; block += 1) {
    while ((list[index] ?? Number.POSITIVE_INFINITY) < block * blockLength) index += 1;
    beforeBlock[block] = index;
  }
  return (position) => {
    let count = beforeBlock[Math.floor(position / blockLength)] ?? 0;
    while ((list[count] ?? Number.POSITIVE_INFINITY) < position) count += 1;
    return count;
  };
}
