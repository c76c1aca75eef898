import type { Position } from '../../../label/label.ts';
import {
  asFields,
  asList,
  asNumber,
  type FieldPath,
  type Fields,
  invalidAt,
  isFields,
  isMissing,
  numberIn,
  wrongKind,
} from '../../kit/fields.ts';
import { isNowhere } from '../../kit/kept-shape.ts';
import { checkKeys, type KnownKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';
import { numberedItems } from './lists.ts';
import { type Scale, scaled } from './scale.ts';

/** A list of vertices, or an object that is keyed by numbers. Empty where Encord kept the object and lost the coordinates. */
export function verticesOf(
  fields: Fields,
  key: string,
  path: FieldPath,
  known: KnownKeys = keys.vertex,
): { vertex: Fields; path: FieldPath }[] {
  const value = fields[key];
  const at = path.at(key);
  if (value === null) return [];
  if (!Array.isArray(value) && !isFields(value)) throw wrongKind(at, 'a list of vertices', value);
  const vertices = numberedItems(value, at).map(([index, item]) => {
    const place = at.at(index);
    const vertex = asFields(item, place);
    checkKeys(vertex, known, place);
    return { vertex, path: place };
  });
  return vertices.every(({ vertex }) => isNowhere(vertex, ['x', 'y'])) ? [] : vertices;
}

/** `found`: how many there are instead. */
export const notOnePoint = (path: FieldPath, found: number) =>
  invalidAt(path, `must be one point, but is ${found} points`);

/** Positions on a picture, which has no third coordinate. */
export const positionsOf = (fields: Fields, key: string, path: FieldPath, scale: Scale): Position[] =>
  verticesOf(fields, key, path).map(({ vertex, path: at }) => {
    if (!isMissing(vertex.z)) throw invalidAt(at.at('z'), 'must be missing on a picture, but is a third coordinate');
    return scaled(scale, numberIn(vertex, 'x', at), numberIn(vertex, 'y', at));
  });

/** In the model, rings are open: a last position that repeats the first one is left out. */
function openRing(ring: Position[]): Position[] {
  const [first, last] = [ring[0], ring.at(-1)];
  const closed = ring.length > 3 && first && last && first[0] === last[0] && first[1] === last[1];
  return closed ? ring.slice(0, -1) : ring;
}

/** x and y alternate. */
export function flatPositions(value: unknown, path: FieldPath, scale: Scale): Position[] {
  if (!Array.isArray(value)) throw wrongKind(path, 'a list of coordinates', value);
  if (value.length % 2 !== 0) throw invalidAt(path, `must have an even number of coordinates, but has ${value.length}`);
  if (value.every((coordinate) => coordinate === null)) return [];
  const positions: Position[] = [];
  for (let index = 0; index < value.length; index += 2) {
    positions.push(scaled(scale, coordinate(value, index, path), coordinate(value, index + 1, path)));
  }
  return positions;
}

function coordinate(values: readonly unknown[], index: number, path: FieldPath): number {
  const value = values[index];
  return typeof value === 'number' && Number.isFinite(value) ? value : asNumber(value, path.at(index));
}

/** Newer rows have `polygons`; `polygon` is only the outer ring of its first one. */
export function polygonsOf(fields: Fields, path: FieldPath, scale: Scale): Position[][][] {
  const { polygons } = fields;
  if (isMissing(polygons) || (Array.isArray(polygons) && polygons.length === 0)) {
    if (fields.polygon === undefined && polygons !== undefined) return [];
    return [[openRing(positionsOf(fields, 'polygon', path, scale))]];
  }
  const at = path.at('polygons');
  return asList(polygons, at).map((rings, index) =>
    asList(rings, at.at(index)).map((ring, number) => openRing(flatPositions(ring, at.at(index).at(number), scale))),
  );
}
