import * as z from 'zod/mini';
import { treeWord } from '../tree-word.ts';

export const Options = z
  .strictObject({
    /** Who speaks: the class of an object, the object itself or its track, or the answer to a question. */
    speaker: z._default(z.enum(['category', 'object', 'question']), 'category'),
    /** The name of that question. */
    question: z._default(z.string(), ''),
  })
  .check(
    z.refine(({ speaker, question }) => (speaker === 'question') === (question !== ''), {
      path: ['question'],
      error: "must be given with speaker: 'question', and only then",
    }),
  );
export type Options = z.output<typeof Options>;

/** Speakers of two kinds never lie in one tree. */
export const variantOf = ({ speaker, question }: Options): string | undefined => {
  if (speaker === 'category') return undefined;
  return speaker === 'object' ? speaker : `question-${treeWord(question)}`;
};
