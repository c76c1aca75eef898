import { corners } from '../label/geometry.ts';
import type { GeoGeometry, Position, Ring, ShapeOf, SpacePosition } from '../label/label.ts';
import type { Outline } from './outline.ts';

/** Seen from above: x to the right, y, which grows away from the reader, up. */
export const spaceLine = (points: readonly SpacePosition[]): Position[] => points.map(([x, y]) => [x, -y]);

/** The foot of a cuboid, turned about z alone, with a line from its centre to its front, where its own x grows. */
export function cuboidFromAbove({ position, orientation, size }: ShapeOf<'cuboid'>): Outline {
  const [[centreX, centreY] = [0, 0]] = spaceLine([position]);
  const [length, width] = size;
  const upright = { x: centreX - length / 2, y: centreY - width / 2, width: length, height: width };
  // Up on the page is y, so that what turns counter-clockwise about z does so here.
  const ring = corners({ ...upright, rotationDegrees: (-orientation[2] * 180) / Math.PI });
  const [, second = [0, 0], third = [0, 0]] = ring;
  const front: Position = [(second[0] + third[0]) / 2, (second[1] + third[1]) / 2];
  return { areas: [[ring]], lines: [{ positions: [[centreX, centreY], front] }] };
}

type Degrees = readonly number[];

const onPlane = ([longitude = 0, latitude = 0]: Degrees): Position => [longitude, -latitude];
const ringOf = (ring: readonly Degrees[]): Ring => ring.slice(0, -1).map(onPlane); // its last position is its first

/** Degrees as they are, longitude to the right and latitude up: no projection of a map. */
export function geoOutline(geometry: GeoGeometry): Outline {
  switch (geometry.type) {
    case 'Point':
      return { dots: [{ at: onPlane(geometry.coordinates) }] };
    case 'MultiPoint':
      return { dots: geometry.coordinates.map((at) => ({ at: onPlane(at) })) };
    case 'LineString':
      return { lines: [{ positions: geometry.coordinates.map(onPlane) }] };
    case 'MultiLineString':
      return { lines: geometry.coordinates.map((line) => ({ positions: line.map(onPlane) })) };
    case 'Polygon':
      return { areas: [geometry.coordinates.map(ringOf)] };
    case 'MultiPolygon':
      return { areas: geometry.coordinates.map((rings) => rings.map(ringOf)) };
  }
}
