import * as z from 'zod/mini';
import { treeWord } from './tree-word.ts';

/** For formats that write the answer to a question as text. `usual`: what labeling projects usually call the question. */
export const askedQuestions = (usual: readonly string[]) => ({
  /** Names of the question: of an object that answers several of them, the first counts. */
  option: z._default(z.array(z.string().check(z.minLength(1))).check(z.minLength(1)), [...usual]),
  /** The word of the tree; undefined for the usual questions. */
  word: (questions: readonly string[]): string | undefined =>
    questions.join('\n') === usual.join('\n') ? undefined : questions.map(treeWord).join('-'),
});
