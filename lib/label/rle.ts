/**
 * Run lengths of a mask: background and foreground take turns, beginning with background, whose first run may be 0.
 * The order of the pixels (row by row, or COCO's column by column) is not part of the runs; each function says which it uses.
 */

// COCO's string code: https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c (rleToString, rleFrString).
// A number is written in groups of five bits, lowest first, one character each; from the fourth number on the code
// holds the difference from the number before the last.
const radix = 32;
const lowestFive = 31;
const signBit = 16;
const moreFollows = 32;
const firstCharacter = '0'.charCodeAt(0);
const longestNumber = 10; // groups; 50 bits, which a double still holds exactly
const tooHeavy = radix ** longestNumber;
const firstDifference = 3;

/** Runs → COCO's compressed string. Throws RangeError for a run that is not a whole number from 0 to 2⁴⁹ − 1. */
export function encodeCounts(counts: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(counts.length * longestNumber);
  let length = 0;
  for (let index = 0; index < counts.length; index += 1) {
    const run = counts[index] ?? Number.NaN;
    if (!Number.isInteger(run) || run < 0 || run >= tooHeavy / 2) {
      throw new RangeError(`Run ${index} of the mask is not a whole number from 0 to 2^49 - 1.`);
    }
    let rest = index >= firstDifference ? run - (counts[index - 2] ?? 0) : run;
    for (let more = true; more; ) {
      const group = rest & lowestFive;
      rest = (rest | 0) === rest ? rest >> 5 : (rest - group) / radix; // `>>` knows 32 bits, runs may have more
      more = rest !== (group & signBit ? -1 : 0);
      bytes[length] = firstCharacter + group + (more ? moreFollows : 0);
      length += 1;
    }
  }
  return bytes.toString('latin1', 0, length);
}

/** COCO's compressed string → runs. Throws RangeError that says at which character the text breaks the format. */
export function decodeCounts(text: string): number[] {
  const counts: number[] = [];
  let last = 0;
  let beforeLast = 0;
  for (let position = 0; position < text.length; ) {
    let group = groupAt(text, position);
    let number = group & lowestFive;
    let weight = radix;
    position += 1;
    for (; group >= moreFollows; position += 1) {
      if (weight === tooHeavy) {
        throw new RangeError(`The run-length string holds a number of more than 50 bits, at character ${position}.`);
      }
      group = groupAt(text, position);
      number += (group & lowestFive) * weight;
      weight *= radix;
    }
    if (group & signBit) number -= weight;
    const run = counts.length >= firstDifference ? number + beforeLast : number;
    if (run < 0) throw new RangeError(`Run ${counts.length} of the run-length string is negative.`);
    counts.push(run);
    beforeLast = last;
    last = run;
  }
  return counts;
}

function groupAt(text: string, position: number): number {
  const group = text.charCodeAt(position) - firstCharacter;
  if (group >= 0 && group < 2 * radix) return group;
  if (position >= text.length) throw new RangeError('The run-length string ends inside a number.');
  throw new RangeError(`Character ${position} of the run-length string is not one of "0" to "o".`);
}

const longestSide = 2 ** 20;
const mostRuns = 2 ** 22;

/**
 * Row-major runs of a mask → its column-major runs. The way back is `transpose(columnMajor, height, width)`: the columns
 * of a mask are the rows of its mirror image. Costs as much as the mask has runs in both orders, never its pixels.
 * The result has no run of 0 but the first. Throws RangeError unless the runs add up to width × height, and, before it
 * takes the memory, for more than a million rows or columns, or four million runs: no picture of a thing has these,
 * but a few bytes of stripes can ask for them.
 */
export function transpose(counts: readonly number[], width: number, height: number): number[] {
  const pixels = counts.reduce((sum, run) => sum + run, 0);
  if (pixels !== width * height) {
    throw new RangeError(`The runs add up to ${pixels} pixels, a mask of ${width} × ${height} has ${width * height}.`);
  }
  if (Math.max(width, height) > longestSide) {
    throw new RangeError(`A mask of ${width} × ${height} is larger than ${longestSide} in one direction.`);
  }
  let above: readonly number[] = [];
  const changes = [...rowEdges(counts, width, height), []].map((edges) => {
    const changed = symmetricDifference(above, edges); // columns, in pairs: from one to before the other
    above = edges;
    return changed;
  });
  return runsBetween(placesByColumn(changes, width, height), pixels);
}

/** `changes[row]`: the stretches of columns that change their value there. All such places, down one column after the other. */
function placesByColumn(changes: readonly (readonly number[])[], width: number, height: number): Float64Array {
  const starts = new Float64Array(width + 1); // first how many more places a column has than the one before it
  for (const changed of changes) {
    for (let index = 0; index < changed.length; index += 1) {
      const column = changed[index] ?? 0;
      starts[column] = (starts[column] ?? 0) + (index % 2 === 0 ? 1 : -1);
    }
  }
  let inColumn = 0;
  let total = 0;
  for (let column = 0; column <= width; column += 1) {
    inColumn += starts[column] ?? 0;
    starts[column] = total;
    total += inColumn;
  }
  if (total > mostRuns) throw new RangeError(`The mask has more than ${mostRuns} runs in its other direction.`);
  const places = new Float64Array(total);
  for (const [row, changed] of changes.entries()) {
    for (let index = 0; index < changed.length; index += 2) {
      const end = changed[index + 1] ?? 0;
      for (let column = changed[index] ?? 0; column < end; column += 1) {
        const slot = starts[column] ?? 0;
        places[slot] = column * height + row;
        starts[column] = slot + 1;
      }
    }
  }
  return places;
}

/** Of each row: where foreground begins and ends, in columns. Foreground never begins where it ends. */
export function rowEdges(counts: readonly number[], width: number, height: number): number[][] {
  const rows = Array.from({ length: height }, (): number[] => []);
  let start = 0;
  for (const [index, run] of counts.entries()) {
    const end = start + run;
    while (index % 2 === 1 && start < end) {
      const row = Math.floor(start / width);
      const stop = Math.min(end, (row + 1) * width);
      toggle(rows[row] ?? [], start - row * width);
      toggle(rows[row] ?? [], stop - row * width);
      start = stop;
    }
    start = end;
  }
  return rows;
}

/** Two ascending lists → what is in one of them alone, ascending. */
function symmetricDifference(one: readonly number[], other: readonly number[]): number[] {
  const found: number[] = [];
  for (let a = 0, b = 0; a < one.length || b < other.length; ) {
    const next = Math.min(one[a] ?? Number.POSITIVE_INFINITY, other[b] ?? Number.POSITIVE_INFINITY);
    if (one[a] === next) {
      toggle(found, next);
      a += 1;
    }
    if (other[b] === next) {
      toggle(found, next);
      b += 1;
    }
  }
  return found;
}

/** Appends to an ascending list; two changes at one place are none. */
function toggle(list: number[], place: number): void {
  if (list.length > 0 && list[list.length - 1] === place) list.pop();
  else list.push(place);
}

/** Ascending places where the value changes, from background on → runs over `pixels` pixels. Two changes at one place are none. */
export function runsBetween(changes: ArrayLike<number>, pixels: number): number[] {
  const runs: number[] = [];
  for (let index = 0; index < changes.length; index += 1) toggle(runs, changes[index] ?? 0);
  if (runs.at(-1) !== pixels) runs.push(pixels);
  for (let index = runs.length - 1; index > 0; index -= 1) runs[index] = (runs[index] ?? 0) - (runs[index - 1] ?? 0);
  return runs;
}
