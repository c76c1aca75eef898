import type { ShapeKind } from '../label/label.ts';
import type { Mark } from './mark.ts';
import { joined } from './markup.ts';
import type { Drawn, DrawnUnit } from './media.ts';
import { isTooDetailed } from './shape-outline.ts';
import { marksOn, type Outlined, outlined, type Stage, stageFor, surface } from './stage.ts';

/** Shapes that can be drawn on one surface: pixels of a picture, metres seen from above, degrees of the earth. */
type Plane = 'picture' | 'above' | 'earth';

const planeOf: { readonly [Kind in ShapeKind]?: Plane } = {
  cuboid: 'above',
  'space-point': 'above',
  'space-polyline': 'above',
  geo: 'earth',
};

const planeNotes: Readonly<Record<Plane, string | undefined>> = {
  picture: undefined,
  above: 'Seen from above: x to the right, y up. Heights, and turns about x and y, are not shown.',
  earth: 'Degrees as they are: longitude to the right, latitude up, without a projection.',
};

/** Things on the planes that their shapes have, each plane a surface; the picture of the unit always. */
export function drawPlanes(unit: DrawnUnit, marks: readonly Mark[], picture?: string): Drawn {
  const parts = planesOf(unit, marks).map(({ plane, stage, drawn }) => ({
    block: {
      height: stage.height,
      body: joined([surface(stage, plane === 'picture' ? picture : undefined), marksOn(stage, drawn)]),
    },
    notes: notesOf(plane, stage, drawn),
    shown: drawn.map(({ mark }) => mark),
  }));
  return {
    blocks: parts.map(({ block }) => block),
    notes: parts.flatMap(({ notes }) => notes),
    shown: new Set(parts.flatMap(({ shown }) => shown)),
  };
}

type OnPlane = { readonly plane: Plane; readonly stage: Stage; readonly drawn: readonly Outlined[] };

/** One for each plane that has something on it, and one for the picture where the unit is one. */
export function planesOf({ width, height, coordinates }: DrawnUnit, marks: readonly Mark[]): OnPlane[] {
  const byPlane = Map.groupBy(outlined(marks), ({ mark: { shape } }) => (shape && planeOf[shape.kind]) ?? 'picture');
  const size = width === undefined || height === undefined ? undefined : { width, height };
  const sizeIn = { relative: { width: 1, height: 1 }, points: undefined, pixels: size }[coordinates ?? 'pixels'];
  if (sizeIn && !byPlane.has('picture') && byPlane.size === 0) byPlane.set('picture', []);
  return [...byPlane].map(([plane, drawn]) => ({
    plane,
    drawn,
    stage: stageFor(plane === 'picture' ? sizeIn : undefined, drawn),
  }));
}

export function notesOf(plane: Plane, stage: Stage, drawn: readonly Outlined[]): string[] {
  const simplified = drawn.filter(({ mark: { shape } }) => shape && isTooDetailed(shape)).length;
  const far = stage.size ? drawn.filter((each) => isOutside(each, stage)).length : 0;
  return [
    ...[planeNotes[plane] ?? []].flat(),
    ...(stage.size || drawn.length === 0 ? [] : [reachOf(plane, stage)]),
    ...(plane === 'picture' && !stage.size
      ? ['The size of the picture is not known: the surface is as large as what is drawn on it.']
      : []),
    ...(simplified > 0 ? [`${simplified} masks are too detailed and drawn as the boxes around them.`] : []),
    ...(far > 0 ? [`${far} of the annotations lie outside the picture.`] : []),
  ];
}

/** Without a picture around it, a place is to be seen by its numbers alone. */
function reachOf(plane: Plane, { view: { x, y, width, height } }: Stage): string {
  const [left, right, top, bottom] = [x, x + width, y, y + height].map((value) => Number(value.toPrecision(7)) + 0);
  const across = `${left} to ${right}`;
  if (plane === 'picture') return `What is shown: x ${across}, y ${top} to ${bottom}.`;
  // Up on the page is where these grow.
  const up = `${0 - (bottom ?? 0)} to ${0 - (top ?? 0)}`;
  return plane === 'earth'
    ? `What is shown: longitude ${across}, latitude ${up}.`
    : `What is shown: x ${across}, y ${up}.`;
}

const isOutside = ({ bounds }: Outlined, { size }: Stage): boolean =>
  size !== undefined &&
  (bounds.x > size.width || bounds.y > size.height || bounds.x + bounds.width < 0 || bounds.y + bounds.height < 0);
