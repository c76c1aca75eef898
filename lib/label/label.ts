import * as z from 'zod/mini';
import { Attribute } from './attribute.ts';
import { inconsistencies } from './consistency.ts';
import { CountRange, Place } from './place.ts';
import { Shape } from './shape.ts';
import { Unit } from './unit.ts';

/**
 * The canonical label: one document per label of a platform; every platform converts INTO it once, every format OUT of it.
 * Coordinates are pixels, origin top-left, x right, y down, full precision; frames and pages are 0-based; ranges half-open.
 */

export { Attribute, AttributeValue, Choice } from './attribute.ts';
export { categoryKindOf } from './consistency.ts';
export * from './place.ts';
export * from './shape.ts';
export { type Media, mediaKinds, Unit } from './unit.ts';

const finite = z.number(); // zod's number refuses NaN and infinities
const count = z.int().check(z.nonnegative());
const name = z.string().check(z.minLength(1));

/** The keypoints that a skeleton of this category may have, and the pairs of them that a line joins, by index. */
const SkeletonTemplate = z.strictObject({
  keypoints: z.array(name).check(z.minLength(1)),
  edges: z.array(z.tuple([count, count])),
});

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

const Relation = z.strictObject({
  /** The platform's id of the relation, where it has one. */
  id: z.optional(name),
  name: z.optional(name),
  /** The id of an annotation, or of a track, of this label. */
  to: name,
  /** Whether it holds the other way round, too. */
  bothWays: z.boolean(),
});
export type Relation = z.infer<typeof Relation>;

export const Annotation = z.strictObject({
  /** Unique within the label. */
  id: name,
  /** The same thing in several units or frames carries the same track. */
  track: z.optional(name),
  category: name,
  /** Which of the two kinds of category is meant; absent: `object` with a shape, `classification` without one. */
  categoryKind: z.optional(z.enum(['object', 'classification'])),
  /** The id of a unit of this label. */
  unit: name,
  at: Place,
  /** Absent for a classification, and for an object that its place alone describes: words, seconds of an audio. */
  shape: z.optional(Shape),
  attributes: z.array(Attribute),
  relations: z.optional(z.array(Relation)),
  /** Of a frame: whether a person set it here (`true`) or a machine filled it in between (`false`), where the platform says it. */
  keyFrame: z.optional(z.boolean()),
  /** The platform's one region that several annotations were made of, because it has several categories. */
  region: z.optional(name),
  /** 0 to 1. */
  confidence: z.optional(finite.check(z.gte(0), z.lte(1))),
  createdAt: z.optional(z.iso.datetime()),
});
export type Annotation = z.infer<typeof Annotation>;

/** One thing through the frames of a unit. Only tracks of which the platform says more than their annotations do are listed. */
export const Track = z.strictObject({
  id: name,
  unit: name,
  /** The frames in which it is there: between two of the ranges it is not. */
  frames: z.array(CountRange),
  view: z.optional(name),
  /** `linear`: its annotations are key frames, and within a range the frames between them are to be interpolated. */
  interpolation: z.enum(['none', 'linear']),
});
export type Track = z.infer<typeof Track>;

export const Source = z.strictObject({
  platform: name,
  project: name,
  label: name,
  /** Microseconds since 1970 of the label's last change on the platform: what "newer" means everywhere. */
  revision: count,
  /** The platform's own word for the state of the work. */
  status: z.optional(name),
  updatedAt: z.iso.datetime(),
  createdAt: z.optional(z.iso.datetime()),
  branch: z.optional(name),
  /** A hash, never a name or an e-mail address. */
  annotator: z.optional(name),
  /** How long the work on it took, where the platform says it. */
  secondsToLabel: z.optional(finite.check(z.nonnegative())),
  /** The platform holds it for the truth that others are measured by. */
  groundTruth: z.optional(z.boolean()),
});
export type Source = z.infer<typeof Source>;

/** A label with no annotations is "labelled, and nothing there": a negative, exported like any other. */
export const Label = z
  .strictObject({
    schema: z.literal(1),
    source: Source,
    categories: z.array(Category),
    units: z.array(Unit).check(z.minLength(1)),
    annotations: z.array(Annotation),
    tracks: z.optional(z.array(Track)),
  })
  .check((context) => {
    for (const { path, message } of inconsistencies(context.value)) {
      context.issues.push({ code: 'custom', path, message, input: context.value });
    }
  });
export type Label = z.infer<typeof Label>;
