import type { ShapeOf, Track, Unit } from '../../label/label.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { framesWithoutShape, mostFrames, shapesByFrame, videoObjects } from '../video-objects.ts';

type Cuboid = {
  readonly id: string;
  readonly category: string;
  readonly shape: ShapeOf<'cuboid'>;
  /** False where it is that of an earlier frame, which the platform says goes on. */
  readonly isDrawn: boolean;
};

/** One point cloud: the whole unit, or one frame of it, from 0. */
type Sample = { readonly frame?: number; readonly cuboids: readonly Cuboid[] };

/** Of one scene. */
const mostCuboids = 500_000;

/** The point clouds in which something is, in turn; of each, its cuboids in the order of the label. */
export function samplesOf(
  unit: Unit,
  annotations: readonly AnnotationOf<'cuboid'>[],
  tracks: readonly Track[],
): { readonly samples: readonly Sample[]; readonly omitted: readonly Omission[] } {
  const things = videoObjects(unit, annotations, tracks);
  const omitted = [...things.omitted];
  const most = things.objects.reduce((sum, object) => sum + mostFrames(object, unit), 0);
  if (most > mostCuboids) {
    return { samples: [], omitted: [{ code: 'too-many-frames', unit: unit.id, detail: `${most} cuboids` }] };
  }
  const byFrame = new Map<number, Cuboid[]>();
  for (const object of things.objects) {
    const known: number[] = [];
    for (const { frame, shape, annotation } of shapesByFrame(object, unit)) {
      const { id, category, at } = annotation;
      known.push(frame);
      const cuboid = { id, category, shape, isDrawn: at.kind === 'frame' && at.frame === frame };
      const inFrame = byFrame.get(frame);
      if (inFrame) inFrame.push(cuboid);
      else byFrame.set(frame, [cuboid]);
    }
    const unknown = framesWithoutShape(object, unit, known);
    const annotation = object.drawn[0]?.annotation.id;
    if (unknown > 0) omitted.push({ code: 'shape-unknown', unit: unit.id, annotation, detail: `${unknown} frames` });
  }
  const inAll = annotations.flatMap(({ id, category, at, shape }): Cuboid[] =>
    at.kind === 'whole' && shape ? [{ id, category, shape, isDrawn: true }] : [],
  );
  const frames = [...byFrame].sort(([one], [other]) => one - other).map(([frame, cuboids]) => ({ frame, cuboids }));
  return { samples: [...(inAll.length > 0 ? [{ cuboids: inAll }] : []), ...frames], omitted };
}
