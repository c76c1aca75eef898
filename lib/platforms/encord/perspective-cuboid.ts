import type { Shape, ShapeOf } from '../../label/label.ts';
import { type Fields, fieldsIfAny, fieldsOf, invalidAt, numberOf, type Spot } from './reading.ts';
import { type Scale, scaled } from './scale.ts';
import { flatPositions } from './vertices.ts';

type PerspectiveCuboid = ShapeOf<'perspective-cuboid'>;

/** `cuboid_2d`: its front, and where the side behind it is seen from there, by perspective or by an offset. */
export function perspectiveCuboidOf(fields: Fields, spot: Spot, scale: Scale): Shape {
  const at = spot.at('cuboid_2d');
  const cuboid = fieldsOf(fields, 'cuboid_2d', spot);
  const [a, b, c, d, ...more] = flatPositions(cuboid.front, at.at('front'), scale);
  if (!a || !b || !c || !d || more.length > 0) throw invalidAt(at.at('front'), 'must hold four corners');
  return { kind: 'perspective-cuboid', front: [a, b, c, d], back: backOf(cuboid, at, scale) };
}

function backOf(cuboid: Fields, spot: Spot, scale: Scale): PerspectiveCuboid['back'] {
  const position = (key: string) => {
    const of = fieldsOf(cuboid, key, spot);
    return scaled(scale, numberOf(of, 'x', spot.at(key)), numberOf(of, 'y', spot.at(key)));
  };
  if (fieldsIfAny(cuboid, 'vanishingPoint', spot)) {
    return { by: 'vanishing-point', point: position('vanishingPoint'), ratio: numberOf(cuboid, 'scaleRatio', spot) };
  }
  const [x, y] = position('offset');
  return { by: 'offset', x, y };
}
