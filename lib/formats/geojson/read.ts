import * as z from 'zod/mini';
import { GeoGeometry, type Position, type Ring, type Shape } from '../../label/label.ts';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';

const Collection = z.object({
  type: z.literal('FeatureCollection'),
  pixels: z.optional(z.object({ origin: z.literal('top left') })),
  features: z.array(
    z.object({ type: z.literal('Feature'), geometry: GeoGeometry, properties: z.object({ category: z.string() }) }),
  ),
});

/** Places on the earth, or outlines where the file says that its numbers are pixels. */
export function read(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { classes }: Pick<ReadFacts, 'classes'>,
): readonly ReadObject[] {
  const parsed = Collection.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) throw new SyntaxError(`${path}: ${z.prettifyError(parsed.error)}`);
  const { pixels, features } = parsed.data;
  const unit = path.slice(0, -'.geojson'.length);
  return features.map(({ geometry, properties: { category } }) => {
    if (!classes.includes(category)) {
      throw new SyntaxError(`${path}: a category must be a class of the project, but is not.`);
    }
    return { unit, category, shape: pixels ? drawnShape(path, geometry) : { kind: 'geo', geometry } };
  });
}

function drawnShape(path: string, { type, coordinates }: GeoGeometry): Shape {
  switch (type) {
    case 'Point': {
      const [x = 0, y = 0] = coordinates;
      return { kind: 'point', x, y };
    }
    case 'LineString':
      return { kind: 'polyline', points: coordinates as Position[] };
    case 'Polygon':
      return { kind: 'polygon', polygons: [coordinates.map(opened)] };
    case 'MultiPolygon':
      return { kind: 'polygon', polygons: coordinates.map((rings) => rings.map(opened)) };
    default:
      throw new SyntaxError(`${path}: a geometry in pixels must be a point, a line or a polygon, but is ${type}.`);
  }
}

const opened = (ring: readonly number[][]): Ring => ring.slice(0, -1) as Ring;
