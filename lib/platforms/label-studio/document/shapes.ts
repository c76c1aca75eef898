import { InvalidLabel } from '../../../contracts/errors.ts';
import { turnedAboutPivot } from '../../../label/geometry.ts';
import type { Position, ShapeOf, Unit, Vertex } from '../../../label/label.ts';
import { decodeAlphaMask } from '../../../label/rle-pack.ts';
import { bitmapRuns } from './masks.ts';
import { type Fields, fieldsOf, invalidAt, isGiven, listOf, numberIn, numberOf, onlyKnown, textOf } from './fields.ts';

/** Label Studio counts in percent of the picture: x of its width, y of its height. */
export type Percent = { x(percent: number): number; y(percent: number): number; readonly isPixels: boolean };

/** Percent → the coordinates of a unit: pixels, or 0 to 1 where nothing says how large it is. */
export function percentOf({ width, height }: Pick<Unit, 'width' | 'height'>): Percent {
  const isPixels = width !== undefined && height !== undefined;
  const across = isPixels ? width : 1;
  const down = isPixels ? height : 1;
  return { isPixels, x: (percent) => (percent * across) / 100, y: (percent) => (percent * down) / 100 };
}

const angle = (value: Fields, path: string) => (isGiven(value.rotation) ? numberIn(value, 'rotation', path) : 0);

function requirePixels({ isPixels }: Percent, rotation: number, path: string): void {
  if (isPixels || rotation % 360 === 0) return;
  throw invalidAt(
    `${path}.rotation`,
    'turns a shape of a picture whose size is not known (original_width, original_height), and percent of width and of height have no common angle',
  );
}

/**
 * x, y is the corner that is top left before the rotation, which goes clockwise about that corner, in pixels:
 * https://labelstud.io/guide/task_format. A side may be negative where the mouse went up or to the left.
 */
export function box(value: Fields, percent: Percent, path: string): ShapeOf<'box'> {
  const left = percent.x(numberIn(value, 'x', path));
  const top = percent.y(numberIn(value, 'y', path));
  const across = percent.x(numberIn(value, 'width', path));
  const down = percent.y(numberIn(value, 'height', path));
  const rotationDegrees = angle(value, path);
  requirePixels(percent, rotationDegrees, path);
  const upright = {
    x: Math.min(left, left + across),
    y: Math.min(top, top + down),
    width: Math.abs(across),
    height: Math.abs(down),
  };
  return turnedAboutPivot({ ...upright, rotationDegrees }, [left, top]);
}

export function ellipse(value: Fields, percent: Percent, path: string): ShapeOf<'ellipse'> {
  const rotationDegrees = angle(value, path);
  requirePixels(percent, rotationDegrees, path);
  return {
    kind: 'ellipse',
    x: percent.x(numberIn(value, 'x', path)),
    y: percent.y(numberIn(value, 'y', path)),
    radiusX: Math.abs(percent.x(numberIn(value, 'radiusX', path))),
    radiusY: Math.abs(percent.y(numberIn(value, 'radiusY', path))),
    rotationDegrees,
  };
}

/** `width` is how large the dot is drawn, and says nothing about the picture. */
export const point = (value: Fields, percent: Percent, path: string): ShapeOf<'point'> => ({
  kind: 'point',
  x: percent.x(numberIn(value, 'x', path)),
  y: percent.y(numberIn(value, 'y', path)),
});

/** A polygon that was not closed is a line. */
export function polygon(value: Fields, percent: Percent, path: string): ShapeOf<'polygon' | 'polyline'> {
  const points = listOf(value.points, `${path}.points`).map((pair, index): [number, number] => {
    const at = `${path}.points[${index}]`;
    const [x, y, ...more] = listOf(pair, at);
    if (more.length > 0) throw invalidAt(at, 'has more than two coordinates');
    return [percent.x(numberOf(x, `${at}[0]`)), percent.y(numberOf(y, `${at}[1]`))];
  });
  return value.closed === false ? { kind: 'polyline', points } : { kind: 'polygon', polygons: [[points]] };
}

type Size = { readonly width: number; readonly height: number };

/** A mask has as many pixels as its picture, whose size only the result says. */
function sizeOf({ width, height }: Unit, path: string): Size {
  if (width !== undefined && height !== undefined) return { width, height };
  throw invalidAt(path, 'holds a mask, and its result lacks original_width and original_height, which its size is');
}

export function brush(value: Fields, unit: Unit, path: string): ShapeOf<'mask'> {
  const size = sizeOf(unit, path);
  if (isGiven(value.format) && value.format !== 'rle') throw invalidAt(`${path}.format`, 'is not "rle"');
  const bytes = listOf(value.rle, `${path}.rle`) as readonly number[]; // each is looked at as it is read
  try {
    return { kind: 'mask', ...size, counts: decodeAlphaMask(bytes, size) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidLabel(`${path}.rle: ${error.message}`, { cause: error });
  }
}

export function bitmap(value: Fields, unit: Unit, path: string): ShapeOf<'mask'> {
  const size = sizeOf(unit, path);
  return { kind: 'mask', ...size, counts: bitmapRuns(value.imageDataURL, size, `${path}.imageDataURL`) };
}

const vertexKeys = new Set([
  ...['id', 'x', 'y', 'prevPointId', 'isBezier', 'controlPoint1', 'controlPoint2'],
  ...['disconnected', 'isBranching'], // how the handles of the curve move together, and what the list order says too
]);

/** https://labelstud.io/tags/vectorlabels: the first control point lies before its vertex, the second behind it. */
export function vectorPath(value: Fields, percent: Percent, path: string): ShapeOf<'path'> {
  const list = listOf(value.vertices, `${path}.vertices`).map((vertex, index) =>
    fieldsOf(vertex, `${path}.vertices[${index}]`),
  );
  const places = new Map(list.map((vertex, index) => [vertex.id, index]));
  const closed = value.closed === true;
  const vertices = list.map((vertex, index): Vertex => {
    const at = `${path}.vertices[${index}]`;
    onlyKnown(vertex, (key) => vertexKeys.has(key), at);
    const joinedTo = joined(vertex, index, at, places);
    const closes = closed && index === 0 && joinedTo === list.length - 1;
    const control = (key: string): Position | undefined => {
      if (vertex.isBezier !== true || !isGiven(vertex[key])) return undefined;
      const of = fieldsOf(vertex[key], `${at}.${key}`);
      return [percent.x(numberIn(of, 'x', `${at}.${key}`)), percent.y(numberIn(of, 'y', `${at}.${key}`))];
    };
    const [controlBefore, controlAfter] = [control('controlPoint1'), control('controlPoint2')];
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

/** The vertex this one is joined to, where that is not simply the one before it in the list. */
function joined(
  { prevPointId }: Fields,
  index: number,
  path: string,
  places: ReadonlyMap<unknown, number>,
): number | undefined {
  if (prevPointId === undefined || (prevPointId === null && index === 0)) return undefined;
  if (prevPointId === null) {
    throw invalidAt(`${path}.prevPointId`, 'is null: a path of several unconnected parts is not supported yet');
  }
  const place = places.get(textOf(prevPointId, `${path}.prevPointId`));
  if (place === undefined) throw invalidAt(`${path}.prevPointId`, 'is the id of no vertex of this path');
  return place === index - 1 ? undefined : place;
}
