import type { Media, Place, Unit } from '../../../label/label.ts';
import {
  asCount,
  countIn,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isMissing,
  numberIn,
  wrongKind,
} from '../../kit/fields.ts';
import { degenerate } from '../../kit/kept-shape.ts';
import { type Mark, marksNothing, type Note } from './mark.ts';
import { agrees, checkedText, markedText } from './marked-text.ts';

/** A stretch from a start to an end, which each kind of medium counts in something else. */
type ToPlace = (value: Fields, unit: Unit, path: FieldPath) => Mark;

const placed = (at: Place, notes: readonly Note[] = []): Mark => ({ placements: [{ at }], notes });

const backwards = marksNothing(degenerate('ends before it starts'));

const optionalCountIn = (fields: Fields, key: string, path: FieldPath): number | undefined =>
  isMissing(fields[key]) ? undefined : countIn(fields, key, path);

/**
 * Seconds → milliseconds. Both ends are instants on a line, not samples, so the end includes nothing after it:
 * https://labelstud.io/tags/audio
 */
const time: ToPlace = (value, _unit, path) => {
  const [start, end] = [numberIn(value, 'start', path) * 1000, numberIn(value, 'end', path) * 1000];
  if (end < start) return backwards;
  if (end < 0) return marksNothing(degenerate('ends before the beginning'));
  const notes: Note[] = [];
  if (start < 0) notes.push({ path: path.at('start'), detail: 'a start before the beginning' });
  // Importers write -1 for no channel.
  const hasChannel = !isMissing(value.channel) && value.channel !== -1;
  if (value.channel === -1) notes.push({ path: path.at('channel'), detail: 'the channel -1' });
  const channel = hasChannel ? countIn(value, 'channel', path) : undefined;
  const ranges = [{ start: Math.max(start, 0), end }];
  return placed({ kind: 'time', ranges, ...(channel === undefined ? {} : { channel }) }, notes);
};

/** UTF-16 units without the end, because they are the offsets of a DOM range: https://labelstud.io/tags/text */
const text: ToPlace = (value, unit, path) => {
  const isXpath = typeof value.start === 'string';
  // Old versions marked plain text by path too, and only the offsets in the whole text say where such a path counts from.
  if (isXpath && isMissing(value.globalOffsets)) {
    throw invalidAt(
      path.at('start'),
      'must have globalOffsets, because it is a path in a text. Open the task in Label Studio and submit it again',
    );
  }
  const [offsets, offsetsPath] = isXpath
    ? [fieldsIn(value, 'globalOffsets', path), path.at('globalOffsets')]
    : [value, path];
  const start = countIn(offsets, 'start', offsetsPath);
  const end = countIn(offsets, 'end', offsetsPath);
  if (end < start) return backwards;
  const { text: whole } = unit;
  // Of a marked text that is another than that at its place one is wrong: who trains on names leaves it out, which needs both.
  const marked = markedText(value);
  if (whole === undefined || end <= whole.length) return placed({ kind: 'text', ranges: [{ start, end }], ...marked });
  // What is left of the stretch is what the person marked: the end counts something that the text no longer has.
  if (marked.text && agrees(marked.text, whole.slice(start, end)) && start < whole.length) {
    const note = { path: offsetsPath.at('end'), detail: 'an end past the end of the text' };
    return placed({ kind: 'text', ranges: [{ start, end: whole.length }], ...marked }, [note]);
  }
  throw invalidAt(
    offsetsPath.at('end'),
    `must be at most ${whole.length}, the length of the text, but is another number`,
  );
};

const markup: ToPlace = (value, _unit, path) => {
  const endOf = (side: 'start' | 'end') => {
    const xpath = value[side];
    if (typeof xpath !== 'string') throw wrongKind(path.at(side), 'a path in the document (XPath)', xpath);
    return { xpath, offset: countIn(value, `${side}Offset`, path) };
  };
  const range = { start: endOf('start'), end: endOf('end') };
  if (isMissing(value.globalOffsets)) return placed({ kind: 'markup', ranges: [range], ...markedText(value) });
  const offsets = fieldsIn(value, 'globalOffsets', path);
  const offsetsPath = path.at('globalOffsets');
  const textRange = { start: countIn(offsets, 'start', offsetsPath), end: countIn(offsets, 'end', offsetsPath) };
  return placed({ kind: 'markup', ranges: [{ ...range, textRange }], ...markedText(value) });
};

/** No dialogue has more; each message between start and end becomes a part. */
const mostMessages = 100_000;

/** `start` and `end` are indexes in the list of paragraphs, as strings: https://labelstud.io/tags/paragraphlabels */
const messages: ToPlace = (value, unit, path) => {
  const first = paragraphIn(value, 'start', path);
  const last = paragraphIn(value, 'end', path);
  const count = unit.messages?.length ?? mostMessages;
  if (last < first) return backwards;
  if (last >= count) {
    throw invalidAt(path.at('end'), `must be at most ${count - 1}, the last paragraph, but is another number`);
  }
  const startOffset = optionalCountIn(value, 'startOffset', path);
  const endOffset = optionalCountIn(value, 'endOffset', path);
  const parts = Array.from(
    { length: last - first + 1 },
    (_, index): { message: string; start?: number; end?: number } => ({
      message: String(first + index),
      ...(index === 0 && startOffset !== undefined ? { start: startOffset } : {}),
      ...(first + index === last && endOffset !== undefined ? { end: endOffset } : {}),
    }),
  );
  const texts = parts.map(({ message, start, end }) => unit.messages?.[Number(message)]?.text?.slice(start, end));
  const [marked, notes] = checkedText(value, texts.includes(undefined) ? undefined : texts.join(''), path);
  return placed({ kind: 'message', parts, ...marked }, notes);
};

function paragraphIn(value: Fields, key: string, path: FieldPath): number {
  const index = value[key];
  return asCount(typeof index === 'string' && /^\d{1,9}$/.test(index) ? Number(index) : index, path.at(key));
}

/** As the time column has them: numbers, or strings in a form of its own. */
const series: ToPlace = (value, _unit, path) => {
  if (!isMissing(value.channel)) {
    throw invalidAt(path.at('channel'), 'is one channel of a time series, which is not supported yet');
  }
  return placed({ kind: 'series', start: seriesEnd(value, 'start', path), end: seriesEnd(value, 'end', path) });
};

function seriesEnd(value: Fields, key: string, path: FieldPath): string | number {
  const end = value[key];
  return typeof end === 'string' && end !== '' ? end : numberIn(value, key, path);
}

const placesOf: Partial<Record<Media, ToPlace>> = {
  audio: time,
  video: time,
  text,
  html: markup,
  conversation: messages,
  timeseries: series,
};

export function placeIn(value: Fields, unit: Unit, path: FieldPath): Mark {
  const toPlace = placesOf[unit.media];
  if (toPlace) return toPlace(value, unit, path);
  throw invalidAt(path, `is a stretch from start to end, which ${unit.media} data do not have`);
}
