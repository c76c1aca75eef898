import { isDeepStrictEqual } from 'node:util';
import type { Place, Shape, Unit } from '../../../label/label.ts';
import { countIn, type FieldPath, type Fields, invalidAt, isMissing } from '../../kit/fields.ts';
import { type Degenerate, isNowhere, nowhere } from '../../kit/kept-shape.ts';
import { checkKeys, type KnownKeys } from '../../kit/known-keys.ts';
import { answerFieldOf, isAnswer } from './attributes.ts';
import { keys } from './known-keys.ts';
import { type Mark, marksNothing } from './mark.ts';
import { bitmap, brush } from './masks.ts';
import { placeIn } from './places.ts';
import type { Result } from './results.ts';
import { box, ellipse, type Percent, percentOf, point, polygon, vectorPath } from './shapes.ts';
import { timelineIn } from './timeline.ts';
import { sequenceIn } from './tracks.ts';

type Form = {
  /** Only this form of mark has it. */
  readonly key: string;
  /** The keys of such a mark in a value, besides those of labels and answers. */
  readonly keys: KnownKeys;
  /** Where all of these are null, the mark is nowhere. */
  readonly coordinates: readonly string[];
  read(result: Result, unit: Unit, path: FieldPath): Mark;
};

const placed = (at: Place, shape?: Shape | Degenerate): Mark => ({ placements: [shape ? { at, shape } : { at }] });
const onWhole = (shape: Shape | Degenerate): Mark => placed({ kind: 'whole' }, shape);

type ToShape = (value: Fields, percent: Percent, path: FieldPath) => Shape | Degenerate;

/** A shape that does not move: on the picture, or on one page of a document, which Label Studio counts from 1. */
const drawn =
  (toShape: ToShape): Form['read'] =>
  ({ value }, unit, path) =>
    placed(pageIn(value, path), toShape(value, percentOf(unit), path));

const pageIn = (value: Fields, path: FieldPath): Place =>
  isMissing(value.page) ? { kind: 'whole' } : { kind: 'page', page: countIn(value, 'page', path, 1) - 1 };

const form = (key: string, known: KnownKeys, read: Form['read'], coordinates = [key]): Form => ({
  key,
  keys: known,
  coordinates,
  read,
});

// What the person wrote is its own mark.
const chat = form('chatmessage', keys.chat, ({ id }) => placed({ kind: 'message', parts: [{ message: id }] }));
const painted = form('rle', keys.brush, ({ value }, unit, path) => onWhole(brush(value, unit, path)));
const bitmask = form('imageDataURL', keys.bitmap, ({ value }, unit, path) => onWhole(bitmap(value, unit, path)));
const vector = form('vertices', keys.path, drawn(vectorPath));
const moving = form('sequence', keys.sequence, ({ value }, unit, path) => sequenceIn(value, unit, path));
const timeline = form('ranges', keys.timeline, ({ value }, unit, path) => timelineIn(value, unit, path));
const outline = form('points', keys.polygon, drawn(polygon));
const oval = form('radiusX', keys.ellipse, drawn(ellipse), ['x', 'y', 'radiusX', 'radiusY']);
const rectangle = form('height', keys.box, drawn(box), ['x', 'y', 'width', 'height']);
const keypoint = form('x', keys.point, drawn(point), ['x', 'y']);
const stretch = form('start', keys.stretch, ({ value }, unit, path) => placeIn(value, unit, path), ['start', 'end']);

/** The first one whose key a value has decides, among those that its type allows. */
const forms = [chat, painted, bitmask, vector, moving, timeline, outline, oval, rectangle, keypoint, stretch];

/** https://labelstud.io/tags: the types of results that draw or mark, with the forms that each may have. */
const formsOfType: ReadonlyMap<string, readonly Form[]> = new Map([
  ...both('rectangle', [rectangle]),
  ...both('ellipse', [oval]),
  ...both('polygon', [outline]),
  ...both('keypoint', [keypoint]),
  ...both('brush', [painted, bitmask]),
  ...both('bitmask', [bitmask, painted]),
  ...both('vector', [vector]),
  ['magicwand', [painted, bitmask]],
  ['labels', forms],
  ['videorectangle', [moving]],
  ...both('videovector', [moving]),
  ['timelinelabels', [timeline, moving]],
  ['hypertextlabels', [stretch]],
  ['paragraphlabels', [stretch]],
  ['timeserieslabels', [stretch]],
  ['chatmessage', [chat]],
]);

function both(tool: string, allowed: readonly Form[]): [string, readonly Form[]][] {
  return [
    [tool, allowed],
    [`${tool}labels`, allowed],
  ];
}

export const isMarkType = (type: string): boolean => formsOfType.has(type);

/** A result that answers a question may repeat any mark, or have none. */
function formOf({ type, value }: Result): Form | undefined {
  const own = formsOfType.get(type);
  const found = (own ?? forms).find(({ key }) => !isMissing(value[key]));
  const isOpen = own === undefined || own === forms;
  // A rectangle that lost its height must not pass for a keypoint.
  if (isOpen && found === keypoint && Object.hasOwn(value, 'height')) return rectangle;
  if (found || !own) return found;
  return own.find(({ key }) => Object.hasOwn(value, key)) ?? (isOpen ? undefined : own[0]);
}

export const isMark = (result: Result): boolean => formOf(result) !== undefined;

export function markOf(result: Result, unit: Unit): Mark {
  const found = formOf(result);
  if (!found) return { placements: [] };
  if (isNowhere(result.value, found.coordinates)) return marksNothing(nowhere);
  return found.read(result, unit, result.path.at('value'));
}

/** Each result of a region repeats where it is; two that do not agree are two regions with one id. */
export function isSameMark(first: Result, second: Result): boolean {
  const shared = formOf(first);
  return (
    shared === formOf(second) &&
    [...(shared?.keys.read ?? [])].every(
      (key) =>
        key === 'text' || // the marked text in one result, an answer in another
        isMissing(first.value[key]) ||
        isMissing(second.value[key]) ||
        isDeepStrictEqual(first.value[key], second.value[key]),
    )
  );
}

/** `labels`, `rectanglelabels`, …: the names of labels. */
export const isLabelList = (key: string): boolean => key.endsWith('labels');

/** Refuses what marks nothing and answers nothing, and looks at the keys that nobody reads. */
export function checkValue(result: Result): void {
  const own = formOf(result);
  const path = result.path.at('value');
  if (!own && !isAnswer(result)) throw invalidAt(path, 'must mark a place or answer a question, but does neither');
  const answer = answerFieldOf(result);
  const has = (key: string): boolean =>
    own?.keys.read.has(key) === true || key === answer || isLabelList(key) || keys.value.read.has(key);
  checkKeys(result.value, { read: { has }, refused: (own?.keys ?? keys.value).refused }, path);
}
