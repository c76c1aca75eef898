import { isDeepStrictEqual } from 'node:util';
import type { Place, Shape, Track, Unit } from '../../../label/label.ts';
import { countOf, type Fields, isGiven } from './fields.ts';
import { placeIn } from './places.ts';
import type { Result } from './results.ts';
import { bitmap, box, brush, ellipse, type Percent, percentOf, point, polygon, vectorPath } from './shapes.ts';
import { sequenceOf, timelineOf } from './tracks.ts';

/** One place of a region, with its shape there: a region of a video has one for each key frame. */
export type Placement = { readonly at: Place; readonly shape?: Shape; readonly keyFrame?: boolean };
export type Mark = {
  readonly placements: readonly Placement[];
  readonly track?: Pick<Track, 'frames' | 'interpolation'>;
};

type Form = {
  /** What stands in the value of such a mark, besides labels and answers. */
  readonly keys: ReadonlySet<string>;
  read(result: Result, unit: Unit, path: string): Mark;
};

const form = (keys: readonly string[], read: Form['read']): Form => ({ keys: new Set(keys), read });

const placed = (at: Place, shape?: Shape): Mark => ({ placements: [shape ? { at, shape } : { at }] });

/** A shape that stands still: on the picture, or on one page of a document, which Label Studio counts from 1. */
const drawn = (keys: readonly string[], toShape: (value: Fields, percent: Percent, path: string) => Shape): Form =>
  form([...keys, 'page'], ({ value }, unit, path) =>
    placed(pageOf(value, path), toShape(value, percentOf(unit), path)),
  );

const pageOf = ({ page }: Fields, path: string): Place =>
  isGiven(page) ? { kind: 'page', page: countOf(page, `${path}.page`, 1) - 1 } : { kind: 'whole' };

/** By the field that only this form of mark has; the first that stands in a value decides. */
const forms: readonly (readonly [field: string, form: Form])[] = [
  [
    'chatmessage', // what the person wrote is its own mark
    form(['chatmessage'], ({ id }) => placed({ kind: 'message', parts: [{ message: id }] })),
  ],
  ['rle', form(['rle', 'format'], ({ value }, unit, path) => placed({ kind: 'whole' }, brush(value, unit, path)))],
  [
    'imageDataURL',
    form(['imageDataURL'], ({ value }, unit, path) => placed({ kind: 'whole' }, bitmap(value, unit, path))),
  ],
  ['vertices', drawn(['vertices', 'closed'], vectorPath)],
  ['sequence', form(['sequence', 'framesCount', 'duration'], ({ value }, unit, path) => sequenceOf(value, unit, path))],
  [
    'ranges',
    form(['ranges', 'framesCount', 'duration'], ({ value }, unit, path) =>
      placed({ kind: 'frames', ranges: timelineOf(value, unit, path) }),
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

/** What kind of mark a result's value is; undefined for a value that marks nothing. */
export const formOf = ({ value }: Result): Form | undefined => forms.find(([field]) => isGiven(value[field]))?.[1];

/** Each result of a region repeats where it is; two that do not agree are two regions with one id. */
export function isSameMark(one: Result, other: Result): boolean {
  const form = formOf(one);
  return (
    form === formOf(other) &&
    [...(form?.keys ?? [])].every(
      (key) =>
        key === 'text' || // in one result what stands there, in another one an answer
        !isGiven(one.value[key]) ||
        !isGiven(other.value[key]) ||
        isDeepStrictEqual(one.value[key], other.value[key]),
    )
  );
}
