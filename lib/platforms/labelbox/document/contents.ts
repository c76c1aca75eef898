import type { Media, Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, isFields, own } from './parts.ts';
import type { Contents } from './places.ts';
import { SourceText } from './source-text.ts';

const address = /^(?:https?|s3|gs):\/\/\S+$/i;

/** `row_data` as it is meant: a URL, the JSON of a conversation, a map or a document, or text. */
export function contentsOf(rowData: unknown): unknown {
  if (typeof rowData !== 'string' || !/^\s*\{/.test(rowData)) return rowData;
  try {
    const json: unknown = JSON.parse(rowData);
    return isFields(json) ? json : rowData;
  } catch {
    return rowData; // a text may begin with a brace
  }
}

/** Where media is said to be that has more than one URL. */
const urlKeys = ['tile_layer_url', 'tileLayerUrl', 'pdf_url', 'pdfUrl'];

/** Without signature, query or fragment. */
export function sourceUri(contents: unknown): string | undefined {
  const url = isFields(contents)
    ? urlKeys.map((key) => contents[key]).find((value) => typeof value === 'string')
    : contents;
  if (typeof url !== 'string' || !address.test(url)) return undefined;
  return String(cleanDocument(url)).split('?')[0];
}

/** The text that is labelled, where the data row carries it. */
export const sourceText = (media: Media, rowData: unknown): string | undefined =>
  media === 'text' && typeof rowData === 'string' && !address.test(rowData) ? rowData : undefined;

/** `EPSG:3857` of "EPSG3857"; `Simple` is a plane of pixels, on no map. */
export function coordinateReferenceSystem(contents: unknown): string | undefined {
  if (!isFields(contents) || typeof contents.epsg !== 'string') return undefined;
  const [, code] = /^EPSG[:\s]?(\d{4,6})$/i.exec(contents.epsg) ?? [];
  return code ? `EPSG:${code}` : /^simple$/i.test(contents.epsg) ? 'Simple' : undefined;
}

type Messages = NonNullable<Unit['messages']>;

/**
 * The messages of a conversation: a list (`application/vnd.labelbox.conversational`), or by id in chats with models
 * (`….model-chat-evaluation`). Nothing unless every one of them has an id of its own.
 */
export function messagesOf(contents: unknown): Messages | undefined {
  if (!isFields(contents)) return undefined;
  const { messages, actors } = contents;
  const found = Array.isArray(messages)
    ? messages.map((message: unknown) => (isFields(message) ? messageOf(message) : undefined))
    : isFields(messages)
      ? Object.entries(messages).map(([id, message]) =>
          isFields(message) ? chatMessage(id, message, actors) : undefined,
        )
      : [];
  const whole = found.filter((message) => message !== undefined);
  const ids = new Set(whole.map(({ id }) => id));
  return whole.length > 0 && whole.length === found.length && ids.size === whole.length ? whole : undefined;
}

function messageOf({ messageId, content, user }: Fields): Messages[number] | undefined {
  if (typeof messageId !== 'string' || messageId === '') return undefined;
  return {
    id: messageId,
    ...by(isFields(user) ? (user.name ?? user.userId) : undefined),
    ...said(content),
  };
}

function chatMessage(id: string, { actorId, content }: Fields, actors: unknown): Messages[number] | undefined {
  if (id === '') return undefined;
  const actor = isFields(actors) && typeof actorId === 'string' ? own(actors, actorId) : undefined;
  const name = isFields(actor) && isFields(actor.metadata) ? actor.metadata.modelConfigName : undefined;
  const texts = Array.isArray(content) ? content.filter(isFields).map((part) => part.content) : [content];
  return { id, ...by(name ?? actorId), ...(texts.length === 1 ? said(texts[0]) : {}) };
}

const by = (author: unknown): { author?: string } =>
  typeof author === 'string' && author !== '' ? { author: cleanDocument(author) as string } : {};

const said = (text: unknown): { text?: string } => (typeof text === 'string' ? { text } : {});

/** What places are checked against. */
export function contentsToCheck(media: Media, contents: unknown, text: string | undefined): Contents {
  const messages = media === 'conversation' ? messagesOf(contents) : undefined;
  return {
    ...(text === undefined ? {} : { text: new SourceText(text) }),
    ...(messages
      ? {
          messages: new Map(
            messages.map((message) => [
              message.id,
              message.text === undefined ? undefined : new SourceText(message.text),
            ]),
          ),
        }
      : {}),
  };
}
