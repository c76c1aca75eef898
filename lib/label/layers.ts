import { runsBetween } from './rle.ts';

/** Row by row: from each `starts[i]` to before `ends[i]`, the pixels show layer `layers[i]`. Ascending, none empty. */
export type Stretches = {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly layers: readonly number[];
};

/**
 * Masks of one size, the lowest first, each in row-major runs → what of them is seen from above. Costs as much as the masks
 * have runs, n log n, never their pixels.
 */
export function flatten(masks: readonly (readonly number[])[]): Stretches {
  const seen = { starts: [] as number[], ends: [] as number[], layers: [] as number[] };
  const cursors = masks.map(() => ({ run: 1, end: 0 }));
  const active: number[] = []; // a heap of layers, the highest first
  let place = 0;
  for (const key of startsOf(masks)) {
    const layer = key % masks.length;
    const start = (key - layer) / masks.length;
    place = showUntil(start);
    const cursor = cursors[layer];
    if (!cursor) continue;
    cursor.end = start + (masks[layer]?.[cursor.run] ?? 0);
    cursor.run += 2;
    push(active, layer);
  }
  showUntil(Number.POSITIVE_INFINITY);
  return seen;

  function showUntil(stop: number): number {
    for (let top = active[0]; top !== undefined && place < stop; top = active[0]) {
      const end = cursors[top]?.end ?? 0;
      if (end > place) show(seen, top, place, Math.min(end, stop));
      place = Math.max(place, Math.min(end, stop));
      if (end <= stop) pop(active);
    }
    return Number.isFinite(stop) ? stop : place;
  }
}

/** Where the runs of all masks begin, ascending; `start × masks + mask`, which a double holds exactly for any picture. */
function startsOf(masks: readonly (readonly number[])[]): Float64Array {
  const runs = masks.reduce((sum, counts) => sum + Math.floor(counts.length / 2), 0);
  const keys = new Float64Array(runs);
  let slot = 0;
  for (let layer = 0; layer < masks.length; layer += 1) {
    const counts = masks[layer] ?? [];
    let start = 0;
    for (let run = 0; run < counts.length; run += 1) {
      if (run % 2 === 1) keys[slot++] = start * masks.length + layer;
      start += counts[run] ?? 0;
    }
  }
  return keys.sort();
}

type Growing = { readonly starts: number[]; readonly ends: number[]; readonly layers: number[] };

function show({ starts, ends, layers }: Growing, layer: number, start: number, end: number): void {
  const last = starts.length - 1;
  if (last >= 0 && layers[last] === layer && ends[last] === start) ends[last] = end;
  else {
    starts.push(start);
    ends.push(end);
    layers.push(layer);
  }
}

function push(heap: number[], layer: number): void {
  let slot = heap.length;
  for (let parent = (slot - 1) >> 1; slot > 0 && (heap[parent] ?? 0) < layer; parent = (slot - 1) >> 1) {
    heap[slot] = heap[parent] ?? 0;
    slot = parent;
  }
  heap[slot] = layer;
}

function pop(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let slot = 0;
  for (let child = 1; child < heap.length; child = 2 * slot + 1) {
    if (child + 1 < heap.length && (heap[child + 1] ?? 0) > (heap[child] ?? 0)) child += 1;
    if ((heap[child] ?? 0) <= last) break;
    heap[slot] = heap[child] ?? 0;
    slot = child;
  }
  heap[slot] = last;
}

/** The values of a picture, row by row → the row-major runs of the pixels of each value but 0, by ascending value. */
export function masksByValue(values: ArrayLike<number>): ReadonlyMap<number, number[]> {
  const changes = new Map<number, number[]>();
  for (let start = 0; start < values.length; ) {
    const value = values[start] ?? 0;
    let end = start + 1;
    while (end < values.length && values[end] === value) end += 1;
    if (value !== 0) {
      const found = changes.get(value) ?? [];
      found.push(start, end);
      changes.set(value, found);
    }
    start = end;
  }
  const ascending = [...changes].sort(([one], [other]) => one - other);
  return new Map(ascending.map(([value, places]) => [value, runsBetween(places, values.length)]));
}
