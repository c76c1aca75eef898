import { turnedAboutPivot } from '../../../label/geometry.ts';
import type { Position, ShapeOf, Unit, Vertex } from '../../../label/label.ts';
import {
  asFields,
  asList,
  asNumber,
  asText,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isMissing,
  listIn,
  numberIn,
} from '../../kit/fields.ts';
import { type Degenerate, isNowhere, nowhere } from '../../kit/kept-shape.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';

/** Label Studio counts in percent of the picture: x of its width, y of its height. */
export type Percent = { x(percent: number): number; y(percent: number): number; readonly isPixels: boolean };

/** Percent → the coordinates of a unit: pixels, or 0 to 1 where nothing says how large it is. */
export function percentOf({ width, height }: Pick<Unit, 'width' | 'height'>): Percent {
  const isPixels = width !== undefined && height !== undefined;
  const across = isPixels ? width : 1;
  const down = isPixels ? height : 1;
  return { isPixels, x: (percent) => (percent * across) / 100, y: (percent) => (percent * down) / 100 };
}

/** Clockwise, in degrees. */
const rotationIn = (value: Fields, path: FieldPath): number =>
  isMissing(value.rotation) ? 0 : numberIn(value, 'rotation', path);

/**
 * x, y is the corner that is top left before the rotation, which goes clockwise about that corner, in pixels:
 * https://labelstud.io/guide/task_format. A side may be negative where the mouse went up or to the left. Percent of width and of
 * height have no common angle: of a picture of unknown size the corner is kept.
 */
export function box(value: Fields, percent: Percent, path: FieldPath): ShapeOf<'box'> {
  const left = percent.x(numberIn(value, 'x', path));
  const top = percent.y(numberIn(value, 'y', path));
  const across = percent.x(numberIn(value, 'width', path));
  const down = percent.y(numberIn(value, 'height', path));
  const upright = {
    x: Math.min(left, left + across),
    y: Math.min(top, top + down),
    width: Math.abs(across),
    height: Math.abs(down),
  };
  const box = { ...upright, rotationDegrees: rotationIn(value, path) };
  if (percent.isPixels || box.rotationDegrees % 360 === 0) return turnedAboutPivot(box, [left, top]);
  return { kind: 'box', ...box, pivot: [left, top] };
}

export const ellipse = (value: Fields, percent: Percent, path: FieldPath): ShapeOf<'ellipse'> => ({
  kind: 'ellipse',
  x: percent.x(numberIn(value, 'x', path)),
  y: percent.y(numberIn(value, 'y', path)),
  radiusX: Math.abs(percent.x(numberIn(value, 'radiusX', path))),
  radiusY: Math.abs(percent.y(numberIn(value, 'radiusY', path))),
  rotationDegrees: rotationIn(value, path),
});

/** `width` is how large the dot is drawn, and says nothing about the picture. */
export const point = (value: Fields, percent: Percent, path: FieldPath): ShapeOf<'point'> => ({
  kind: 'point',
  x: percent.x(numberIn(value, 'x', path)),
  y: percent.y(numberIn(value, 'y', path)),
});

/** A polygon that was not closed is a line. */
export function polygon(
  value: Fields,
  percent: Percent,
  path: FieldPath,
): ShapeOf<'polygon' | 'polyline'> | Degenerate {
  const listPath = path.at('points');
  const list = listIn(value, 'points', path);
  if (list.length > 0 && list.every(isNull)) return nowhere;
  const points = list.map((pair, index): [number, number] => {
    const at = listPath.at(index);
    const [x, y, ...more] = asList(pair, at);
    if (more.length > 0) throw invalidAt(at, `must be x and y, but is a list of ${more.length + 2}`);
    return [percent.x(asNumber(x, at.at(0))), percent.y(asNumber(y, at.at(1)))];
  });
  return value.closed === false ? { kind: 'polyline', points } : { kind: 'polygon', polygons: [[points]] };
}

const isNull = (pair: unknown): boolean =>
  pair === null || (Array.isArray(pair) && pair.every((each) => each === null));

/** https://labelstud.io/tags/vectorlabels: the first control point lies before its vertex, the second behind it. */
export function vectorPath(value: Fields, percent: Percent, path: FieldPath): ShapeOf<'path'> | Degenerate {
  const listPath = path.at('vertices');
  const list = listIn(value, 'vertices', path).map((vertex, index) => asFields(vertex, listPath.at(index)));
  if (list.length > 0 && list.every((vertex) => isNowhere(vertex, ['x', 'y']))) return nowhere;
  const indexes = new Map(list.map((vertex, index) => [vertex.id, index]));
  const closed = value.closed === true;
  const vertices = list.map((vertex, index): Vertex => {
    const at = listPath.at(index);
    checkKeys(vertex, keys.vertex, at);
    const joinedTo = joined(vertex, index, at, indexes);
    const closes = closed && index === 0 && joinedTo === list.length - 1;
    const controlBefore = controlPoint(vertex, 'controlPoint1', percent, at);
    const controlAfter = controlPoint(vertex, 'controlPoint2', percent, at);
    return {
      x: percent.x(numberIn(vertex, 'x', at)),
      y: percent.y(numberIn(vertex, 'y', at)),
      ...(controlBefore ? { controlBefore } : {}),
      ...(controlAfter ? { controlAfter } : {}),
      ...(joinedTo === undefined || closes ? {} : { joinedTo }),
    };
  });
  return { kind: 'path', closed, vertices };
}

function controlPoint(vertex: Fields, key: string, percent: Percent, path: FieldPath): Position | undefined {
  if (vertex.isBezier !== true || isMissing(vertex[key])) return undefined;
  const position = fieldsIn(vertex, key, path);
  return [percent.x(numberIn(position, 'x', path.at(key))), percent.y(numberIn(position, 'y', path.at(key)))];
}

/** The index of the vertex that this one is joined to; undefined for the vertex before it in the list. */
function joined(
  { prevPointId }: Fields,
  index: number,
  path: FieldPath,
  indexes: ReadonlyMap<unknown, number>,
): number | undefined {
  if (prevPointId === undefined || (prevPointId === null && index === 0)) return undefined;
  const idPath = path.at('prevPointId');
  if (prevPointId === null) {
    throw invalidAt(
      idPath,
      'must be the id of a vertex, but is null: a path of several unconnected parts is not supported yet',
    );
  }
  const previous = indexes.get(asText(prevPointId, idPath));
  if (previous === undefined) throw invalidAt(idPath, 'must be the id of a vertex of this path, but is another');
  return previous === index - 1 ? undefined : previous;
}
