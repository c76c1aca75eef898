import type { Attribute, Choice, Place } from '../../../label/label.ts';
import {
  asFields,
  countIn,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  listIn,
  textIn,
} from '../../kit/fields.ts';
import { wholeMessage } from './places.ts';

// Live chats with models: which answer to a message is the best, which are good, in which order.
// https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/tests/data/annotation_import/conftest.py

export type Selection = { readonly at: Place; readonly answers: readonly Attribute[] };
export type ToSelection = (object: Fields, path: FieldPath) => Selection;

/** A question about the message that was answered; the answers of the models are its choices. */
const selection = (parent: Fields, path: FieldPath, answers: readonly Attribute[]): Selection => ({
  at: parent.parent_message_id ? wholeMessage(textIn(parent, 'parent_message_id', path)) : { kind: 'whole' },
  answers,
});

const choiceOf = (message: Fields, path: FieldPath): Choice => ({
  name: textIn(message, 'message_id', path),
  attributes: message.model_config_name
    ? [{ name: 'model_config_name', value: { kind: 'text', text: textIn(message, 'model_config_name', path) } }]
    : [],
});

export const singleSelection: ToSelection = (object, path) => {
  const selected = fieldsIn(object, 'selected_message', path);
  const place = path.at('selected_message');
  const name = textIn(object, 'name', path);
  return selection(selected, place, [{ name, value: { kind: 'radio', choice: choiceOf(selected, place) } }]);
};

export const multiSelection: ToSelection = (object, path) => {
  const selected = fieldsIn(object, 'selected_messages', path);
  const place = path.at('selected_messages');
  const choices = messagesIn(selected, 'messages', place).map(([message, at]) => choiceOf(message, at));
  return selection(selected, place, [{ name: textIn(object, 'name', path), value: { kind: 'checklist', choices } }]);
};

/** A ranking holds names alone, so the model of each ranked message is in a second attribute. */
export const ranking: ToSelection = (object, path) => {
  const ranked = fieldsIn(object, 'ranked_messages', path);
  const place = path.at('ranked_messages');
  const messages = messagesIn(ranked, 'ranked_messages', place)
    .map(([message, at]) => ({ order: countIn(message, 'order', at), choice: choiceOf(message, at) }))
    .sort((former, latter) => former.order - latter.order);
  if (new Set(messages.map(({ order }) => order)).size < messages.length) {
    throw invalidAt(place, 'gives two messages the same rank, which the canonical label cannot hold');
  }
  const choices = messages.map(({ choice }) => choice);
  const answers: Attribute[] = [
    { name: textIn(object, 'name', path), value: { kind: 'ranking', items: choices.map(({ name }) => name) } },
  ];
  if (choices.some(({ attributes }) => attributes.length > 0)) {
    answers.push({ name: 'model_config_name', value: { kind: 'checklist', choices } });
  }
  return selection(ranked, place, answers);
};

const messagesIn = (parent: Fields, key: string, path: FieldPath): [Fields, FieldPath][] =>
  listIn(parent, key, path).map((message, index) => {
    const place = path.at(key).at(index);
    return [asFields(message, place), place];
  });
