import type { Attribute, AttributeValue } from '../../../label/label.ts';
import { invalidAt } from '../../kit/fields.ts';
import type { Answer } from './answers.ts';
import type { Question, Questions } from './ontology.ts';

/**
 * Encord lists answers flat, those to nested questions beside their parents; the ontology says which belongs where.
 * Answers in the ontology's order, nested; after them, flat, what the ontology does not place. An answer that stands
 * empty is no attribute, except that a checklist with nothing ticked is an answer.
 */
export function attributesOf(answers: readonly Answer[], questions: Questions): Attribute[] {
  if (answers.length === 0) return [];
  const unplaced = new Set(answers);

  const nested = (asked: readonly Question[]): Attribute[] =>
    asked.flatMap((question) =>
      answers
        .filter((answer) => answer.hash === question.hash && unplaced.delete(answer))
        .flatMap((answer) => attribute(answer, question)),
    );

  const attribute = (answer: Answer, question?: Question): Attribute[] =>
    valuesOf(answer, question).map((value) => ({ name: question?.name || answer.name, value }));

  /** One value, or none. */
  function valuesOf({ given, path }: Answer, question: Question | undefined): AttributeValue[] {
    if (given === undefined) return [];
    if (typeof given === 'string') return [{ kind: 'text', text: given }];
    if (typeof given === 'number') return [{ kind: 'number', number: given }];
    const choices = given.map(({ name, hash }) => {
      const option = question?.options.find((known) => known.hash === hash);
      // Old rows may write the question's name for the option's.
      return { name: option?.label || name, attributes: nested(option?.questions ?? []) };
    });
    // Without the ontology a radio and a checklist with one tick look the same: a list of choices is what both are.
    if (question?.type !== 'radio') return [{ kind: 'checklist', choices }];
    if (choices.length > 1) throw invalidAt(path, `a radio question has ${choices.length} answers`);
    return choices.map((choice) => ({ kind: 'radio', choice }));
  }

  const placed = nested(questions.top);
  // An answer may outlive the choice that led to its question.
  const left = answers.flatMap((answer) =>
    unplaced.delete(answer) ? attribute(answer, questions.all.get(answer.hash ?? '')) : [],
  );
  return [...placed, ...left];
}
