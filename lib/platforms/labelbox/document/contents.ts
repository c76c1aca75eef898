import { given } from '../../../contracts/given.ts';
import type { Media } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { isFields } from '../../kit/fields.ts';
import { messagesOf } from './messages.ts';
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
