import type { Attribute, AttributeValue, Choice as LabelChoice } from '../../label/label.ts';
import { InvalidLabel } from '../../workflow/errors.ts';
import type { Choice, Classification } from './export-row.ts';

const answerKeys = ['radio_answer', 'checklist_answers', 'text_answer'] as const;

/** Questions and answers, to any depth. */
export const attributesOf = (classifications: readonly Classification[], path: string): Attribute[] =>
  classifications.map((classification, index) => attributeOf(classification, `${path}[${index}]`));

export function attributeOf(classification: Classification, path: string): Attribute {
  const given = answerKeys.filter((key) => classification[key] !== undefined && classification[key] !== null);
  const unknown = Object.keys(classification).filter(
    (key) => /_answers?$/.test(key) && !answerKeys.some((known) => known === key),
  );
  if (given.length !== 1 || unknown.length > 0) {
    throw new InvalidLabel(
      `${path} must carry one answer, under ${answerKeys.join(', ')}; it has ${[...given, ...unknown].join(', ') || 'none'}.`,
    );
  }
  return { name: classification.name, value: answerOf(classification, path) };
}

function answerOf({ radio_answer, checklist_answers, text_answer }: Classification, path: string): AttributeValue {
  if (radio_answer) return { kind: 'radio', choice: choiceOf(radio_answer, `${path}.radio_answer`) };
  if (text_answer) return { kind: 'text', text: text_answer.content };
  const choices = checklist_answers ?? [];
  return {
    kind: 'checklist',
    choices: choices.map((choice, index) => choiceOf(choice, `${path}.checklist_answers[${index}]`)),
  };
}

const choiceOf = ({ name, classifications }: Choice, path: string): LabelChoice => ({
  name,
  attributes: attributesOf(classifications ?? [], `${path}.classifications`),
});
