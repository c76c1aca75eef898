import { given } from '../../../contracts/given.ts';
import type { Media, Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import {
  countIn,
  FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isFields,
  isMissing,
  numberIn,
} from '../../kit/fields.ts';
import { coordinateReferenceSystem, messagesOf, sourceText, sourceUri } from './contents.ts';
import type { MediaAttributes, RowDetails } from './data-row.ts';
import type { Size } from './masks.ts';

type Surroundings = {
  readonly media: Media;
  readonly contents: unknown;
  readonly annotations: Fields;
  /** The size of the masks, used where the row gives none. */
  readonly maskSize: Size | undefined;
};

/** The data row as the one unit of its label. */
export function unitOf(
  { id, external_id, global_key, row_data }: RowDetails,
  attributes: MediaAttributes,
  { media, contents, annotations, maskSize }: Surroundings,
): Unit {
  const { width, height, frame_count, frame_rate, duration, exif_rotation } = attributes;
  return given({
    id,
    name: cleanDocument(external_id || global_key || id) as string,
    media,
    width: width ?? maskSize?.width,
    height: height ?? maskSize?.height,
    frames: frame_count || undefined,
    framesPerSecond: frame_rate || undefined,
    durationMs: duration ? duration * 1000 : undefined,
    coordinates: media === 'document' ? 'points' : undefined,
    text: sourceText(media, row_data),
    messages: media === 'conversation' ? messagesOf(contents) : undefined,
    exifOrientation: exifOrientation(exif_rotation),
    coordinateReferenceSystem: media === 'geospatial' ? coordinateReferenceSystem(contents) : undefined,
    sourceUri: sourceUri(contents) || undefined,
    pageSizes: media === 'document' ? pageSizesOf(annotations) : undefined,
  });
}

/** "1" in exports of 2023, 1 in those of 2025; cameras that do not know write 0. */
function exifOrientation(rotation: MediaAttributes['exif_rotation']): number | undefined {
  if (isMissing(rotation) || rotation === '' || Number(rotation) === 0) return undefined;
  const orientation = Number(rotation);
  if (Number.isInteger(orientation) && orientation >= 1 && orientation <= 8) return orientation;
  throw invalidAt('media_attributes.exif_rotation', 'must be an EXIF orientation from 1 to 8, but is something else');
}

/** The sizes of the pages with objects, taken from the objects themselves. Objects of one page must agree. */
function pageSizesOf({ objects }: Fields): Unit['pageSizes'] {
  const sizes = new Map<number, { page: number; width: number; height: number }>();
  for (const [index, object] of (Array.isArray(objects) ? objects : []).entries()) {
    if (!isFields(object) || isMissing(object.page_dimensions)) continue;
    const path = new FieldPath('annotations').at('objects').at(index);
    const size = pageSize(object, path);
    const page = countIn(object, 'page_number', path);
    const known = sizes.get(page);
    if (known && (known.width !== size.width || known.height !== size.height)) {
      throw invalidAt(
        path.at('page_dimensions'),
        'must be the size that earlier objects give their page, but is another',
      );
    }
    sizes.set(page, { page, ...size });
  }
  return sizes.size > 0 ? [...sizes.values()].sort((former, latter) => former.page - latter.page) : undefined;
}

function pageSize(object: Fields, path: FieldPath): Size {
  const size = fieldsIn(object, 'page_dimensions', path);
  const place = path.at('page_dimensions');
  return { width: numberIn(size, 'width', place), height: numberIn(size, 'height', place) };
}
