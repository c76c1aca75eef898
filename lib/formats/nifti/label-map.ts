import type { FormatContext, Omission } from '../format.ts';
import { layersOf } from '../indexed-picture.ts';
import type { LocatedUnit, Slices } from '../volume-slices.ts';
import { type Shown, storedSlice } from './shown.ts';
import { encodeLabelMap, gridOf } from './volume.ts';

type Map = { readonly bytes: Buffer; readonly isEmpty: boolean; readonly omitted: readonly Omission[] };
type How = { readonly depth: 8 | 16; readonly shown: Shown; readonly classOf: FormatContext['classOf'] };

/** The value of a voxel is the number of its class + 1; later objects of the label lie on earlier ones. */
export function labelMap(unit: LocatedUnit, slices: Slices, { depth, shown, classOf }: How): Map {
  const { geometry } = unit;
  const [width, height] = geometry.size;
  const grid = gridOf(geometry);
  const omitted: Omission[] = [];
  let isEmpty = true;
  const slice = (z: number): Uint8Array | undefined => {
    const drawn = slices.get(grid.frameOf(z));
    if (!drawn) return undefined;
    const objects = layersOf({ ...unit, width, height }, drawn, classOf, { kind: 'semantic', depth });
    omitted.push(...objects.omitted);
    if (objects.layers.length === 0) return undefined;
    isEmpty = false;
    const values = new (depth === 8 ? Uint8Array : Uint16Array)(width * height);
    const { starts, ends, layers: seen } = objects.stretches;
    for (const [index, start] of starts.entries()) {
      values.fill(objects.layers[seen[index] ?? 0]?.value ?? 0, start, ends[index]);
    }
    storedSlice(values, width, shown);
    return new Uint8Array(values.buffer);
  };
  const bytes = encodeLabelMap({ ...grid, bytes: depth === 8 ? 1 : 2, slice });
  return { bytes, isEmpty, omitted };
}
