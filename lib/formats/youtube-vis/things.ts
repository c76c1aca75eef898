import { decodeCounts } from '../../label/rle.ts';
import { isCrowd } from '../crowd.ts';
import { type DrawnKind, draw } from '../drawn-segmentation.ts';
import type { FormatContext } from '../format.ts';
import type { Report } from '../reporter.ts';
import type { Picture } from '../video-frames.ts';
import type { SizedUnit } from '../visible-parts.ts';
import { idOf } from './document.ts';

/** `counts` run column by column: a list, which every reader takes, and no string. */
type Rle = { readonly size: readonly [height: number, width: number]; readonly counts: readonly number[] };

/** One thing of a video: in each of its pictures the mask, the box around it and the area, or null where it is not seen. */
type Thing = {
  readonly width: number;
  readonly height: number;
  readonly category_id: number;
  iscrowd: 0 | 1;
  readonly segmentations: (Rle | null)[];
  readonly bboxes: (readonly number[] | null)[];
  readonly areas: (number | null)[];
};

/** Of all masks of one video: some 100 MB while they are written. */
const mostRuns = 8_000_000;

/** The things of a video in the order in which they are first seen; undefined where their masks would be too many. */
export function thingsIn(
  pictures: readonly Picture<DrawnKind>[],
  size: SizedUnit,
  classOf: FormatContext['classOf'],
  report: Report,
): readonly Thing[] | undefined {
  const things = new Map<string, Thing>();
  let runs = 0;
  for (const [index, picture] of pictures.entries()) {
    for (const annotation of picture.annotations) {
      const { id, track, category, shape } = annotation;
      if (!shape) continue;
      const { drawing, omitted } = draw(shape, size, 'rle');
      report(picture, annotation, omitted);
      if (!drawing || !('counts' in drawing.segmentation)) continue;
      const counts = decodeCounts(drawing.segmentation.counts);
      runs += counts.length;
      if (runs > mostRuns) return undefined;
      // A thing that changes its category is one of each: an annotation has one.
      const key = JSON.stringify([track === undefined ? { id } : track, category]);
      const thing = things.get(key) ?? newThing(size, idOf(classOf(category)), pictures.length);
      things.set(key, thing);
      if (isCrowd(annotation)) thing.iscrowd = 1;
      thing.segmentations[index] = { size: [size.height, size.width], counts };
      thing.bboxes[index] = drawing.bbox;
      thing.areas[index] = drawing.area;
    }
  }
  return [...things.values()];
}

function newThing({ width, height }: SizedUnit, category: number, pictures: number): Thing {
  const nowhere = () => new Array<null>(pictures).fill(null);
  return {
    width,
    height,
    category_id: category,
    iscrowd: 0,
    segmentations: nowhere(),
    bboxes: nowhere(),
    areas: nowhere(),
  };
}
