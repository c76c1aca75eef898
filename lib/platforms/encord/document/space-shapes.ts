import type { Shape } from '../../../label/label.ts';
import { type FieldPath, type Fields, fieldsIn, invalidAt, numberIn, optionalListIn } from '../../kit/fields.ts';
import { isInSpace, verticesOf } from './vertices.ts';

/** Shapes of a scene, in its own coordinates: nothing is scaled. */

type SpacePosition = [number, number, number];

const spacePositions = (fields: Fields, key: string, path: FieldPath): SpacePosition[] =>
  verticesOf(fields, key, path).map(({ vertex, path: at }) => {
    if (!isInSpace(vertex)) throw invalidAt(at.at('z'), 'is missing, without which there is no place in a scene');
    return [numberIn(vertex, 'x', at), numberIn(vertex, 'y', at), numberIn(vertex, 'z', at)];
  });

export const spacePolylineOf = (fields: Fields, path: FieldPath): Shape => ({
  kind: 'space-polyline',
  points: spacePositions(fields, 'polyline', path),
});

export function spacePointOf(fields: Fields, path: FieldPath): Shape {
  const [position, ...more] = spacePositions(fields, 'point', path);
  if (!position || more.length > 0) {
    throw invalidAt(path.at('point'), `holds ${more.length + (position ? 1 : 0)} points`);
  }
  return { kind: 'space-point', position };
}

/** Orientation in radians about x, y, z. */
export function cuboidOf(fields: Fields, path: FieldPath): Shape {
  const cuboid = fieldsIn(fields, 'cuboid', path);
  const at = path.at('cuboid');
  return {
    kind: 'cuboid',
    position: triple(cuboid, 'position', at),
    orientation: triple(cuboid, 'orientation', at),
    size: triple(cuboid, 'size', at),
  };
}

function triple(fields: Fields, key: string, path: FieldPath): SpacePosition {
  const [x, y, z, ...more] = optionalListIn(fields, key, path);
  const isTriple = Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z) && more.length === 0;
  if (!isTriple) throw invalidAt(path.at(key), 'must hold three finite numbers');
  return [x as number, y as number, z as number];
}
