import type { Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, isFields } from '../../kit/fields.ts';
import { shownUnit } from './shown-unit.ts';
import type { Control, MediaTag, Tags } from './tags.ts';
import { valueIn } from './task-data.ts';

type Messages = NonNullable<Unit['messages']>;

/** What a text can be besides something that the user says. */
const otherRoles = ['system', 'assistant'];

/**
 * What a control compares, as a conversation: the texts that the task shows beside all comparisons, in their order, and then what is
 * compared, one message each, with the id that an answer names it by. Undefined where a text is missing, or nothing is shown
 * beside them: then nothing says what they answer. https://labelstud.io/tags/pairwise, https://labelstud.io/tags/ranker
 */
export function comparisonsOf(tags: Tags, data: Fields): (control: Control) => Messages | undefined {
  const shown = new Map(tags.media.map((tag) => [tag.name, tag]));
  let asked: Messages | undefined;
  return (control) => {
    if (!isComparison(control)) return undefined;
    asked ??= textsBeside(tags, data);
    const compared = control.toNames.flatMap((name) => shown.get(name) ?? []);
    const answers = control.tag === 'ranker' ? itemsOf(compared, data) : sidesOf(compared, data);
    const messages = [...asked, ...answers];
    const isWhole = messages.every(({ text }) => text !== undefined);
    const areNamed = new Set(messages.map(({ id }) => id)).size === messages.length;
    return asked.length > 0 && answers.length > 1 && isWhole && areNamed ? messages : undefined;
  };
}

const isComparison = ({ tag }: Control): boolean => tag === 'pairwise' || tag === 'ranker';

function textsBeside({ controls, media }: Tags, data: Fields): Messages {
  const compared = new Set([...controls.values()].filter(isComparison).flatMap(({ toNames }) => toNames));
  return media
    .filter((tag) => tag.tag === 'text' && !compared.has(tag.name) && isOfTask(tag))
    .map((tag) => message(tag.name, otherRoles.includes(tag.name) ? tag.name : 'user', textOf(tag, data)));
}

/** Pairwise: the first of its two tags is the left one. */
function sidesOf([left, right, ...more]: readonly MediaTag[], data: Fields): Messages {
  if (!left || !right || more.length > 0) return [];
  return [message('left', left.name, textOf(left, data)), message('right', right.name, textOf(right, data))];
}

/** Ranker: the items of its list, each with an `id`, and a `body` of which `title` is the headline. */
function itemsOf([list]: readonly MediaTag[], data: Fields): Messages {
  const items = list?.tag === 'list' ? valueIn(data, list.attributes.get('value')) : undefined;
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) => {
    const { id, title, body } = isFields(item) ? item : {};
    const text = [body, title].find((one) => typeof one === 'string' && one !== '');
    return message(String(id), String(id), typeof text === 'string' ? text : undefined);
  });
}

const message = (id: string, author: string, text: string | undefined): Messages[number] => ({
  id,
  author: String(cleanDocument(author)),
  ...(text === undefined ? {} : { text }),
});

/** A text of the configuration's own is for the people who label, and the same in each task. */
const isOfTask = ({ attributes }: MediaTag): boolean => attributes.get('value')?.includes('$') === true;

const textOf = (tag: MediaTag, data: Fields): string | undefined =>
  tag.tag === 'text' ? shownUnit(tag.name, tag, valueIn(data, tag.attributes.get('value')), data).text : undefined;
