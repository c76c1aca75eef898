import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Why something of the platform's document is not in the label, and what that means. Codes never change their meaning. */
export const leftOutCodes = {
  degenerate:
    'the region marks nothing: too few points, no coordinates, an empty sequence, a mask that is painted over',
  'unknown-kind':
    "the annotation is of a kind that is not supported, and the connection says `unknownKinds: 'leave-out'`",
  'value-not-kept':
    'the annotation, the unit or the label with this id is there, without a value that could not be kept: a ring that marks nothing, a confidence beyond 1, a relation to what is left out, a size of no whole number',
} as const satisfies Record<string, string>;
export type LeftOutCode = keyof typeof leftOutCodes;

/** An annotation, or a value of one, that the label is exported without. */
export const LeftOut = z.strictObject({
  /** The platform's own id of the annotation, as the label has ids of annotations; of a value of a unit or the label, that id. */
  id: name,
  code: z.enum(Object.keys(leftOutCodes) as [LeftOutCode, ...LeftOutCode[]]),
  /** Where it is in the platform's document. */
  path: name,
  detail: z.optional(name),
  /** The unit that the annotation is drawn on; absent for what is not drawn, and where it is not known. */
  unit: z.optional(name),
});
export type LeftOut = z.infer<typeof LeftOut>;

/** Fields of the platform's document that nobody reads, and that change nothing of what is read. */
export const Unread = z.strictObject({
  /** With `[]` for an index and `*` for a key that is data, e.g. `annotations.frames.*.objects.*.score`. */
  path: name,
  count: z.int().check(z.positive()),
});
export type Unread = z.infer<typeof Unread>;
