import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());
const name = z.string().check(z.minLength(1));

/** The keypoints that a skeleton of this category may have, and the pairs of them that a line joins, by index. */
const SkeletonTemplate = z
  .strictObject({
    keypoints: z.array(name).check(z.minLength(1)),
    edges: z.array(z.tuple([count, count])),
  })
  .check(
    z.refine(({ keypoints, edges }) => edges.flat().every((index) => index < keypoints.length), {
      path: ['edges'],
      error: 'must join keypoints of the skeleton',
    }),
  );

/**
 * What an annotation is called. `object`: something with a place or a shape; these get class numbers.
 * `classification`: a question about a unit or a part of it, answered in the annotation's attributes.
 */
export const Category = z.strictObject({
  name,
  kind: z.enum(['object', 'classification']),
  parent: z.optional(name),
  /** `#rrggbb` */
  color: z.optional(z.string().check(z.regex(/^#[0-9a-f]{6}$/i))),
  skeleton: z.optional(SkeletonTemplate),
});
export type Category = z.infer<typeof Category>;
