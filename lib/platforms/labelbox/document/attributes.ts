import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Attribute, AttributeValue, Choice } from '../../../label/label.ts';
import { type Fields, fieldsOf, listInIfThere, listOf, nameIn, type Path, wrong } from './parts.ts';

/** Questions open below answers. The editor shows a handful of levels; without a bound a document could end the process. */
const deepest = 64;

type ToValue = (answer: unknown, path: Path, depth: number) => AttributeValue;

const radio: ToValue = (answer, path, depth) => ({ kind: 'radio', choice: choiceOf(answer, path, depth) });
const checklist: ToValue = (answers, path, depth) => ({
  kind: 'checklist',
  choices: listOf(answers, path).map((answer, index) => choiceOf(answer, path.at(index), depth)),
});
const text: ToValue = (answer, path) => {
  const { content } = fieldsOf(answer, path);
  if (typeof content !== 'string') throw wrong(path.at('content'), 'a text', content);
  return { kind: 'text', text: content };
};

/** Under its key the answer tells its kind; those of one message of a conversation have keys of their own. */
const toValue: ReadonlyMap<string, ToValue> = new Map([
  ['radio_answer', radio],
  ['checklist_answers', checklist],
  ['text_answer', text],
  ['conversational_radio_answer', radio],
  ['conversational_checklist_answers', checklist],
  ['conversational_text_answer', text],
]);

/** Questions and answers, to any depth; none where there is no list. */
export const attributesOf = (parent: Fields, key: string, path: Path, depth = 0): Attribute[] =>
  listInIfThere(parent, key, path).map((question, index) => {
    const place = path.at(key).at(index);
    return attributeOf(fieldsOf(question, place), place, depth);
  });

export function attributeOf(question: Fields, path: Path, depth = 0): Attribute {
  if (depth > deepest) throw new InvalidLabel(`${path}: questions are nested more than ${deepest} deep.`);
  const given: string[] = [];
  for (const key in question) {
    if (isAnswer(key) && question[key] !== undefined && question[key] !== null) given.push(key);
  }
  const [key = ''] = given;
  const read = toValue.get(key);
  if (!read || given.length > 1) {
    throw new InvalidLabel(
      `${path} must carry one answer, under ${[...toValue.keys()].join(', ')}; it has ${given.join(', ') || 'none'}.`,
    );
  }
  return { name: nameIn(question, 'name', path), value: read(question[key], path.at(key), depth) };
}

/** Also of a kind that is not known here: it must be seen to be refused. */
const isAnswer = (key: string): boolean => key.endsWith('_answer') || key.endsWith('_answers');

function choiceOf(answer: unknown, path: Path, depth: number): Choice {
  const choice = fieldsOf(answer, path);
  return {
    name: nameIn(choice, 'name', path),
    attributes: attributesOf(choice, 'classifications', path, depth + 1),
  };
}
