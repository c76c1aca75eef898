import * as z from 'zod/mini';

/** Where in its unit an annotation is. Frames and pages count from 0; every range is half-open: `end` is not in it. */

const finite = z.number();
const count = z.int().check(z.nonnegative());
const name = z.string().check(z.minLength(1));

const order = { path: ['end'], error: 'must not be before start' };

export const CountRange = z
  .strictObject({ start: count, end: count })
  .check(z.refine(({ start, end }) => start <= end, order));
export type CountRange = z.infer<typeof CountRange>;

/** Milliseconds from the beginning, fractions allowed; an instant is a range without length. */
const TimeRange = z
  .strictObject({ start: finite.check(z.nonnegative()), end: finite.check(z.nonnegative()) })
  .check(z.refine(({ start, end }) => start <= end, order));

/** Which of several stacks or streams of one unit: an anatomical plane, a camera. */
const view = z.optional(name);

const Whole = z.strictObject({ kind: z.literal('whole') });
const Frame = z.strictObject({ kind: z.literal('frame'), frame: count, view });
const Frames = z.strictObject({ kind: z.literal('frames'), ranges: z.array(CountRange).check(z.minLength(1)), view });
const Page = z.strictObject({ kind: z.literal('page'), page: count });
const Time = z.strictObject({
  kind: z.literal('time'),
  ranges: z.array(TimeRange).check(z.minLength(1)),
  /** Of an audio with several, from 0. */
  channel: z.optional(count),
});

/** Positions in the unit's text, in UTF-16 units, as JavaScript counts. */
const Text = z.strictObject({
  kind: z.literal('text'),
  ranges: z.array(CountRange).check(z.minLength(1)),
  /** The text there, where the platform sends it. */
  text: z.optional(z.string()),
});

const MarkupPosition = z.strictObject({ xpath: z.string(), offset: count });

/** Positions in the text nodes of a document tree, in UTF-16 units; `textRange` are those in its whole text. */
const Markup = z.strictObject({
  kind: z.literal('markup'),
  ranges: z
    .array(z.strictObject({ start: MarkupPosition, end: MarkupPosition, textRange: z.optional(CountRange) }))
    .check(z.minLength(1)),
  text: z.optional(z.string()),
});

/** Messages of a conversation, or parts of them in UTF-16 units: from `start` (else its beginning) to `end` (else its end). */
const Message = z.strictObject({
  kind: z.literal('message'),
  parts: z
    .array(z.strictObject({ message: name, start: z.optional(count), end: z.optional(count) }))
    .check(z.minLength(1)),
  text: z.optional(z.string()),
});

/** Tokens of the text layer of a document. */
const Tokens = z.strictObject({
  kind: z.literal('tokens'),
  groups: z
    .array(
      z.strictObject({ page: count, group: z.optional(name), tokens: z.array(name), text: z.optional(z.string()) }),
    )
    .check(z.minLength(1)),
});

/** A stretch of a time series, BOTH ends in it, in the values of its own time column: numbers, or texts as they are written there. */
const Series = z.strictObject({
  kind: z.literal('series'),
  start: z.union([finite, name]),
  end: z.union([finite, name]),
});

export const Place = z.discriminatedUnion('kind', [
  Whole,
  Frame,
  Frames,
  Page,
  Time,
  Text,
  Markup,
  Message,
  Tokens,
  Series,
]);
export type Place = z.infer<typeof Place>;
export type PlaceKind = Place['kind'];
