import type { Shape } from '../../label/label.ts';
import { type Fields, fieldsOf, invalidAt, listOf, numberOf, type Spot } from './reading.ts';
import { isInSpace, verticesOf } from './vertices.ts';

/** Shapes of a scene, in its own coordinates: nothing is scaled. */

type SpacePosition = [number, number, number];

const spacePositions = (fields: Fields, key: string, spot: Spot): SpacePosition[] =>
  verticesOf(fields, key, spot).map(({ vertex, spot: at }) => {
    if (!isInSpace(vertex)) throw invalidAt(at.at('z'), 'is missing, without which there is no place in a scene');
    return [numberOf(vertex, 'x', at), numberOf(vertex, 'y', at), numberOf(vertex, 'z', at)];
  });

export const spacePolylineOf = (fields: Fields, spot: Spot): Shape => ({
  kind: 'space-polyline',
  points: spacePositions(fields, 'polyline', spot),
});

export function spacePointOf(fields: Fields, spot: Spot): Shape {
  const [position, ...more] = spacePositions(fields, 'point', spot);
  if (!position || more.length > 0) {
    throw invalidAt(spot.at('point'), `holds ${more.length + (position ? 1 : 0)} points`);
  }
  return { kind: 'space-point', position };
}

/** Orientation in radians about x, y, z. */
export function cuboidOf(fields: Fields, spot: Spot): Shape {
  const cuboid = fieldsOf(fields, 'cuboid', spot);
  const at = spot.at('cuboid');
  return {
    kind: 'cuboid',
    position: triple(cuboid, 'position', at),
    orientation: triple(cuboid, 'orientation', at),
    size: triple(cuboid, 'size', at),
  };
}

function triple(fields: Fields, key: string, spot: Spot): SpacePosition {
  const [x, y, z, ...more] = listOf(fields, key, spot);
  const isTriple = Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z) && more.length === 0;
  if (!isTriple) throw invalidAt(spot.at(key), 'must hold three finite numbers');
  return [x as number, y as number, z as number];
}
