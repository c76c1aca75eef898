import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import type { Tiles } from '../../lib/platforms/access.ts';

const Corner = z.tuple([z.number(), z.number()]);
const Zoom = z.int().check(z.minimum(0), z.maximum(30));

/** As a call or a CSV gives them. Bounds are four numbers with commas between them: two corners. */
export type TilesAsText = {
  readonly epsg?: string | undefined;
  readonly bounds?: string | undefined;
  readonly minZoom?: string | undefined;
  readonly maxZoom?: string | undefined;
};

/** `systems`: what `epsg` may be. Throws an error that names the column of a CSV that is missing or wrong. */
export function tilesOf({ epsg, bounds, minZoom, maxZoom }: TilesAsText, systems: readonly string[]): Tiles {
  const [a, b, c, d] = bounds?.split(',').map(numberIn) ?? [];
  const corners = [
    [a, b],
    [c, d],
  ];
  const values = { epsg, bounds: corners, min_zoom: numberIn(minZoom), max_zoom: numberIn(maxZoom) };
  const Schema = z.object({ epsg: z.enum(systems), bounds: z.tuple([Corner, Corner]), min_zoom: Zoom, max_zoom: Zoom });
  const parsed = Schema.safeParse(values);
  if (!parsed.success) throw new Error(`Geospatial data: ${explainIssues(parsed.error, values)}.`);
  if (parsed.data.min_zoom <= parsed.data.max_zoom) return parsed.data;
  throw new Error('Geospatial data: min_zoom must be at most max_zoom, but is above it.');
}

const numberIn = (text: string | undefined): number | undefined =>
  text === undefined || text.trim() === '' ? undefined : Number(text);

/** Tiles in a pyramid of files, which a platform would have to sign one by one. */
export const isSlippyMap = (address: string): boolean => /\{[zxy]\}/i.test(address);

export const slippyMapRefusal =
  'slippy-map tiles ({z}/{x}/{y}) do not work with delegated access: the platform signs one address for each data row, not one for each tile. Make a Cloud Optimized GeoTIFF, GeoTIFF or NITF of them (gdal_translate -of COG)';
