import type { GeoGeometry } from '../../label/label.ts';

type GeoRing = number[][];

/**
 * The outer ring counter-clockwise and its holes clockwise, by the numbers: x to the right, y up
 * (https://www.rfc-editor.org/rfc/rfc7946#section-3.1.6). Rings without area are not there; none where the outer one has none.
 */
export function wound([outer = [], ...holes]: readonly GeoRing[]): GeoRing[] {
  const area = signedArea(outer);
  if (area === 0) return [];
  const kept = holes.map((hole) => ({ hole, area: signedArea(hole) })).filter((each) => each.area !== 0);
  return [
    area > 0 ? outer : outer.toReversed(),
    ...kept.map(({ hole, area: ofHole }) => (ofHole < 0 ? hole : hole.toReversed())),
  ];
}

/** Of a closed ring; positive where it winds counter-clockwise. */
function signedArea(ring: GeoRing): number {
  const [originX = 0, originY = 0] = ring[0] ?? []; // small numbers lose less in the products below
  let twice = 0;
  for (const [index, [x = 0, y = 0]] of ring.entries()) {
    const [nextX = originX, nextY = originY] = ring[index + 1] ?? [];
    twice += (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY);
  }
  return twice / 2;
}

export const isOnEarth = ({ coordinates }: GeoGeometry): boolean =>
  positionsIn(coordinates).every(
    ([longitude = 0, latitude = 0]) => Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90,
  );

type Nested = number[] | readonly Nested[];

const positionsIn = (coordinates: Nested): readonly number[][] =>
  coordinates.every((item) => typeof item === 'number')
    ? [coordinates as number[]]
    : (coordinates as readonly Nested[]).flatMap(positionsIn);
