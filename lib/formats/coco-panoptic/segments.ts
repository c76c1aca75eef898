import { isCrowd } from '../crowd.ts';
import type { AnnotationOf, FormatContext, Omission } from '../format.ts';
import {
  flattenLayers,
  type Layer,
  overlapOf,
  type PaintedKind,
  painted,
  type SizedUnit,
  vocColour,
} from '../painted.ts';

type Segment = { readonly id: number; readonly category: string; readonly categoryId: number; readonly iscrowd: 0 | 1 };

export type Segments = {
  /** What is painted; `value` counts segments from 1. */
  readonly layers: readonly Layer[];
  readonly stretches: ReturnType<typeof flattenLayers>['stretches'];
  /** `all[n]` is the segment with the value n + 1. */
  readonly all: readonly Segment[];
  /** COCO's `segments_info`: of the segments that have pixels in the picture. */
  readonly infos: readonly { readonly id: number; readonly category_id: number; readonly area: number }[];
  readonly omitted: readonly Omission[];
};

/** A segment for each thing, and one for all annotations of a class of stuff. */
export function segmentsOf(
  unit: SizedUnit,
  annotations: readonly AnnotationOf<PaintedKind>[],
  stuff: ReadonlySet<string>,
  classOf: FormatContext['classOf'],
): Segments {
  const layers: (Layer & { readonly annotation: string })[] = [];
  const all: Segment[] = [];
  const ofStuff = new Map<string, number>();
  const omitted: Omission[] = [];
  for (const annotation of annotations) {
    const { id, category, shape } = annotation;
    if (!shape) continue;
    const { counts, omitted: why } = painted(shape, unit);
    omitted.push(...why.map((reason) => ({ ...reason, unit: unit.id, annotation: id })));
    if (!counts) continue;
    const isStuff = stuff.has(category);
    const value = (isStuff ? ofStuff.get(category) : undefined) ?? all.length + 1;
    if (value > all.length) {
      const iscrowd = !isStuff && isCrowd(annotation) ? 1 : 0;
      all.push({ id: idOf(value), category, categoryId: classOf(category).number + 1, iscrowd });
    }
    if (isStuff) ofStuff.set(category, value);
    layers.push({ value, counts, annotation: id });
  }
  const { stretches, lost } = flattenLayers(layers);
  for (const [index, layer] of layers.entries()) {
    const overlap = overlapOf(layer, lost[index] ?? 0);
    if (overlap) omitted.push({ ...overlap, unit: unit.id, annotation: layer.annotation });
  }
  return { layers, stretches, all, infos: infosOf({ layers, stretches, all }, unit), omitted };
}

/** Different for all segments of a picture, and colours that a person can tell apart. */
function idOf(value: number): number {
  const [red, green, blue] = vocColour(value);
  return red + 256 * green + 65_536 * blue;
}

/** Of what is seen of each segment: its pixels, and the upright box around them. */
function infosOf({ layers, stretches, all }: Pick<Segments, 'layers' | 'stretches' | 'all'>, { width }: SizedUnit) {
  const seen = all.map(() => ({ area: 0, left: Infinity, top: Infinity, right: 0, bottom: 0 }));
  for (const [index, start] of stretches.starts.entries()) {
    const last = (stretches.ends[index] ?? start) - 1;
    const segment = seen[(layers[stretches.layers[index] ?? 0]?.value ?? 0) - 1];
    if (!segment) continue;
    const [firstRow, lastRow] = [Math.floor(start / width), Math.floor(last / width)];
    segment.area += last + 1 - start;
    segment.left = Math.min(segment.left, firstRow === lastRow ? start % width : 0);
    segment.right = Math.max(segment.right, firstRow === lastRow ? (last % width) + 1 : width);
    segment.top = Math.min(segment.top, firstRow);
    segment.bottom = Math.max(segment.bottom, lastRow + 1);
  }
  return all.flatMap(({ id, categoryId, iscrowd }, index) => {
    const { area = 0, left = 0, top = 0, right = 0, bottom = 0 } = seen[index] ?? {};
    const bbox = [left, top, right - left, bottom - top];
    return area === 0 ? [] : [{ id, category_id: categoryId, area, bbox, iscrowd }];
  });
}
