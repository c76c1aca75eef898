import type { Shape, ShapeOf } from '../../../label/label.ts';
import { type FieldPath, type Fields, fieldsIn, invalidAt, numberIn, optionalFieldsIn } from '../../kit/fields.ts';
import { type Degenerate, nowhere } from '../../kit/kept-shape.ts';
import { drawnIn } from './drawn.ts';
import { keys } from './known-keys.ts';
import { type Scale, scaled } from './scale.ts';
import { flatPositions } from './vertices.ts';

type PerspectiveCuboid = ShapeOf<'perspective-cuboid'>;

/** `cuboid_2d`: the front, and where the back appears from there: by a vanishing point or by an offset. */
export function perspectiveCuboidOf(fields: Fields, path: FieldPath, scale: Scale): Shape | Degenerate {
  const at = path.at('cuboid_2d');
  const cuboid = drawnIn(fields, 'cuboid_2d', path, keys.perspectiveCuboid, ['front']);
  if (!cuboid) return nowhere;
  const [a, b, c, d, ...more] = flatPositions(cuboid.front, at.at('front'), scale);
  if (!a || !b || !c || !d || more.length > 0) throw invalidAt(at.at('front'), 'must have four corners, but has not');
  return { kind: 'perspective-cuboid', front: [a, b, c, d], back: backOf(cuboid, at, scale) };
}

function backOf(cuboid: Fields, path: FieldPath, scale: Scale): PerspectiveCuboid['back'] {
  const position = (key: string) => {
    const point = fieldsIn(cuboid, key, path);
    return scaled(scale, numberIn(point, 'x', path.at(key)), numberIn(point, 'y', path.at(key)));
  };
  if (optionalFieldsIn(cuboid, 'vanishingPoint', path)) {
    return { by: 'vanishing-point', point: position('vanishingPoint'), ratio: numberIn(cuboid, 'scaleRatio', path) };
  }
  const [x, y] = position('offset');
  return { by: 'offset', x, y };
}
