import type { Attribute, AttributeValue, Choice } from '../../../label/label.ts';
import {
  asFields,
  asList,
  asNumber,
  asText,
  type FieldPath,
  invalidAt,
  isFields,
  isMissing,
} from '../../kit/fields.ts';
import { asStrings, type Result } from './results.ts';
import type { Control } from './tags.ts';

/** An answer → attributes named after its control, unless the answer has parts with names of their own. */
type ToAttributes = (answer: unknown, name: string, path: FieldPath, control: Control | undefined) => Attribute[];

const single =
  (toValue: (answer: unknown, path: FieldPath) => AttributeValue): ToAttributes =>
  (answer, name, path) => [{ name, value: toValue(answer, path) }];

const number = single((answer, path) => ({ kind: 'number', number: asNumber(answer, path) }));
const text = single((answer, path) => ({ kind: 'text', text: asText(answer, path) }));

/** The schema of a label is read by recursion. */
const deepestChoice = 100;

/** A choice below other choices is written as the names from the outermost one to it. Each name is a choice of its own. */
function choiceOf(answer: unknown, name: string, path: FieldPath): Choice {
  const names = asStrings(answer, path);
  const [innermost = '', ...outer] = names.toReversed();
  if (names.some((part) => part === '')) {
    throw invalidAt(path, 'must be the name of a choice, or the names that lead to it, but has an empty name');
  }
  if (names.length === 0) throw invalidAt(path, 'must be the names that lead to a choice, but is an empty list');
  if (names.length > deepestChoice) {
    throw invalidAt(path, `must be at most ${deepestChoice} choices deep, but is ${names.length} deep`);
  }
  return outer.reduce<Choice>(
    (choice, parent) => ({ name: parent, attributes: [{ name, value: { kind: 'radio', choice } }] }),
    { name: innermost, attributes: [] },
  );
}

const choices: ToAttributes = (answer, name, path, control) => {
  const list = typeof answer === 'string' ? [answer] : asList(answer, path);
  const chosen = list.map((choice, index) => choiceOf(choice, name, path.at(index)));
  const [only] = chosen;
  if (only && chosen.length === 1 && control?.tag === 'choices' && !control.takesMany) {
    return [{ name, value: { kind: 'radio', choice: only } }];
  }
  return [{ name, value: { kind: 'checklist', choices: chosen } }];
};

/** Each submission of a text area is an attribute. */
const textarea: ToAttributes = (answer, name, path) =>
  asStrings(answer, path).map((line) => ({ name, value: { kind: 'text', text: line } }));

/** A list in order, or one for each bucket of a Ranker: https://labelstud.io/tags/ranker */
const ranker: ToAttributes = (answer, name, path) => {
  if (Array.isArray(answer)) return [{ name, value: rankingOf(answer, path) }];
  return Object.entries(asFields(answer, path)).map(([bucket, items]) => {
    if (bucket === '') throw invalidAt(path, 'must have a name for each bucket, but one is empty');
    return { name: bucket, value: rankingOf(items, path.at(bucket)) };
  });
};

const rankingOf = (items: unknown, path: FieldPath): AttributeValue => ({
  kind: 'ranking',
  items: [...asStrings(items, path)],
});

const selected = single((answer, path) => ({
  kind: 'radio',
  choice: { name: asText(answer, path), attributes: [] },
}));

/** The field of `value` that holds the answer, by the type of the result. */
const answers: ReadonlyMap<string, readonly [field: string, toAttributes: ToAttributes]> = new Map([
  ['choices', ['choices', choices]],
  ['taxonomy', ['taxonomy', choices]],
  ['rating', ['rating', number]],
  ['number', ['number', number]],
  ['datetime', ['datetime', text]],
  ['textarea', ['text', textarea]],
  ['pairwise', ['selected', selected]],
  ['ranker', ['ranker', ranker]],
]);

export const isAnswer = ({ type }: Pick<Result, 'type'>): boolean => answers.has(type);
export const answerFieldOf = ({ type }: Pick<Result, 'type'>): string | undefined => answers.get(type)?.[0];

/** What an answer says; empty for a result that is not an answer, and for a question without one. */
export function attributesOf({ type, value, fromName, path }: Result, control: Control | undefined): Attribute[] {
  const [field = '', toAttributes] = answers.get(type) ?? [];
  if (isMissing(value[field])) return [];
  return toAttributes?.(value[field], fromName, path.at('value').at(field), control) ?? [];
}

/** Notes that a person, or a model, left with a region: in whatever form, each is an attribute. */
export function notesOf({ raw: { meta } }: Result): Attribute[] {
  const named = isFields(meta)
    ? Object.entries(meta).map(([key, note]): [string, unknown] => [`meta.${key}`, note])
    : [['meta', meta] as const];
  return named.flatMap(([name, note]) =>
    (Array.isArray(note) ? note : [note]).flatMap((item: unknown) =>
      isMissing(item) ? [] : [{ name, value: noteValue(item) }],
    ),
  );
}

function noteValue(note: unknown): AttributeValue {
  if (typeof note === 'number') return { kind: 'number', number: note };
  return { kind: 'text', text: typeof note === 'string' ? note : JSON.stringify(note) };
}
