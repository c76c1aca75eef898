import * as z from 'zod/mini';
import { Attribute, Origin } from './attribute.ts';
import type { Category } from './category.ts';
import { CountRange, Place } from './place.ts';
import { Shape } from './shape.ts';

const name = z.string().check(z.minLength(1));

export const Relation = z.strictObject({
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
  confidence: z.optional(z.number().check(z.gte(0), z.lte(1))),
  createdAt: z.optional(z.iso.datetime()),
  origin: z.optional(Origin),
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

/** Whether an annotation is an instance of an object category, or the answer to a question. */
export const categoryKindOf = ({ categoryKind, shape }: Pick<Annotation, 'categoryKind' | 'shape'>): Category['kind'] =>
  categoryKind ?? (shape ? 'object' : 'classification');
