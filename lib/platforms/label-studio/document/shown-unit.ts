import { given } from '../../../contracts/given.ts';
import type { Media, Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, isFields, ownField } from '../../kit/fields.ts';
import { mediaOfTag } from './media.ts';
import { mediaAddress } from './media-address.ts';
import type { MediaTag } from './tags.ts';
import { valueIn } from './task-data.ts';

/** The task has only the address of these, never the data. */
export const referenced: ReadonlySet<Media> = new Set(['image', 'audio', 'video', 'document']);

/** The unit that a tag of the configuration shows; `value` is what the task's data have for the tag. */
export function shownUnit(id: string, { tag, attributes }: MediaTag, value: unknown, data: Fields): Unit {
  const media = mediaOfTag.get(tag) ?? 'structured';
  const address = attributes.get('valuetype') === 'text' ? undefined : mediaAddress(value, referenced.has(media));
  return given({
    id,
    name: address?.name ?? `task-${id.replaceAll('#', '-')}`,
    media,
    framesPerSecond: media === 'video' ? rateIn(valueIn(data, attributes.get('framerate'))) : undefined,
    text: media === 'text' && typeof value === 'string' && !address ? textIn(value, attributes) : undefined,
    messages: media === 'conversation' && Array.isArray(value) ? messagesIn(value, attributes) : undefined,
    sourceUri: address?.uri,
  });
}

/** The rate by which Label Studio counts frames, from the configuration or from the task's data. */
function rateIn(value: unknown): number | undefined {
  const rate = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
  return Number.isFinite(rate) && rate > 0 ? rate : undefined;
}

/** Positions do not count in the encoded text. */
const textIn = (text: string, attributes: MediaTag['attributes']): string | undefined =>
  ['', 'none'].includes(attributes.get('encoding') ?? '') ? text : undefined;

const authorKeys = ['author', 'role'];
const textKeys = ['text', 'content'];

/** Messages by their index in the list: https://labelstud.io/tags/paragraphs, https://labelstud.io/tags/chat */
function messagesIn(list: readonly unknown[], attributes: MediaTag['attributes']): NonNullable<Unit['messages']> {
  return list.map((message, index) => {
    const fields = isFields(message) ? message : {};
    const author = firstString(fields, [attributes.get('namekey'), ...authorKeys]);
    const text = typeof message === 'string' ? message : firstString(fields, [attributes.get('textkey'), ...textKeys]);
    return {
      id: String(index),
      ...(author ? { author: String(cleanDocument(author)) } : {}),
      ...(text === undefined ? {} : { text }),
    };
  });
}

function firstString(fields: Fields, keys: readonly (string | undefined)[]): string | undefined {
  for (const key of keys) {
    const value = key === undefined ? undefined : ownField(fields, key);
    if (typeof value === 'string') return value;
  }
  return undefined;
}
