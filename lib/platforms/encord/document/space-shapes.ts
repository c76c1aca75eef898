import type { Shape } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, listIn, numberIn } from '../../kit/fields.ts';
import { type Degenerate, degenerate, nowhere } from '../../kit/kept-shape.ts';
import { drawnIn } from './drawn.ts';
import { keys } from './known-keys.ts';
import { notOnePoint, verticesOf } from './vertices.ts';

/** A point of a scene, in the scene's own coordinates: nothing is scaled. */
type SpacePosition = [number, number, number];

const spacePositions = (fields: Fields, key: string, path: FieldPath): SpacePosition[] =>
  verticesOf(fields, key, path).map(({ vertex, path: at }) => [
    numberIn(vertex, 'x', at),
    numberIn(vertex, 'y', at),
    numberIn(vertex, 'z', at),
  ]);

export const spacePolylineOf = (fields: Fields, path: FieldPath): Shape => ({
  kind: 'space-polyline',
  points: spacePositions(fields, 'polyline', path),
});

export function spacePointOf(fields: Fields, path: FieldPath): Shape | Degenerate {
  const [position, ...more] = spacePositions(fields, 'point', path);
  if (!position) return degenerate('a point without a position');
  if (more.length > 0) throw notOnePoint(path.at('point'), 1 + more.length);
  return { kind: 'space-point', position };
}

/** Orientation in radians about x, y, z. */
export function cuboidOf(fields: Fields, path: FieldPath): Shape | Degenerate {
  const cuboid = drawnIn(fields, 'cuboid', path, keys.cuboid, ['position', 'orientation', 'size']);
  if (!cuboid) return nowhere;
  const at = path.at('cuboid');
  return {
    kind: 'cuboid',
    position: triple(cuboid, 'position', at),
    orientation: triple(cuboid, 'orientation', at),
    size: triple(cuboid, 'size', at),
  };
}

function triple(fields: Fields, key: string, path: FieldPath): SpacePosition {
  const [x, y, z, ...more] = listIn(fields, key, path);
  const isTriple = Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z) && more.length === 0;
  if (!isTriple) throw invalidAt(path.at(key), 'must be three finite numbers, but is not');
  return [x as number, y as number, z as number];
}
