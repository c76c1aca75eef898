import type { Position } from '../../../label/label.ts';
import { asFields, type FieldPath, type Fields, invalidAt, isFields, numberIn, wrongKind } from '../../kit/fields.ts';
import { numberedItems } from './lists.ts';
import { type Scale, scaled } from './scale.ts';

/** A list of vertices, or an object of them keyed "0", "1", … "10", whose keys sort as numbers. */
export function verticesOf(fields: Fields, key: string, path: FieldPath): { vertex: Fields; path: FieldPath }[] {
  const value = fields[key];
  const at = path.at(key);
  if (!Array.isArray(value) && !isFields(value)) throw wrongKind(at, 'a list of vertices', value);
  return numberedItems(value, at).map(([index, vertex]) => ({
    vertex: asFields(vertex, at.at(index)),
    path: at.at(index),
  }));
}

export const isInSpace = (vertex: Fields): boolean => vertex.z !== undefined && vertex.z !== null;

/** Of a picture, which has no place for a third coordinate. */
export const positionsOf = (fields: Fields, key: string, path: FieldPath, scale: Scale): Position[] =>
  verticesOf(fields, key, path).map(({ vertex, path: at }) => {
    if (isInSpace(vertex)) throw invalidAt(at.at('z'), 'is a third coordinate, which a picture has no place for');
    return scaled(scale, numberIn(vertex, 'x', at), numberIn(vertex, 'y', at));
  });

/** The model's rings are open; one that repeats its first position at the end says the same. */
export function openRing(ring: Position[]): Position[] {
  const [first, last] = [ring[0], ring.at(-1)];
  const closed = ring.length > 3 && first && last && first[0] === last[0] && first[1] === last[1];
  return closed ? ring.slice(0, -1) : ring;
}

/** x and y take turns. */
export function flatPositions(value: unknown, path: FieldPath, scale: Scale): Position[] {
  if (!Array.isArray(value)) throw wrongKind(path, 'a list of coordinates', value);
  if (value.length % 2 !== 0) throw invalidAt(path, 'must hold an even number of coordinates');
  const positions: Position[] = [];
  for (let index = 0; index < value.length; index += 2) {
    positions.push(scaled(scale, coordinate(value, index, path), coordinate(value, index + 1, path)));
  }
  return positions;
}

function coordinate(values: readonly unknown[], index: number, path: FieldPath): number {
  const value = values[index];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongKind(path.at(index), 'a finite number', value);
}

/** `polygon` is only the outer ring of the first of `polygons`, which newer rows have. */
export function polygonsOf(fields: Fields, path: FieldPath, scale: Scale): Position[][][] {
  const { polygons } = fields;
  if (polygons === undefined || polygons === null || (Array.isArray(polygons) && polygons.length === 0)) {
    return [[openRing(positionsOf(fields, 'polygon', path, scale))]];
  }
  const listAt = (value: unknown, at: FieldPath): readonly unknown[] => {
    if (Array.isArray(value)) return value;
    throw wrongKind(at, 'a list', value);
  };
  const at = path.at('polygons');
  return listAt(polygons, at).map((rings, index) =>
    listAt(rings, at.at(index)).map((ring, number) => openRing(flatPositions(ring, at.at(index).at(number), scale))),
  );
}
