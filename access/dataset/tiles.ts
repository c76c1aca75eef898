import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';

/** https://docs.labelbox.com/reference/import-tiled-imagery-data; of version 1, which EPSG codes have unless told, bounds are [lat, long]. */
const Tiles = z.object({
  epsg: z.enum(['EPSG3857', 'EPSG4326', 'EPSG3395', 'Simple']),
  bounds: z.tuple([z.tuple([z.number(), z.number()]), z.tuple([z.number(), z.number()])]),
  min_zoom: z.int().check(z.minimum(0), z.maximum(30)),
  max_zoom: z.int().check(z.minimum(0), z.maximum(30)),
});
export type Tiles = z.infer<typeof Tiles>;

/** As they are written in a call or a CSV: bounds are four numbers with commas between them, two corners. */
export type TilesAsText = {
  readonly epsg?: string | undefined;
  readonly bounds?: string | undefined;
  readonly minZoom?: string | undefined;
  readonly maxZoom?: string | undefined;
};

/** What stands behind the file's address in a tile layer. Throws an error that names what is missing or wrong. */
export function tilesOf({ epsg, bounds, minZoom, maxZoom }: TilesAsText): Tiles {
  const [a, b, c, d] = bounds?.split(',').map(numberIn) ?? [];
  const given = {
    epsg,
    bounds: [
      [a, b],
      [c, d],
    ],
    min_zoom: numberIn(minZoom),
    max_zoom: numberIn(maxZoom),
  };
  const parsed = Tiles.safeParse(given);
  if (!parsed.success) throw new Error(`A geospatial row is not whole: ${explainIssues(parsed.error, given)}.`);
  if (parsed.data.min_zoom > parsed.data.max_zoom) throw new Error('min_zoom is above max_zoom.');
  return parsed.data;
}

const numberIn = (text: string | undefined): number | undefined =>
  text === undefined || text.trim() === '' ? undefined : Number(text);

/** Tiles in a pyramid of files, which Labelbox would have to sign one by one. */
export const isSlippyMap = (address: string): boolean => /\{[zxy]\}/i.test(address);

export const slippyMapRefusal =
  'Labelbox does not take slippy-map tiles ({z}/{x}/{y}) with delegated access: it signs one address a data row, not one a tile. Give it a Cloud Optimized GeoTIFF, GeoTIFF or NITF instead (gdal_translate -of COG)';
