import type { Unit } from '../../label/label.ts';
import type { Omission } from '../format.ts';
import type { ChatMessage, Conversation, Message } from './conversation.ts';
import { labelsOf } from './labels.ts';
import type { Turn } from './turns.ts';

type MessagesLine = {
  readonly messages: readonly ChatMessage[];
  /** JSON of `ChatLabel`s: Arrow gives a column one type, and refuses things in a list that was empty in its first block. */
  readonly labels: string;
};
type PreferenceLine = Readonly<Record<'prompt' | 'chosen' | 'rejected', readonly ChatMessage[]>>;

export type Lines = {
  /** Undefined for a conversation that cannot be written. */
  readonly lines?: readonly (MessagesLine | PreferenceLine)[];
  /** Whether they say that nothing is marked. */
  readonly isEmpty: boolean;
  readonly omitted: readonly Omission[];
};

/** One line: the conversation as it went on, and what is said about it. */
export function messageLines({ id: unit }: Unit, conversation: Conversation, turns: readonly Turn[]): Lines {
  if (turns.some(({ isChoice, preference }) => isChoice && !preference)) {
    const omitted = [{ code: 'answer-not-held', unit, detail: 'which of several answers is the best' } as const];
    return { isEmpty: true, omitted };
  }
  const messages = turns.flatMap((turn) => (turn.preference ? [turn.preference.best] : turn.messages));
  const { labels, omitted } = labelsOf(conversation, messages, unit);
  const line = { messages: messages.map(chatMessage), labels: JSON.stringify(labels) };
  return { lines: [line], isEmpty: labels.length === 0, omitted };
}

/** A line a pair of answers to one prompt, after what was said before it. */
export function preferenceLines({ id: unit }: Unit, { annotations }: Conversation, turns: readonly Turn[]): Lines {
  const lines: PreferenceLine[] = [];
  const before: Message[] = [];
  const held = new Map<string, Set<string>>(); // names of questions, by annotation
  for (const { messages, isChoice, preference } of turns) {
    if (isChoice && !preference) break; // nobody says what the conversation went on with
    for (const { chosen, rejected } of preference?.pairs ?? []) {
      lines.push({ prompt: before.map(chatMessage), chosen: [chatMessage(chosen)], rejected: [chatMessage(rejected)] });
    }
    if (preference) {
      held.set(preference.annotation, (held.get(preference.annotation) ?? new Set()).add(preference.question));
    }
    before.push(...(preference ? [preference.best] : messages));
  }
  const omitted = annotations.flatMap(({ id, category, attributes }): readonly Omission[] => {
    const lost = attributes.map(({ name }) => name).filter((name) => !held.get(id)?.has(name));
    if (attributes.length > 0 && lost.length === 0) return [];
    return [{ code: 'answer-not-held', unit, annotation: id, detail: lost.join(', ') || category }];
  });
  return { lines, isEmpty: lines.length === 0, omitted };
}

const chatMessage = ({ role, content }: Message): ChatMessage => ({ role, content });
