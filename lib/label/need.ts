import type { Unit } from './unit.ts';

/** What may have to be known of a unit beyond its annotations, and is in its media where the platform does not say it. */
export type Need = 'size' | 'text' | 'video' | 'duration' | 'geometry';

/** Whether a unit lacks it: only of its own media, and of an image only where coordinates count its pixels. */
const isLacking: { readonly [N in Need]: (unit: Unit) => boolean } = {
  size: ({ media, coordinates, width, height }) =>
    media === 'image' && coordinates === undefined && (width === undefined || height === undefined),
  text: ({ media, text }) => media === 'text' && text === undefined,
  video: ({ media, width, height, frames, framesPerSecond }) =>
    media === 'video' && [width, height, frames, framesPerSecond].includes(undefined),
  duration: ({ media, durationMs }) => media === 'audio' && durationMs === undefined,
  geometry: ({ media, geometry }) => media === 'volume' && geometry === undefined,
};

/** Which of the needs the platform left open. The one place that decides it. */
export const lackingOf = (unit: Unit, needs: readonly Need[]): readonly Need[] =>
  needs.filter((need) => isLacking[need](unit));

export const everyNeed = Object.keys(isLacking) as readonly Need[];
