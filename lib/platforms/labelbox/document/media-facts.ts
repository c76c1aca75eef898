import type { Unit } from '../../../label/label.ts';
import { decimalWithin, isMissing } from '../../kit/fields.ts';
import type { FieldPath } from '../../kit/reading.ts';
import type { MediaAttributes } from './data-row.ts';

export type MediaFacts = Pick<
  Unit,
  'width' | 'height' | 'frames' | 'framesPerSecond' | 'durationMs' | 'exifOrientation'
>;

/** An unknown value, as Labelbox writes it where it could not look into the file: left out without a word. */
const isUnknown = (value: unknown): boolean => isMissing(value) || value === '' || value === 0 || value === '0';

const fits = {
  size: (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0,
  measure: (value: unknown) => Number.isFinite(value) && Number(value) > 0,
  orientation: (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 8,
};

/**
 * What Labelbox found out about the media of unit `id`: https://docs.labelbox.com/docs/media-attributes. It describes the
 * media and places nothing in it, so what is not as it must be is left out and reported.
 */
export function mediaFacts(attributes: MediaAttributes, id: string, path: FieldPath): MediaFacts {
  const read = (key: keyof MediaAttributes, isRight: (value: unknown) => boolean, what: string): number | undefined => {
    const given = attributes[key];
    if (isUnknown(given)) return undefined;
    const value = decimalWithin(given); // `exif_rotation` is "1" in exports of 2023, and 1 in those of 2025
    if (typeof value === 'number' && isRight(value)) return value;
    path.reading.notKept(id, path.at(key), what);
    return undefined;
  };
  const duration = read('duration', fits.measure, 'a duration that is not a number of seconds');
  return {
    width: read('width', fits.size, 'a size that is not a whole number of pixels'),
    height: read('height', fits.size, 'a size that is not a whole number of pixels'),
    frames: read('frame_count', fits.size, 'a count that is not a whole number of frames'),
    framesPerSecond: read('frame_rate', fits.measure, 'a rate that is not a number of frames a second'),
    durationMs: duration === undefined ? undefined : duration * 1000,
    exifOrientation: read('exif_rotation', fits.orientation, 'an EXIF orientation that is not from 1 to 8'),
  };
}
