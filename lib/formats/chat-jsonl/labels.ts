import { categoryKindOf } from '../../label/label.ts';
import { textOffsets } from '../../label/text-offsets.ts';
import { answersIn, flatAttributes } from '../flat-attributes.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { type Conversation, type Message, namesMessages } from './conversation.ts';

/** A thing, or an answer to a question. */
export type ChatLabel = Stretch & {
  readonly name: string;
  /** Absent for a thing. Of a ranking the best is first. */
  readonly value?: string | number | readonly string[];
};

type Stretch = {
  /** Which of the line's messages, from 0; absent for the conversation. */
  readonly message?: number;
  /** In code points of its content, half-open; absent for all of it. */
  readonly start?: number;
  readonly end?: number;
};

/** What is said about the messages of a line. */
export function labelsOf(
  conversation: Conversation,
  messages: readonly Message[],
  unit: string,
): { readonly labels: readonly ChatLabel[]; readonly omitted: readonly Omission[] } {
  const labels: ChatLabel[] = [];
  const omitted: Omission[] = [];
  for (const annotation of conversation.annotations) {
    const { id, category, attributes } = annotation;
    const omit = (code: Omission['code'], detail: string) => omitted.push({ code, unit, annotation: id, detail });
    const about = attributes.filter((attribute) => !namesMessages(conversation, attribute));
    for (const { name } of attributes.filter((attribute) => !about.includes(attribute))) omit('answer-not-held', name);
    const isThing = categoryKindOf(annotation) === 'object';
    const answers = Object.entries(flatAttributes(answersIn({ category, attributes: about }), {}));
    if (!isThing && attributes.length === 0) omit('answer-not-held', category);
    if (!isThing && answers.length === 0) continue;
    for (const stretch of stretchesOf(annotation, messages)) {
      if (typeof stretch === 'string') {
        omit(stretch === notThere ? 'answer-not-held' : 'text-differs', stretch);
        continue;
      }
      if (isThing) labels.push({ name: category, ...stretch });
      for (const [name, value] of answers) labels.push({ name, ...stretch, value });
    }
  }
  return { labels, omitted };
}

const notThere = 'of a message that is not in the line';

function stretchesOf({ at }: AnnotationOf<never>, messages: readonly Message[]): readonly (Stretch | string)[] {
  if (at.kind !== 'message') return [{}];
  return at.parts.map(({ message, start, end }) => {
    const index = messages.findIndex(({ id }) => id === message);
    const content = messages[index]?.content;
    if (content === undefined) return notThere;
    if (start === undefined && end === undefined) return { message: index };
    const { toCodePoints } = textOffsets(content);
    const [from, to] = [toCodePoints(start ?? 0), toCodePoints(end ?? content.length)];
    return from === undefined || to === undefined ? 'half a character' : { message: index, start: from, end: to };
  });
}
