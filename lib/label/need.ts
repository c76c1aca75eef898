import type { Unit } from './unit.ts';

/**
 * What may have to be known of a unit beyond its annotations. Where the platform does not say it, its files do. `drawn-size`: the size of
 * an image in which something is drawn; of others it is not needed. Of a video, `video-size`, `frames`: how many, and `rate`: frames a
 * second. `geometry`: where the voxels of a volume are. `layout`: the words of a document, and where they are on its pages.
 */
export type Need =
  | 'size'
  | 'drawn-size'
  | 'text'
  | 'rate'
  | 'frames'
  | 'video-size'
  | 'duration'
  | 'geometry'
  | 'layout';

const isWithoutSize = ({ media, coordinates, width, height }: Unit): boolean =>
  media === 'image' && coordinates !== 'points' && (width === undefined || height === undefined);

/** Only units of some media can lack it. A unit whose size is not said has `relative` coordinates where something is drawn in it. */
const isLacking: { readonly [N in Need]: (unit: Unit) => boolean } = {
  size: isWithoutSize,
  'drawn-size': (unit) => isWithoutSize(unit) && unit.coordinates === 'relative',
  text: ({ media, text }) => media === 'text' && text === undefined,
  rate: ({ media, framesPerSecond }) => media === 'video' && framesPerSecond === undefined,
  frames: ({ media, frames }) => media === 'video' && frames === undefined,
  'video-size': ({ media, width, height }) => media === 'video' && (width === undefined || height === undefined),
  duration: ({ media, durationMs }) => media === 'audio' && durationMs === undefined,
  geometry: ({ media, geometry }) => media === 'volume' && geometry === undefined,
  layout: ({ media, layout }) => media === 'document' && layout === undefined,
};

/** Whether the platform left it open. The one place that decides it. */
export const lacks = (unit: Unit, need: Need): boolean => isLacking[need](unit);

/** Of several needs of one unit, whoever reads its file for the first has what the others ask for. */
export const everyNeed = Object.keys(isLacking) as readonly Need[];
