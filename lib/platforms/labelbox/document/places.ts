import type { Place } from '../../../label/label.ts';
import {
  asFields,
  asText,
  countIn,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  listIn,
  textIn,
} from '../../kit/fields.ts';
import { type SourceText, wordsOf } from './source-text.ts';

/** What a data row carries of its own contents; empty where it gives a URL only. */
export type Contents = {
  readonly text?: SourceText;
  readonly messages?: ReadonlyMap<string, SourceText | undefined>;
};

export type ToPlace = (object: Fields, path: FieldPath, contents: Contents) => Place;

/** Samples of every kind: https://docs.labelbox.com/reference/export-quick-reference */
export const textPlace: ToPlace = (object, path, contents) => {
  const { range, text } = wordsOf(fieldsIn(object, 'location', path), path.at('location'), contents.text);
  return { kind: 'text', ranges: [range], ...(text === undefined ? {} : { text }) };
};

/** Words of one message, with the same ends as in a text. */
export const messagePlace: ToPlace = (object, path, { messages }) => {
  const location = fieldsIn(object, 'conversational_location', path);
  const place = path.at('conversational_location');
  const message = textIn(location, 'message_id', place);
  const { range, text } = wordsOf(
    fieldsIn(location, 'location', place),
    place.at('location'),
    textOf(messages, message, place),
  );
  return { kind: 'message', parts: [{ message, ...range }], ...(text === undefined ? {} : { text }) };
};

export const wholeMessage = (message: string): Place => ({ kind: 'message', parts: [{ message }] });

function textOf(messages: Contents['messages'], message: string, path: FieldPath): SourceText | undefined {
  if (messages && !messages.has(message)) {
    throw invalidAt(path.at('message_id'), 'must be a message of the data row, but is another string');
  }
  return messages?.get(message);
}

/** Tokens of the text layer, page by page. */
export const tokensPlace: ToPlace = (object, path) => {
  const groups = listIn(fieldsIn(object, 'location', path), 'groups', path.at('location'));
  return {
    kind: 'tokens',
    groups: groups.map((item, index) => {
      const place = path.at('location').at('groups').at(index);
      const group = asFields(item, place);
      const { id, text } = group;
      return {
        page: countIn(group, 'page_number', place),
        ...(typeof id === 'string' && id !== '' ? { group: id } : {}),
        tokens: listIn(group, 'tokens', place).map((token, number) => asText(token, place.at('tokens').at(number))),
        ...(typeof text === 'string' ? { text } : {}),
      };
    }),
  };
};

/**
 * Pages count from 0: the SDK's own tests import a page and get the same number back, and legacy exports have a page 0.
 * https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/tests/data/annotation_import/conftest.py
 */
export const pagePlace: ToPlace = (object, path) => ({ kind: 'page', page: countIn(object, 'page_number', path) });
