import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Attribute, Choice, Place } from '../../../label/label.ts';
import { countIn, type Fields, fieldsIn, fieldsOf, listIn, nameIn, type Path } from './parts.ts';
import { wholeMessage } from './places.ts';

// Live chats with models: which answer to a message is the best, which are good, in which order.
// https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/tests/data/annotation_import/conftest.py

export type Selection = { readonly at: Place; readonly answers: readonly Attribute[] };
export type ToSelection = (object: Fields, path: Path) => Selection;

/** A question about the message that was answered; the answers of the models are its choices. */
const selection = (parent: Fields, path: Path, answers: readonly Attribute[]): Selection => ({
  at: parent.parent_message_id ? wholeMessage(nameIn(parent, 'parent_message_id', path)) : { kind: 'whole' },
  answers,
});

const choiceOf = (message: Fields, path: Path): Choice => ({
  name: nameIn(message, 'message_id', path),
  attributes: message.model_config_name
    ? [{ name: 'model_config_name', value: { kind: 'text', text: nameIn(message, 'model_config_name', path) } }]
    : [],
});

export const singleSelection: ToSelection = (object, path) => {
  const selected = fieldsIn(object, 'selected_message', path);
  const place = path.at('selected_message');
  const name = nameIn(object, 'name', path);
  return selection(selected, place, [{ name, value: { kind: 'radio', choice: choiceOf(selected, place) } }]);
};

export const multiSelection: ToSelection = (object, path) => {
  const selected = fieldsIn(object, 'selected_messages', path);
  const place = path.at('selected_messages');
  const choices = messagesIn(selected, 'messages', place).map(([message, at]) => choiceOf(message, at));
  return selection(selected, place, [{ name: nameIn(object, 'name', path), value: { kind: 'checklist', choices } }]);
};

/** The model of each ranked message stands in a second attribute: a ranking holds names alone. */
export const ranking: ToSelection = (object, path) => {
  const ranked = fieldsIn(object, 'ranked_messages', path);
  const place = path.at('ranked_messages');
  const messages = messagesIn(ranked, 'ranked_messages', place)
    .map(([message, at]) => ({ order: countIn(message, 'order', at), choice: choiceOf(message, at) }))
    .sort((one, other) => one.order - other.order);
  if (new Set(messages.map(({ order }) => order)).size < messages.length) {
    throw new InvalidLabel(`${place} gives two messages one rank, which the canonical label cannot hold.`);
  }
  const choices = messages.map(({ choice }) => choice);
  const told = choices.some(({ attributes }) => attributes.length > 0);
  return selection(ranked, place, [
    { name: nameIn(object, 'name', path), value: { kind: 'ranking', items: choices.map(({ name }) => name) } },
    ...(told ? [{ name: 'model_config_name', value: { kind: 'checklist', choices } } satisfies Attribute] : []),
  ]);
};

const messagesIn = (parent: Fields, key: string, path: Path): [Fields, Path][] =>
  listIn(parent, key, path).map((message, index) => {
    const place = path.at(key).at(index);
    return [fieldsOf(message, place), place];
  });
