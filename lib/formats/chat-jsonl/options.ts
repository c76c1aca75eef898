import * as z from 'zod/mini';
import { treeWord } from '../tree-word.ts';

const name = z.string().check(z.minLength(1));

export const Options = z.strictObject({
  /** `messages`: a line a conversation; `preference`: a line a pair of answers, the better one and a worse one. */
  task: z._default(z.enum(['messages', 'preference']), 'messages'),
  /** Authors whose messages are those of the assistant; all others are users. Without, names such as `user` say it, else the first to speak is the user. */
  assistants: z._default(z.array(name), []),
  /** The question that says which answer is better; without, the first that chooses one of the answers, or ranks them. */
  question: z._default(z.string(), ''),
  /** Where the conversation itself is what people wrote: the questions whose answers are its two messages. */
  prompt: z._default(name, 'prompt'),
  response: z._default(name, 'response'),
});
export type Options = z.output<typeof Options>;

/** Lines of two shapes, or of which authors or questions mean another thing, never lie in one tree. */
export function variantOf({ task, assistants, question, prompt, response }: Options): string | undefined {
  const words = [
    ...(task === 'messages' ? [] : [task]),
    ...(question === '' ? [] : ['question', treeWord(question)]),
    ...(assistants.length === 0 ? [] : ['assistants', ...assistants.map(treeWord)]),
    ...(prompt === 'prompt' ? [] : ['prompt', treeWord(prompt)]),
    ...(response === 'response' ? [] : ['response', treeWord(response)]),
  ];
  return words.length === 0 ? undefined : words.join('-');
}
