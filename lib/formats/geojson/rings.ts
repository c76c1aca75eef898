import type { GeoGeometry } from '../../label/label.ts';

type GeoRing = number[][];

/**
 * The outer ring counter-clockwise and its holes clockwise, by the numbers: x to the right, y up
 * (https://www.rfc-editor.org/rfc/rfc7946#section-3.1.6). Rings on one line are not there; none where the outer one is on one.
 */
export function wound([outer = [], ...holes]: readonly GeoRing[]): GeoRing[] {
  if (isOnOneLine(outer)) return [];
  const kept = holes.filter((hole) => !isOnOneLine(hole));
  return [
    signedArea(outer) < 0 ? outer.toReversed() : outer,
    ...kept.map((hole) => (signedArea(hole) > 0 ? hole.toReversed() : hole)),
  ];
}

const negligible = 1e-12; // of the square of its extent: what arithmetic alone adds

/** Not whether its area is 0, which is that of two halves too that wind the other way round: a ring that crosses itself. */
function isOnOneLine(ring: GeoRing): boolean {
  const [originX = 0, originY = 0] = ring[0] ?? [];
  const others = ring.map(([x = 0, y = 0]) => [x - originX, y - originY] as const);
  const length = ([x, y]: readonly [number, number]) => Math.hypot(x, y);
  const [farX, farY] = others.reduce((far, each) => (length(each) > length(far) ? each : far), [0, 0] as const);
  const most = negligible * (farX * farX + farY * farY);
  return others.every(([x, y]) => Math.abs(x * farY - y * farX) <= most);
}

/** Of a closed ring; positive where it winds counter-clockwise, 0 where as much of it winds one way as the other. */
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
