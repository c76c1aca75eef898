import type { CountRange, Media, Place, Unit } from '../../../label/label.ts';
import {
  asCount,
  asFields,
  countIn,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isMissing,
  listIn,
  numberIn,
  wrongKind,
} from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';
import { firstFrame } from './tracks.ts';

/** A stretch from a start to an end, which each kind of medium counts in something else. */
type ToPlace = (value: Fields, unit: Unit, path: FieldPath) => Place;

/** The marked text, where the configuration asks Label Studio to save it. A list is the answer to a question instead. */
const markedText = ({ text }: Fields): { text?: string } => (typeof text === 'string' ? { text } : {});

const optionalCountIn = (fields: Fields, key: string, path: FieldPath): number | undefined =>
  isMissing(fields[key]) ? undefined : countIn(fields, key, path);

/**
 * Seconds → milliseconds. Both ends are instants on a line, not samples, so the end includes nothing after it:
 * https://labelstud.io/tags/audio
 */
const time: ToPlace = (value, _unit, path) => {
  const start = numberIn(value, 'start', path) * 1000;
  const end = numberIn(value, 'end', path) * 1000;
  const channel = optionalCountIn(value, 'channel', path);
  return { kind: 'time', ranges: [{ start, end }], ...(channel === undefined ? {} : { channel }) };
};

/** UTF-16 units without the end, because they are the offsets of a DOM range: https://labelstud.io/tags/text */
const text: ToPlace = (value, _unit, path) => {
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
  const range = { start: countIn(offsets, 'start', offsetsPath), end: countIn(offsets, 'end', offsetsPath) };
  return { kind: 'text', ranges: [range], ...markedText(value) };
};

const markup: ToPlace = (value, _unit, path) => {
  const endOf = (side: 'start' | 'end') => {
    const xpath = value[side];
    if (typeof xpath !== 'string') throw wrongKind(path.at(side), 'a path in the document (XPath)', xpath);
    return { xpath, offset: countIn(value, `${side}Offset`, path) };
  };
  const range = { start: endOf('start'), end: endOf('end') };
  if (isMissing(value.globalOffsets)) return { kind: 'markup', ranges: [range], ...markedText(value) };
  const offsets = fieldsIn(value, 'globalOffsets', path);
  const offsetsPath = path.at('globalOffsets');
  const textRange = { start: countIn(offsets, 'start', offsetsPath), end: countIn(offsets, 'end', offsetsPath) };
  return { kind: 'markup', ranges: [{ ...range, textRange }], ...markedText(value) };
};

/** No dialogue has more; each message between start and end becomes a part. */
const mostMessages = 100_000;

/** `start` and `end` are indexes in the list of paragraphs, as strings: https://labelstud.io/tags/paragraphlabels */
const messages: ToPlace = (value, unit, path) => {
  const first = paragraphIn(value, 'start', path);
  const last = paragraphIn(value, 'end', path);
  const count = unit.messages?.length ?? mostMessages;
  if (last < first || last >= count) {
    throw invalidAt(path.at('end'), `must be from start to ${count - 1}, the last paragraph, but is another number`);
  }
  const startOffset = optionalCountIn(value, 'startOffset', path);
  const endOffset = optionalCountIn(value, 'endOffset', path);
  const parts = Array.from({ length: last - first + 1 }, (_, index) => ({
    message: String(first + index),
    ...(index === 0 && startOffset !== undefined ? { start: startOffset } : {}),
    ...(first + index === last && endOffset !== undefined ? { end: endOffset } : {}),
  }));
  return { kind: 'message', parts, ...markedText(value) };
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
  return { kind: 'series', start: seriesEnd(value, 'start', path), end: seriesEnd(value, 'end', path) };
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

export function placeIn(value: Fields, unit: Unit, path: FieldPath): Place {
  const toPlace = placesOf[unit.media];
  if (toPlace) return toPlace(value, unit, path);
  throw invalidAt(path, `is a stretch from start to end, which ${unit.media} data do not have`);
}

/** A range of a timeline includes its last frame; one with a single end is that frame, or goes on to the end of the video. */
export function timelineIn(value: Fields, { frames }: Unit, path: FieldPath): CountRange[] {
  const listPath = path.at('ranges');
  const list = listIn(value, 'ranges', path);
  if (list.length === 0) throw invalidAt(listPath, 'must have at least one range, but is an empty list');
  return list.map((entry, index) => {
    const at = listPath.at(index);
    const range = asFields(entry, at);
    checkKeys(range, keys.range, at);
    const start = isMissing(range.start) ? undefined : countIn(range, 'start', at, firstFrame);
    const end = isMissing(range.end) ? undefined : countIn(range, 'end', at, firstFrame);
    const first = start ?? end;
    const last = end ?? frames;
    if (first === undefined || last === undefined) throw invalidAt(at.at('end'), 'must be a frame, but is missing');
    if (last < first) throw invalidAt(at.at('end'), 'must be at or after its start, but is before it');
    return { start: first - firstFrame, end: last - firstFrame + 1 };
  });
}
