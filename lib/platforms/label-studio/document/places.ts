import type { Media, Place, Unit } from '../../../label/label.ts';
import { countOf, type Fields, fieldsOf, invalidAt, isGiven, numberOf } from './fields.ts';

/** Marks between a start and an end, which count in something else for each kind of medium. */
type ToPlace = (value: Fields, unit: Unit, path: string) => Place;

/** What stands there, where the configuration asks Label Studio to save it. A list is the answer to a question instead. */
const markedText = ({ text }: Fields): { text?: string } => (typeof text === 'string' ? { text } : {});

/**
 * Seconds → milliseconds. Both ends are instants on a line, not samples, so that there is no last one to be counted in:
 * https://labelstud.io/tags/audio
 */
const time: ToPlace = (value, _unit, path) => {
  const start = numberOf(value.start, `${path}.start`) * 1000;
  const end = numberOf(value.end, `${path}.end`) * 1000;
  return {
    kind: 'time',
    ranges: [{ start, end }],
    ...(isGiven(value.channel) ? { channel: countOf(value.channel, `${path}.channel`) } : {}),
  };
};

/** UTF-16 units, the end not in it: they are the offsets of a DOM range (https://labelstud.io/tags/text). */
const text: ToPlace = (value, _unit, path) => {
  const of = typeof value.start === 'string' ? globalOffsets(value, path) : value;
  const start = countOf(of.start, `${path}.start`);
  return { kind: 'text', ranges: [{ start, end: countOf(of.end, `${path}.end`) }], ...markedText(value) };
};

/** Old versions marked plain text by path, too; where they count from is only known with the offsets in the whole text. */
function globalOffsets(value: Fields, path: string): Fields {
  if (isGiven(value.globalOffsets)) return fieldsOf(value.globalOffsets, `${path}.globalOffsets`);
  throw invalidAt(
    `${path}.start`,
    'is a path in a text without globalOffsets. Open and submit it again in Label Studio',
  );
}

const markup: ToPlace = (value, _unit, path) => {
  const end = (side: 'start' | 'end') => {
    const xpath = value[side];
    if (typeof xpath !== 'string') throw invalidAt(`${path}.${side}`, 'must be a path in the document (XPath)');
    return { xpath, offset: countOf(value[`${side}Offset`], `${path}.${side}Offset`) };
  };
  const range = { start: end('start'), end: end('end') };
  if (!isGiven(value.globalOffsets)) return { kind: 'markup', ranges: [range], ...markedText(value) };
  const whole = fieldsOf(value.globalOffsets, `${path}.globalOffsets`);
  const textRange = {
    start: countOf(whole.start, `${path}.globalOffsets.start`),
    end: countOf(whole.end, `${path}.globalOffsets.end`),
  };
  return { kind: 'markup', ranges: [{ ...range, textRange }], ...markedText(value) };
};

/** No dialogue has more; each message between start and end becomes a part. */
const mostMessages = 100_000;

/** `start` and `end` are places in the list of paragraphs, as texts: https://labelstud.io/tags/paragraphlabels */
const messages: ToPlace = (value, unit, path) => {
  const first = paragraph(value.start, `${path}.start`);
  const last = paragraph(value.end, `${path}.end`);
  const count = unit.messages?.length ?? mostMessages;
  if (last < first || last >= count)
    throw invalidAt(`${path}.end`, `must be from start to ${count - 1}, the last paragraph`);
  const startOffset = isGiven(value.startOffset) ? countOf(value.startOffset, `${path}.startOffset`) : undefined;
  const endOffset = isGiven(value.endOffset) ? countOf(value.endOffset, `${path}.endOffset`) : undefined;
  const parts = Array.from({ length: last - first + 1 }, (_, index) => ({
    message: String(first + index),
    ...(index === 0 && startOffset !== undefined ? { start: startOffset } : {}),
    ...(first + index === last && endOffset !== undefined ? { end: endOffset } : {}),
  }));
  return { kind: 'message', parts, ...markedText(value) };
};

function paragraph(value: unknown, path: string): number {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return countOf(number, path);
}

/** As the time column has them: numbers, or texts in its own form. */
const series: ToPlace = (value, _unit, path) => {
  if (isGiven(value.channel))
    throw invalidAt(`${path}.channel`, 'marks one channel of a time series, which is not supported yet');
  return {
    kind: 'series',
    start: instantOf(value.start, `${path}.start`),
    end: instantOf(value.end, `${path}.end`),
  };
};

const instantOf = (value: unknown, path: string): string | number =>
  typeof value === 'string' && value !== '' ? value : numberOf(value, path);

const placesIn: Partial<Record<Media, ToPlace>> = {
  audio: time,
  video: time,
  text,
  html: markup,
  conversation: messages,
  timeseries: series,
};

export function placeIn(value: Fields, unit: Unit, path: string): Place {
  const place = placesIn[unit.media];
  if (place) return place(value, unit, path);
  throw invalidAt(path, `is a stretch from start to end, which ${unit.media} data do not have`);
}
