import type { Attribute, AttributeValue, Choice } from '../../../label/label.ts';
import { fieldsOf, invalidAt, isGiven, listOf, numberOf, textOf, textsOf } from './fields.ts';
import type { Result } from './results.ts';
import type { Control } from './tags.ts';

/** An answer → attributes, all of the control's name but where one answer has parts with names of their own. */
type ToAttributes = (answer: unknown, name: string, path: string, control: Control | undefined) => Attribute[];

const one =
  (toValue: (answer: unknown, path: string, name: string) => AttributeValue): ToAttributes =>
  (answer, name, path) => [{ name, value: toValue(answer, path, name) }];

const number = one((answer, path) => ({ kind: 'number', number: numberOf(answer, path) }));
const text = one((answer, path) => ({ kind: 'text', text: textOf(answer, path) }));

/** A choice below another one is written with the way to it; each way is a choice of its own. */
function choiceOf(way: unknown, name: string, path: string): Choice {
  const names = textsOf(way, path);
  const [last = '', ...above] = names.toReversed();
  if (names.some((part) => part === '')) throw invalidAt(path, 'must be a name, or the names on the way to it');
  if (names.length === 0) throw invalidAt(path, 'is an empty list');
  if (names.length > deepestChoice) throw invalidAt(path, `lies more than ${deepestChoice} choices deep`);
  return above.reduce<Choice>(
    (choice, parent) => ({ name: parent, attributes: [{ name, value: { kind: 'radio', choice } }] }),
    { name: last, attributes: [] },
  );
}

/** The schema of a label is read by recursion. */
const deepestChoice = 100;

const choices: ToAttributes = (answer, name, path, control) => {
  const list = typeof answer === 'string' ? [answer] : listOf(answer, path);
  const chosen = list.map((way, index) => choiceOf(way, name, `${path}[${index}]`));
  const [only] = chosen;
  if (only && chosen.length === 1 && control?.tag === 'choices' && !control.takesMany) {
    return [{ name, value: { kind: 'radio', choice: only } }];
  }
  return [{ name, value: { kind: 'checklist', choices: chosen } }];
};

/** One submission of a text area each. */
const textarea: ToAttributes = (answer, name, path) =>
  textsOf(answer, path).map((line) => ({ name, value: { kind: 'text', text: line } }));

/** A list in order, or one for each bucket of a Ranker: https://labelstud.io/tags/ranker */
const ranker: ToAttributes = (answer, name, path) => {
  const ranking = (items: unknown, at: string): AttributeValue => ({ kind: 'ranking', items: [...textsOf(items, at)] });
  if (Array.isArray(answer)) return [{ name, value: ranking(answer, path) }];
  return Object.entries(fieldsOf(answer, path)).map(([bucket, items]) => {
    if (bucket === '') throw invalidAt(path, 'has a bucket without a name');
    return { name: bucket, value: ranking(items, `${path}.${bucket}`) };
  });
};

/** The field of `value` that holds the answer, by the type of the result. */
const answers: ReadonlyMap<string, readonly [field: string, toAttributes: ToAttributes]> = new Map([
  ['choices', ['choices', choices]],
  ['taxonomy', ['taxonomy', choices]],
  ['rating', ['rating', number]],
  ['number', ['number', number]],
  ['datetime', ['datetime', text]],
  ['textarea', ['text', textarea]],
  [
    'pairwise',
    ['selected', one((answer, path) => ({ kind: 'radio', choice: { name: textOf(answer, path), attributes: [] } }))],
  ],
  ['ranker', ['ranker', ranker]],
]);

export const answerFields: ReadonlySet<string> = new Set([...answers.values()].map(([field]) => field));
export const isAnswer = ({ type }: Pick<Result, 'type'>): boolean => answers.has(type);

/** What an answer says; empty for a result that is no answer. */
export function attributesOf({ type, value, fromName, path }: Result, control: Control | undefined): Attribute[] {
  const [field = '', toAttributes] = answers.get(type) ?? [];
  return toAttributes?.(value[field], fromName, `${path}.value.${field}`, control) ?? [];
}

/** Notes that a person, or a model, left with a region. */
export function notesOf({ raw, path }: Result): Attribute[] {
  if (!isGiven(raw.meta)) return [];
  return Object.entries(fieldsOf(raw.meta, `${path}.meta`)).flatMap(([key, note]) =>
    noteValues(note, `${path}.meta.${key}`).map((value) => ({ name: `meta.${key}`, value })),
  );
}

function noteValues(note: unknown, path: string): AttributeValue[] {
  if (!isGiven(note)) return [];
  if (typeof note === 'number') return [{ kind: 'number', number: numberOf(note, path) }];
  if (typeof note === 'boolean') return [{ kind: 'text', text: String(note) }];
  return textsOf(note, path).map((line): AttributeValue => ({ kind: 'text', text: line }));
}
