/**
 * Run lengths of a mask: background and foreground take turns, beginning with background, whose first run may be 0.
 * The order of the pixels (row by row, or COCO's column by column) is no part of the runs; each function says its own.
 */

// COCO's string code: https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c (rleToString, rleFrString).
// A number is written in groups of five bits, lowest first, one character each; from the fourth number on the code
// holds the difference from the number before the last.
const radix = 32;
const signBit = 16;
const moreFollows = 32;
const firstCharacter = '0'.charCodeAt(0);
const longestNumber = 10; // groups; 50 bits, which a double still holds exactly
const firstDifference = 3;

/** Runs → COCO's compressed string. Throws RangeError for a run that is no whole number from 0 to 2⁴⁹ − 1. */
export function encodeCounts(counts: readonly number[]): string {
  let text = '';
  for (const [index, run] of counts.entries()) {
    if (!Number.isInteger(run) || run < 0 || run >= radix ** longestNumber / 2) {
      throw new RangeError(`Run ${index} of the mask is not a whole number from 0 to 2^49 - 1.`);
    }
    let rest = index >= firstDifference ? run - (counts[index - 2] ?? 0) : run;
    for (let more = true; more; ) {
      const group = ((rest % radix) + radix) % radix;
      rest = (rest - group) / radix; // not `>>`: runs may pass 32 bits
      more = rest !== (group & signBit ? -1 : 0);
      text += String.fromCharCode(firstCharacter + group + (more ? moreFollows : 0));
    }
  }
  return text;
}

/** COCO's compressed string → runs. Throws RangeError that says at which character the text is no such string. */
export function decodeCounts(text: string): number[] {
  const counts: number[] = [];
  for (let position = 0; position < text.length; ) {
    let number = 0;
    let weight = 1;
    for (let more = true; more; ) {
      const group = text.charCodeAt(position) - firstCharacter; // NaN past the end
      if (Number.isNaN(group)) throw new RangeError('The run-length string ends inside a number.');
      if (group < 0 || group >= 2 * radix) {
        throw new RangeError(`Character ${position} of the run-length string is not one of "0" to "o".`);
      }
      if (weight === radix ** longestNumber) {
        throw new RangeError(`The run-length string holds a number of more than 50 bits, at character ${position}.`);
      }
      number += (group % radix) * weight;
      weight *= radix;
      more = group >= moreFollows;
      if (!more && group & signBit) number -= weight;
      position += 1;
    }
    const run = counts.length >= firstDifference ? number + (counts[counts.length - 2] ?? 0) : number;
    if (run < 0) throw new RangeError(`Run ${counts.length} of the run-length string is negative.`);
    counts.push(run);
  }
  return counts;
}

/**
 * Row-major runs of a mask → its column-major runs. The way back is `transpose(columnMajor, height, width)`: the columns
 * of a mask are the rows of its mirror image. Costs as much as the mask has runs in both orders, never its pixels.
 * The result has no run of 0 but the first. Throws RangeError unless the runs add up to width × height.
 */
export function transpose(counts: readonly number[], width: number, height: number): number[] {
  const pixels = counts.reduce((sum, run) => sum + run, 0);
  if (pixels !== width * height) {
    throw new RangeError(`The runs add up to ${pixels} pixels, a mask of ${width} × ${height} has ${width * height}.`);
  }
  const changes = Array.from({ length: width }, (): number[] => []); // of each column: the rows where its value changes
  let above: readonly number[] = [];
  for (const [row, edges] of [...rowEdges(counts, width, height), []].entries()) {
    const changed = symmetricDifference(above, edges);
    for (let index = 0; index < changed.length; index += 2) {
      for (let column = changed[index] ?? 0; column < (changed[index + 1] ?? 0); column += 1) {
        changes[column]?.push(row);
      }
    }
    above = edges;
  }
  return runsBetween(
    changes.flatMap((rows, column) => rows.map((row) => column * height + row)),
    pixels,
  );
}

/** Of each row: where foreground begins and ends, in columns. Foreground never begins where it ends. */
function rowEdges(counts: readonly number[], width: number, height: number): number[][] {
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

/** Two ascending lists → what stands in one of them alone, ascending. */
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
  if (list.at(-1) === place) list.pop();
  else list.push(place);
}

/** Ascending places where the value changes, from background on → runs over `pixels` pixels. */
export function runsBetween(changes: readonly number[], pixels: number): number[] {
  const places: number[] = [];
  for (const place of changes) toggle(places, place);
  if (places.at(-1) !== pixels) places.push(pixels);
  return places.map((place, index) => place - (places[index - 1] ?? 0));
}
