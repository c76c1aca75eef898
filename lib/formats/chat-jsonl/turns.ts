import type { Attribute } from '../../label/label.ts';
import type { AnnotationOf } from '../format.ts';
import type { Conversation, Message } from './conversation.ts';

/** What one side says until the other speaks. */
export type Turn = {
  /** In the order in which they were said. */
  readonly messages: readonly Message[];
  /** Whether only one of the messages was the answer that the conversation went on with. */
  readonly isChoice: boolean;
  readonly preference?: Preference;
};

export type Preference = {
  readonly annotation: string;
  /** Its question that was answered. */
  readonly question: string;
  readonly best: Message;
  /** Each answer that is better than another, beside that other. */
  readonly pairs: readonly { readonly chosen: Message; readonly rejected: Message }[];
};

/**
 * Answers of several models to one prompt follow each other in the list of messages, like the messages of one author: they
 * are alternatives where their authors differ, or where somebody says which one is better.
 */
export function turnsOf({ messages, annotations }: Conversation, question: string): readonly Turn[] {
  const runs: Message[][] = [];
  for (const message of messages) {
    const run = runs.at(-1);
    if (run?.[0]?.role === message.role) run.push(message);
    else runs.push([message]);
  }
  return runs.map((run, index): Turn => {
    const [first] = run;
    if (run.length === 1 || first?.role !== 'assistant' || index === 0) return { messages: run, isChoice: false };
    const preference = preferenceIn(run, annotations, question);
    const isChoice = preference !== undefined || new Set(run.map(({ author }) => author)).size > 1;
    return { messages: run, isChoice, ...(preference ? { preference } : {}) };
  });
}

function preferenceIn(
  answers: readonly Message[],
  annotations: readonly AnnotationOf<never>[],
  question: string,
): Preference | undefined {
  for (const { id, attributes } of annotations) {
    for (const { name, value } of attributes) {
      if (question !== '' && name !== question) continue;
      const ranks = ranksIn(answers, value);
      const [best] = ranks;
      if (!best?.[0]) continue;
      return { annotation: id, question: name, best: best[0], pairs: pairsOf(ranks) };
    }
  }
  return undefined;
}

/** The best first, and of one rank those of which nobody says which is better. */
function ranksIn(answers: readonly Message[], value: Attribute['value']): readonly (readonly Message[])[] {
  if (value.kind === 'radio') {
    const best = answers.filter(({ id }) => id === value.choice.name);
    return best.length === 0 ? [] : [best, answers.filter(({ id }) => id !== value.choice.name)];
  }
  if (value.kind !== 'ranking') return [];
  return value.items.map((item) => answers.filter(({ id }) => id === item)).filter((rank) => rank.length > 0);
}

const pairsOf = (ranks: readonly (readonly Message[])[]): Preference['pairs'] =>
  ranks.flatMap((rank, index) =>
    rank.flatMap((chosen) =>
      ranks
        .slice(index + 1)
        .flat()
        .map((rejected) => ({ chosen, rejected })),
    ),
  );
