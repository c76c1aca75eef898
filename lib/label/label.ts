import * as z from 'zod/mini';
import { Annotation, Track } from './annotation.ts';
import { Category } from './category.ts';
import { inconsistencies } from './consistency.ts';
import { LeftOut, Unread } from './left-out.ts';
import { predicateOf } from './predicate.ts';
import { Unit } from './unit.ts';

/**
 * The canonical label: one document per label of a platform; every platform converts INTO it once, every format OUT of it.
 * Coordinates are pixels, origin top-left, x right, y down, full precision; frames and pages are 0-based; ranges half-open.
 */

export { Annotation, categoryKindOf, Relation, Track } from './annotation.ts';
export { Attribute, AttributeValue, Choice, Origin } from './attribute.ts';
export { Category } from './category.ts';
export { LeftOut, type LeftOutCode, leftOutCodes, Unread } from './left-out.ts';
export * from './place.ts';
export * from './shape.ts';
export { type Media, mediaKinds, Unit } from './unit.ts';
export type { VolumeGeometry } from './volume-geometry.ts';

const finite = z.number(); // zod's number refuses NaN and infinities
const count = z.int().check(z.nonnegative());
const name = z.string().check(z.minLength(1));

/**
 * How far the work on a label is, in one vocabulary for every platform. `in-progress`: nobody has submitted it, or it was sent back.
 * `submitted`: its annotator is done with it. `approved`: its review is over, too.
 */
export const LabelStage = z.enum(['in-progress', 'submitted', 'approved']);
export type LabelStage = z.infer<typeof LabelStage>;

export const Source = z.strictObject({
  platform: name,
  project: name,
  label: name,
  /** Microseconds since 1970 of the label's last change on the platform: what "newer" means everywhere. */
  revision: count,
  /** The platform's own word for the state of the work. */
  status: z.optional(name),
  /** What that word means; left out where the document does not say. */
  stage: z.optional(LabelStage),
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
    /** What of the platform's document was not read, sorted by path; absent where all of it was. */
    unread: z.optional(z.array(Unread)),
    /** Annotations, and values of annotations, that the label is exported without; absent where there are none. */
    leftOut: z.optional(z.array(LeftOut)),
  })
  .check((context) => {
    for (const { path, message } of inconsistencies(context.value)) {
      context.issues.push({ code: 'custom', path, message, input: context.value });
    }
  });
export type Label = z.infer<typeof Label>;

/** Whether it is a label, without saying why not: to be asked before `Label.safeParse`, which takes six times as long. */
export const isLabel: (value: unknown) => value is Label = predicateOf(Label) as (value: unknown) => value is Label;
