import type { Attribute, AttributeValue, Choice } from '../../../label/label.ts';
import {
  asFields,
  asList,
  type FieldPath,
  type Fields,
  invalidAt,
  isFields,
  isMissing,
  optionalListIn,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import type { Region } from '../../kit/reading.ts';
import { confidenceIn } from './confidence.ts';
import { keys } from './known-keys.ts';

/** Questions below answers. The editor shows a handful of levels; without a bound a document could end the process. */
const deepest = 64;

/** Where a value is, how deep, and the annotation that holds it: a question below it that is not kept is reported with that. */
type Spot = { readonly path: FieldPath; readonly depth: number; readonly id: string };
type ToValue = (answer: unknown, spot: Spot) => AttributeValue;

const radio: ToValue = (answer, spot) => ({ kind: 'radio', choice: choiceOf(answer, spot) });
const checklist: ToValue = (answers, spot) => ({
  kind: 'checklist',
  choices: asList(answers, spot.path).map((answer, index) => choiceOf(answer, { ...spot, path: spot.path.at(index) })),
});
const text: ToValue = (answer, { path }) => {
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

/** In place of an attribute: nothing was answered, or, with the problem, an answer of a kind that is not known here. */
export type NoAnswer = { readonly problem?: string };

export const isAnswered = (attribute: Attribute | NoAnswer): attribute is Attribute => 'value' in attribute;
export const unanswered = 'a question without an answer';

/** Questions and answers of the annotation `id`, to any depth; empty where there is no list. */
export const attributesOf = (parent: Fields, key: string, path: FieldPath, id: string, depth = 0): Attribute[] =>
  optionalListIn(parent, key, path).flatMap((item, index) => {
    const place = path.at(key).at(index);
    const attribute = attributeOf(asFields(item, place), place, id, depth);
    if (isAnswered(attribute)) return [attribute];
    if (attribute.problem === undefined) place.reading.notKept(id, place, unanswered);
    else place.reading.unknownValue(id, place, attribute.problem);
    return [];
  });

export function attributeOf(question: Fields, path: FieldPath, id: string, depth = 0): Attribute | NoAnswer {
  if (depth > deepest) throw invalidAt(path, `is nested more than ${deepest} deep, which no editor shows`);
  const found = answerKeys(question);
  const [key] = found;
  const name = textIn(question, 'name', path);
  checkKeys(question, keys.question, path);
  if (key === undefined) return {};
  const read = toValue.get(key);
  if (!read || found.length > 1) {
    const problem = `must have one answer, under ${[...toValue.keys()].join(', ')}, but has ${found.join(', ')}`;
    if (found.length > 1) throw invalidAt(path, problem);
    return { problem };
  }
  const attribute: Attribute = { name, value: read(question[key], { path: path.at(key), depth, id }) };
  const confidence = confidenceIn(question, path, id);
  if (confidence !== undefined) attribute.confidence = confidence;
  return attribute;
}

/** A question that may have no answer, reported then, as the annotation `region` that is not in the label. */
export function answerOf(question: Fields, path: FieldPath, region: Region): Attribute | undefined {
  const attribute = attributeOf(question, path, region.id);
  if (isAnswered(attribute)) return attribute;
  if (attribute.problem === undefined) path.reading.leaveOut(region, path, unanswered);
  else path.reading.unknownKind(region, path, attribute.problem);
  return undefined;
}

/** Also of a kind that is not known here, so that it is refused. */
function answerKeys(question: Fields): string[] {
  const found: string[] = [];
  for (const key in question) {
    if (isAnswerKey(key) && !isBlank(question[key])) found.push(key);
  }
  return found;
}

const isAnswerKey = (key: string): boolean => key.endsWith('_answer') || key.endsWith('_answers');

/** An empty list is an answer: none of the choices. */
const isBlank = (answer: unknown): boolean =>
  isMissing(answer) || (isFields(answer) && Object.values(answer).every(isMissing));

function choiceOf(answer: unknown, { path, depth, id }: Spot): Choice {
  const choice = asFields(answer, path);
  checkKeys(choice, keys.choice, path);
  const read: Choice = {
    name: textIn(choice, 'name', path),
    attributes: attributesOf(choice, 'classifications', path, id, depth + 1),
  };
  const confidence = confidenceIn(choice, path, id);
  if (confidence !== undefined) read.confidence = confidence;
  return read;
}

/** The answers to a question as the document has them, in the order of the choices of its attribute. */
export function answersIn(question: Fields): readonly Fields[] {
  const [key] = answerKeys(question);
  const answer = key === undefined ? [] : question[key];
  return (Array.isArray(answer) ? answer : [answer]).filter(isFields);
}

/** The questions below an answer that have answers, in the order of its attributes. */
export const answeredBelow = ({ classifications }: Fields): readonly Fields[] =>
  Array.isArray(classifications) ? classifications.filter(isFields).filter(isKept) : [];

const isKept = (question: Fields): boolean => answerKeys(question).some((key) => toValue.has(key));

/** The feature ids of the answers to a question, and of what is asked and answered below them. */
export function* featuresBelow(question: Fields, depth = 0): Generator<string> {
  if (depth > deepest) return; // refused where it is read
  for (const answer of answersIn(question)) {
    if (typeof answer.feature_id === 'string') yield answer.feature_id;
    for (const next of answeredBelow(answer)) {
      if (typeof next.feature_id === 'string') yield next.feature_id;
      yield* featuresBelow(next, depth + 1);
    }
  }
}
