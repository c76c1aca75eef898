import type { Attribute, AttributeValue, Choice } from '../../../label/label.ts';
import {
  asFields,
  asList,
  type FieldPath,
  type Fields,
  invalidAt,
  isMissing,
  optionalListIn,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';

/** Questions below answers. The editor shows a handful of levels; without a bound a document could end the process. */
const deepest = 64;

type ToValue = (answer: unknown, path: FieldPath, depth: number) => AttributeValue;

const radio: ToValue = (answer, path, depth) => ({ kind: 'radio', choice: choiceOf(answer, path, depth) });
const checklist: ToValue = (answers, path, depth) => ({
  kind: 'checklist',
  choices: asList(answers, path).map((answer, index) => choiceOf(answer, path.at(index), depth)),
});
const text: ToValue = (answer, path) => {
  const { content } = asFields(answer, path);
  if (typeof content !== 'string') throw wrongKind(path.at('content'), 'a string', content);
  return { kind: 'text', text: content };
};

/** The key of an answer says what kind it is; answers about one message of a conversation have keys of their own. */
const toValue: ReadonlyMap<string, ToValue> = new Map([
  ['radio_answer', radio],
  ['checklist_answers', checklist],
  ['text_answer', text],
  ['conversational_radio_answer', radio],
  ['conversational_checklist_answers', checklist],
  ['conversational_text_answer', text],
]);

/** Questions and answers, to any depth; empty where there is no list. */
export const attributesOf = (parent: Fields, key: string, path: FieldPath, depth = 0): Attribute[] =>
  optionalListIn(parent, key, path).map((question, index) => {
    const place = path.at(key).at(index);
    return attributeOf(asFields(question, place), place, depth);
  });

export function attributeOf(question: Fields, path: FieldPath, depth = 0): Attribute {
  if (depth > deepest) throw invalidAt(path, `is nested more than ${deepest} deep, which no editor shows`);
  const found: string[] = [];
  for (const key in question) {
    if (isAnswer(key) && !isMissing(question[key])) found.push(key);
  }
  const [key = ''] = found;
  const read = toValue.get(key);
  if (!read || found.length > 1) {
    throw invalidAt(
      path,
      `must have one answer, under ${[...toValue.keys()].join(', ')}, but has ${found.join(', ') || 'none'}`,
    );
  }
  return { name: textIn(question, 'name', path), value: read(question[key], path.at(key), depth) };
}

/** Also of a kind that is not known here, so that it is refused. */
const isAnswer = (key: string): boolean => key.endsWith('_answer') || key.endsWith('_answers');

function choiceOf(answer: unknown, path: FieldPath, depth: number): Choice {
  const choice = asFields(answer, path);
  return {
    name: textIn(choice, 'name', path),
    attributes: attributesOf(choice, 'classifications', path, depth + 1),
  };
}
