import type { Attribute, AttributeValue } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  invalidAt,
  isMissing,
  optionalListIn,
  optionalTextIn,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';
import type { Question, Questions } from './ontology.ts';

type Choice = { readonly name: string; readonly hash: string | undefined };

/**
 * The answer to one question. Answers to nested questions are beside it, not in it. `value` has the chosen option of a
 * radio, the ticked options of a checklist, a text or a number; it is undefined as long as the question is unanswered.
 */
export type Answer = {
  readonly name: string;
  readonly hash: string | undefined;
  readonly value: string | number | readonly Choice[] | undefined;
  readonly path: FieldPath;
};

export const answersIn = (fields: Fields, key: string, path: FieldPath): readonly Answer[] =>
  optionalListIn(fields, key, path).map((item, index) => readAnswer(item, path.at(key).at(index)));

export function readAnswer(item: unknown, path: FieldPath): Answer {
  const fields = asFields(item, path);
  return {
    name: textIn(fields, 'name', path),
    hash: optionalTextIn(fields, 'featureHash', path),
    value: answerValue(fields.answers, path.at('answers')),
    path,
  };
}

function answerValue(answers: unknown, path: FieldPath): Answer['value'] {
  if (isMissing(answers)) return undefined;
  if (typeof answers === 'string' || (typeof answers === 'number' && Number.isFinite(answers))) return answers;
  if (!Array.isArray(answers)) throw wrongKind(path, 'a string, a finite number or a list of options', answers);
  return answers.map((item: unknown, index): Choice => {
    const at = path.at(index);
    const option = asFields(item, at);
    return { name: textIn(option, 'name', at), hash: optionalTextIn(option, 'featureHash', at) };
  });
}

/**
 * Encord lists the answers to nested questions flat, beside their parents; the ontology says which belongs where. Returns
 * nested answers in the ontology's order and after them, flat, those that the ontology does not place. An unanswered
 * question gives no attribute, but a checklist with nothing ticked is answered.
 */
export function attributesOf(answers: readonly Answer[], questions: Questions): Attribute[] {
  if (answers.length === 0) return [];
  const unplaced = new Set(answers);

  const nested = (asked: readonly Question[]): Attribute[] =>
    asked.flatMap((question) =>
      answers
        .filter((answer) => answer.hash === question.hash && unplaced.delete(answer))
        .flatMap((answer) => attributes(answer, question)),
    );

  const attributes = (answer: Answer, question?: Question): Attribute[] =>
    attributeValues(answer, question).map((value) => ({ name: question?.name || answer.name, value }));

  /** At most one. */
  function attributeValues({ value, path }: Answer, question: Question | undefined): AttributeValue[] {
    if (value === undefined) return [];
    if (typeof value === 'string') return [{ kind: 'text', text: value }];
    if (typeof value === 'number') return [{ kind: 'number', number: value }];
    const choices = value.map(({ name, hash }) => {
      const option = question?.options.find((known) => known.hash === hash);
      // Old rows may have the question's name in the place of the option's.
      return { name: option?.label || name, attributes: nested(option?.questions ?? []) };
    });
    // Without the ontology a radio and a checklist with one tick look the same, and both are a list of choices.
    if (question?.type !== 'radio') return [{ kind: 'checklist', choices }];
    if (choices.length > 1) {
      throw invalidAt(path, `must be one answer, since the question is a radio, but is ${choices.length} answers`);
    }
    return choices.map((choice) => ({ kind: 'radio', choice }));
  }

  const placed = nested(questions.top);
  // An answer may outlive the choice that led to its question.
  const rest = answers.flatMap((answer) =>
    unplaced.delete(answer) ? attributes(answer, questions.all.get(answer.hash ?? '')) : [],
  );
  return [...placed, ...rest];
}
