import { given } from '../../../contracts/given.ts';
import type { Media, Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, isFields, ownField } from '../../kit/fields.ts';
import type { Contents } from './places.ts';
import { SourceText } from './source-text.ts';

const address = /^(?:https?|s3|gs):\/\/\S+$/i;

/** What `row_data` means: a URL, the JSON of a conversation, a map or a document, or a text. */
export function contentsOf(rowData: unknown): unknown {
  if (typeof rowData !== 'string' || !/^\s*\{/.test(rowData)) return rowData;
  try {
    const json: unknown = JSON.parse(rowData);
    return isFields(json) ? json : rowData;
  } catch {
    return rowData; // a text may begin with a brace
  }
}

/** Media with more than one URL has its own under one of these. */
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

/** `EPSG:3857` from "EPSG3857"; `Simple` is a plane of pixels, on no map. */
export function coordinateReferenceSystem(contents: unknown): string | undefined {
  if (!isFields(contents) || typeof contents.epsg !== 'string') return undefined;
  const [, code] = /^EPSG[:\s]?(\d{4,6})$/i.exec(contents.epsg) ?? [];
  return code ? `EPSG:${code}` : /^simple$/i.test(contents.epsg) ? 'Simple' : undefined;
}

type Messages = NonNullable<Unit['messages']>;

/**
 * The messages of a conversation: a list (`application/vnd.labelbox.conversational`), and after it what models answered, or
 * an object by id in chats with models (`….model-chat-evaluation`). Undefined unless every message has an id of its own.
 */
export function messagesOf(contents: unknown): Messages | undefined {
  if (!isFields(contents)) return undefined;
  const { messages, actors, modelOutputs } = contents;
  const found = Array.isArray(messages)
    ? [
        ...messages.map((message: unknown) => (isFields(message) ? messageOf(message) : undefined)),
        ...(Array.isArray(modelOutputs) ? outputsOf(modelOutputs) : []),
      ]
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
  return given({
    id: messageId,
    author: authorOf(isFields(user) ? (user.name ?? user.userId) : undefined),
    text: typeof content === 'string' ? content : undefined,
  });
}

/**
 * Answers of models to the last message, which have a title and no id. People call the choices of a question about them by these
 * titles. By their models, where these differ: each is an answer of its own.
 */
function outputsOf(outputs: readonly unknown[]): Messages {
  const all = outputs.map((output) => (isFields(output) ? output : {}));
  const models = all.map(({ modelConfigName }) => authorOf(modelConfigName));
  const areOthers = models.every((model) => model !== undefined) && new Set(models).size === models.length;
  return all.map(({ title, content }, index) => {
    const name = authorOf(title) ?? `modelOutputs.${index}`;
    const text = typeof content === 'string' ? content : undefined;
    return given({ id: name, author: areOthers ? models[index] : name, text });
  });
}

function chatMessage(id: string, { actorId, content }: Fields, actors: unknown): Messages[number] | undefined {
  if (id === '') return undefined;
  const actor = isFields(actors) && typeof actorId === 'string' ? ownField(actors, actorId) : undefined;
  const name = isFields(actor) && isFields(actor.metadata) ? actor.metadata.modelConfigName : undefined;
  const texts = Array.isArray(content) ? content.filter(isFields).map((part) => part.content) : [content];
  const [text] = texts;
  return given({
    id,
    author: authorOf(name ?? actorId),
    text: texts.length === 1 && typeof text === 'string' ? text : undefined,
  });
}

const authorOf = (name: unknown): string | undefined =>
  typeof name === 'string' && name !== '' ? (cleanDocument(name) as string) : undefined;

/** What places are checked against. */
export function contentsToCheck(media: Media, contents: unknown, rowData: unknown): Contents {
  const messages = media === 'conversation' ? messagesOf(contents) : undefined;
  return given({
    text: toSource(sourceText(media, rowData)),
    messages: messages && new Map(messages.map(({ id, text }) => [id, toSource(text)])),
  });
}

const toSource = (text: string | undefined): SourceText | undefined =>
  text === undefined ? undefined : new SourceText(text);
