import { isDeepStrictEqual } from 'node:util';
import type { Place, Shape, Track, Unit } from '../../../label/label.ts';
import { countIn, type FieldPath, type Fields, invalidAt, isMissing, onlyKeys, quoted } from '../../kit/fields.ts';
import { answerFields, isAnswer } from './attributes.ts';
import { bitmap, brush } from './masks.ts';
import { placeIn, timelineIn } from './places.ts';
import type { Result } from './results.ts';
import { box, ellipse, type Percent, percentOf, point, polygon, vectorPath } from './shapes.ts';
import { sequenceIn } from './tracks.ts';

/** One place of a region, with its shape there: a region of a video has one for each key frame. */
export type Placement = { readonly at: Place; readonly shape?: Shape; readonly keyFrame?: boolean };
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

export function requireKnownType({ type, path }: Result): void {
  if (markTypes.has(type) || isAnswer({ type })) return;
  throw invalidAt(path.at('type'), `is ${quoted(type)}, which is not supported yet`);
}

/** `labels`, `rectanglelabels`, …: the names of labels. */
export const isLabelList = (key: string): boolean => key.endsWith('labels');

export function requireKnownKeys(result: Result): void {
  const known = formOf(result);
  const path = result.path.at('value');
  if (!known && !isAnswer(result)) throw invalidAt(path, 'must mark a place or answer a question, but does neither');
  const has = (key: string): boolean =>
    known?.keys.has(key) === true || answerFields.has(key) || isLabelList(key) || key === 'score';
  onlyKeys(result.value, { has }, path);
}
