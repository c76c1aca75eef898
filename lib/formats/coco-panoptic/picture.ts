import { pixelRuns, type SizedUnit } from '../painted.ts';
import { encodePng } from '../png.ts';
import type { Segments } from './segments.ts';

/** The id of a segment is R + 256 G + 65536 B of its pixels. The comment says the category of each id, for `read`. */
export function pictureOf({ width, height }: SizedUnit, { layers, stretches, all }: Segments): Buffer {
  const bytes = layers.map(({ value }) => {
    const id = all[value - 1]?.id ?? 0;
    return Buffer.from([id & 255, (id >> 8) & 255, id >> 16]);
  });
  const comment = JSON.stringify(Object.fromEntries(all.map(({ id, category }) => [id, category])));
  return encodePng({ width, height, kind: 'rgb', comment }, pixelRuns(stretches, bytes));
}
