import * as z from 'zod/mini';
import { framesOption, framesWord } from '../chosen-frames.ts';
import { outlinedKinds } from '../outline-ring.ts';
import { type BoxedKind, boxedShapes, shapesOption } from '../upright-box.ts';

export const Options = z.strictObject({
  task: z._default(z.enum(['detect', 'segment', 'obb', 'pose']), 'detect'),
  shapes: shapesOption,
  /** Of every row of a data set of poses; 17 is COCO's person. */
  keypoints: z._default(z.int().check(z.positive(), z.lte(1000)), 17),
  frames: framesOption,
});
export type Options = z.output<typeof Options>;

/** The word of the tree: rows of two tasks never lie in one. */
export const variantOf = ({ task, shapes, keypoints, frames }: Options): string | undefined =>
  [
    ...(task === 'detect' ? [] : [task]),
    ...(task === 'pose' && keypoints !== 17 ? [keypoints] : []),
    ...(shapes === 'hull' ? [] : [shapes]),
    ...(frames === 'none' ? [] : [framesWord(frames)]),
  ].join('-') || undefined;

export function shapesOf({ task, shapes }: Options): readonly BoxedKind[] {
  if (task === 'segment' && shapes === 'hull') return outlinedKinds;
  return task === 'pose' && shapes === 'boxes' ? ['box', 'skeleton'] : boxedShapes(shapes);
}
