import fc from 'fast-check';
import { given } from '../../lib/contracts/given.ts';
import type { Annotation, Attribute, Label, Place, Unit } from '../../lib/label/label.ts';
import { aLabel } from './labels.ts';

type Messages = NonNullable<Unit['messages']>;

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const saidBy = (author: fc.Arbitrary<string>) =>
  fc.record({
    author: fc.option(author, { nil: undefined, freq: 60 }),
    text: fc.option(text, { nil: undefined, freq: 60 }),
  });
const round = fc
  .tuple(
    fc.array(saidBy(fc.constant('human')), { minLength: 1, maxLength: 2 }),
    fc.array(saidBy(fc.constantFrom('model-a', 'model-b', 'Bot')), { minLength: 1, maxLength: 3 }),
  )
  .map((sides) => sides.flat());

/** People's messages and answers to them, several of one prompt among them; of some nobody knows the text or the author. */
const anyMessages: fc.Arbitrary<Messages> = fc
  .tuple(fc.array(saidBy(fc.constant('system')), { maxLength: 1 }), fc.array(round, { maxLength: 3 }))
  .map(([system, rounds]) =>
    [...system, ...rounds.flat()].map((message, index) => given({ id: `m${index}`, ...message })),
  );

function answerAbout(question: string, messages: Messages): fc.Arbitrary<Attribute['value']> {
  const ids = messages.map(({ id }) => id);
  const answer = text.map((said) => ({ kind: 'text' as const, text: said }));
  const choice = fc
    .constantFrom('yes', ...ids)
    .map((name) => ({ kind: 'radio' as const, choice: { name, attributes: [] } }));
  const ranking = fc.shuffledSubarray(ids).map((items) => ({ kind: 'ranking' as const, items }));
  return question === 'Rank' ? fc.oneof(choice, ranking) : fc.oneof({ weight: 4, arbitrary: answer }, choice);
}

function placeIn(messages: Messages): fc.Arbitrary<Place> {
  if (messages.length === 0) return fc.constant({ kind: 'whole' });
  const part = fc.nat({ max: messages.length - 1 }).chain((index) => {
    const offset = fc.nat({ max: messages[index]?.text?.length ?? 0 });
    return fc.option(fc.tuple(offset, offset), { nil: undefined }).map((ends) => ({
      message: `m${index}`,
      ...(ends ? { start: Math.min(...ends), end: Math.max(...ends) } : {}),
    }));
  });
  return fc.oneof(
    fc.constant<Place>({ kind: 'whole' }),
    fc.array(part, { minLength: 1, maxLength: 2 }).map((parts): Place => ({ kind: 'message', parts })),
  );
}

/** Any valid label of a conversation, with named stretches and answers, some of which say which message is better. */
export const anyLabelOfConversations = (): fc.Arbitrary<Label> =>
  anyMessages.chain((messages) => {
    const annotation = fc
      .constantFrom('Rank', 'Rank', 'tone', 'prompt', 'response', 'place')
      .chain((category) => fc.tuple(fc.constant(category), placeIn(messages), answerAbout(category, messages)))
      .map(([category, at, value]): Omit<Annotation, 'id'> => {
        const isThing = category === 'place';
        const attributes = [{ name: isThing ? 'kind' : category, value }];
        return given({
          category,
          categoryKind: isThing ? ('object' as const) : undefined,
          unit: 'chat',
          at,
          attributes,
        });
      });
    return fc.array(annotation, { maxLength: 8 }).map((made) =>
      aLabel({
        categories: [
          { name: 'place', kind: 'object' },
          ...['Rank', 'tone', 'prompt', 'response'].map((name) => ({ name, kind: 'classification' as const })),
        ],
        units: [{ id: 'chat', name: 'chat/1', media: 'conversation', ...(messages.length > 0 ? { messages } : {}) }],
        annotations: made.map((parts, index) => ({ id: `annotation-${index}`, ...parts })),
      }),
    );
  });
