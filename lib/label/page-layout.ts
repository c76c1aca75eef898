import * as z from 'zod/mini';

const share = z.number().check(z.gte(0), z.lte(1));

const Word = z.strictObject({
  /** By which a place of kind `tokens` names it. */
  id: z.string().check(z.minLength(1)),
  text: z.string(),
  /** Left, top, right and bottom edge, from 0 to 1 of the page's width and height, from its top left. */
  box: z.tuple([share, share, share, share]),
});

/** The words of one page of a document with their places, in reading order; pages count from 0. */
export const PageLayout = z.strictObject({ page: z.int().check(z.nonnegative()), words: z.array(Word) });
export type PageLayout = z.infer<typeof PageLayout>;
