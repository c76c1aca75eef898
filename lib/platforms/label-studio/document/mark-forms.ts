import { isDeepStrictEqual } from 'node:util';
import type { Place, Shape, Track, Unit } from '../../../label/label.ts';
import { countIn, type FieldPath, type Fields, invalidAt, isMissing, quoted } from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { answerFields, isAnswer } from './attributes.ts';
import { keys, marking } from './known-keys.ts';
import { bitmap, brush } from './masks.ts';
import { placeIn, timelineIn } from './places.ts';
import type { Result } from './results.ts';
import { box, ellipse, type Percent, percentOf, point, polygon, vectorPath } from './shapes.ts';
import { sequenceIn } from './tracks.ts';

/** One place of a region, with its shape there: a region of a video has one for each key frame. */
export type Placement = {
  readonly at: Place;
  readonly shape?: Shape;
  readonly keyFrame?: boolean;
  /** How sure a model was of this key frame, as the document has it. */
  readonly score?: unknown;
  readonly path?: FieldPath;
};
/** What a result draws or marks. */
export type Mark = {
  readonly placements: readonly Placement[];
  readonly track?: Pick<Track, 'frames' | 'interpolation'>;
};

type Form = {
  /** The keys of such a mark in a value, besides those of labels and answers. */
  readonly keys: ReadonlySet<string>;
  read(result: Result, unit: Unit, path: FieldPath): Mark;
};

const form = (keys: readonly string[], read: Form['read']): Form => ({ keys: new Set(keys), read });

const placed = (at: Place, shape?: Shape): Mark => ({ placements: [shape ? { at, shape } : { at }] });

/** A shape that does not move: on the picture, or on one page of a document, which Label Studio counts from 1. */
const drawn = (keys: readonly string[], toShape: (value: Fields, percent: Percent, path: FieldPath) => Shape): Form =>
  form([...keys, 'page'], ({ value }, unit, path) =>
    placed(pageIn(value, path), toShape(value, percentOf(unit), path)),
  );

const pageIn = (value: Fields, path: FieldPath): Place =>
  isMissing(value.page) ? { kind: 'whole' } : { kind: 'page', page: countIn(value, 'page', path, 1) - 1 };

/** By the key that only this form of mark has; the first one that a value has decides. */
const forms: readonly (readonly [key: string, form: Form])[] = [
  // What the person wrote is its own mark.
  ['chatmessage', form(['chatmessage'], ({ id }) => placed({ kind: 'message', parts: [{ message: id }] }))],
  ['rle', form(['rle', 'format'], ({ value }, unit, path) => placed({ kind: 'whole' }, brush(value, unit, path)))],
  [
    'imageDataURL',
    form(['imageDataURL'], ({ value }, unit, path) => placed({ kind: 'whole' }, bitmap(value, unit, path))),
  ],
  ['vertices', drawn(['vertices', 'closed'], vectorPath)],
  ['sequence', form(['sequence', 'framesCount', 'duration'], ({ value }, unit, path) => sequenceIn(value, unit, path))],
  [
    'ranges',
    form(['ranges', 'framesCount', 'duration'], ({ value }, unit, path) =>
      placed({ kind: 'frames', ranges: timelineIn(value, unit, path) }),
    ),
  ],
  ['points', drawn(['points', 'closed'], polygon)],
  ['radiusX', drawn(['x', 'y', 'radiusX', 'radiusY', 'rotation'], ellipse)],
  ['height', drawn(['x', 'y', 'width', 'height', 'rotation'], box)],
  ['x', drawn(['x', 'y', 'width'], point)],
  [
    'start',
    form(
      ['start', 'end', 'startOffset', 'endOffset', 'globalOffsets', 'text', 'channel', 'instant'],
      ({ value }, unit, path) => placed(placeIn(value, unit, path)),
    ),
  ],
];

const formOf = ({ value }: Result): Form | undefined => forms.find(([key]) => !isMissing(value[key]))?.[1];

export const isMark = (result: Result): boolean => formOf(result) !== undefined;

export const markOf = (result: Result, unit: Unit): Mark =>
  formOf(result)?.read(result, unit, result.path.at('value')) ?? { placements: [] };

/** Each result of a region repeats where it is; two that do not agree are two regions with one id. */
export function isSameMark(first: Result, second: Result): boolean {
  const shared = formOf(first);
  return (
    shared === formOf(second) &&
    [...(shared?.keys ?? [])].every(
      (key) =>
        key === 'text' || // the marked text in one result, an answer in another
        isMissing(first.value[key]) ||
        isMissing(second.value[key]) ||
        isDeepStrictEqual(first.value[key], second.value[key]),
    )
  );
}

/** https://labelstud.io/tags: the types of results that draw or mark. Any other is an answer, or is refused. */
const markTypes: ReadonlySet<string> = new Set([
  ...['rectangle', 'ellipse', 'polygon', 'keypoint', 'brush', 'magicwand', 'vector', 'bitmask', 'bitmasklabels'],
  ...['labels', 'rectanglelabels', 'ellipselabels', 'polygonlabels', 'keypointlabels', 'brushlabels', 'vectorlabels'],
  ...['videorectangle', 'videovector', 'timelinelabels', 'videovectorlabels'],
  ...['hypertextlabels', 'paragraphlabels', 'timeserieslabels', 'chatmessage'],
]);

/** Throws for a result of an unknown type, unless the connection leaves such out. */
export function isKnownType({ id, type, path }: Result): boolean {
  if (markTypes.has(type) || isAnswer({ type })) return true;
  path.reading.unknownKind({ id }, path.at('type'), `is ${quoted(type)}, which is not supported yet`);
  return false;
}

/** `labels`, `rectanglelabels`, …: the names of labels. */
export const isLabelList = (key: string): boolean => key.endsWith('labels');

export function requireKnownKeys(result: Result): void {
  const known = formOf(result);
  const { value } = result;
  const path = result.path.at('value');
  if (!known && !isAnswer(result)) throw invalidAt(path, 'must mark a place or answer a question, but does neither');
  for (const key of Object.keys(value)) {
    if (known?.keys.has(key) || answerFields.has(key) || isLabelList(key) || key === 'score') continue;
    if (marking.has(key) && !isMissing(value[key])) {
      throw invalidAt(path, `has a key ${quoted(key)} of another kind of mark, so it says two places`);
    }
    if (keys.value.read.has(key) && key !== 'page') path.reading.unread(path.at(key));
    else checkKeys({ [key]: value[key] }, unreadKeys, path);
  }
}

/** Of a value whose known keys have been looked at already. */
const unreadKeys = { ...keys.value, read: new Set<string>() };

/** The platform kept the region and lost where it is. */
export const marksNothing = (result: Result): boolean =>
  !isMark(result) &&
  !isAnswer(result) &&
  ['x', 'points', 'vertices', 'sequence', 'ranges', 'start'].some(
    (key) => Object.hasOwn(result.value, key) && isMissing(result.value[key]),
  );
