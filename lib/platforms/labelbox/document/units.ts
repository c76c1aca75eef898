import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Media, Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { coordinateReferenceSystem, messagesOf, sourceText, sourceUri } from './contents.ts';
import type { DataRow, MediaAttributes } from './data-row.ts';
import type { Size } from './masks.ts';
import { countIn, type Fields, fieldsOf, isFields, numberIn, Path } from './parts.ts';

/** The data row as the one unit of its label. `size` is that of its masks, where the row tells none. */
export function unitOf(row: DataRow, told: MediaAttributes, media: Media, contents: unknown, size?: Size): Unit {
  const { id, external_id, global_key, row_data } = row;
  const uri = sourceUri(contents);
  const text = sourceText(media, row_data);
  return {
    id,
    name: cleanDocument(external_id || global_key || id) as string,
    media,
    ...present({ width: told.width ?? size?.width, height: told.height ?? size?.height }),
    ...present({ frames: told.frame_count || undefined, framesPerSecond: told.frame_rate || undefined }),
    ...(told.duration ? { durationMs: told.duration * 1000 } : {}), // in seconds: https://docs.labelbox.com/docs/media-attributes
    ...(media === 'document' ? { coordinates: 'points' as const } : {}),
    ...present({ text }),
    ...(media === 'conversation' ? present({ messages: messagesOf(contents) }) : {}),
    ...present({ exifOrientation: exifOrientation(told.exif_rotation) }),
    ...(media === 'geospatial' ? present({ coordinateReferenceSystem: coordinateReferenceSystem(contents) }) : {}),
    ...(uri ? { sourceUri: uri } : {}),
  };
}

/** Absent, not undefined. */
const present = <Values extends object>(values: Values): { [Key in keyof Values]?: NonNullable<Values[Key]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as never;

/** "1" in exports of 2023, 1 in those of 2025; 0 is what cameras write that do not know. */
function exifOrientation(told: MediaAttributes['exif_rotation']): number | undefined {
  if (told === undefined || told === null || told === '' || Number(told) === 0) return undefined;
  const orientation = Number(told);
  if (Number.isInteger(orientation) && orientation >= 1 && orientation <= 8) return orientation;
  throw new InvalidLabel('media_attributes.exif_rotation must be an EXIF orientation, 1 to 8.');
}

/** Sizes of the pages that objects stand on, from the objects themselves. Objects of one page must agree. */
export function pageSizesOf({ objects }: Fields): Unit['pageSizes'] {
  const sizes = new Map<number, { page: number; width: number; height: number }>();
  for (const [index, object] of (Array.isArray(objects) ? objects : []).entries()) {
    if (!isFields(object) || object.page_dimensions === undefined || object.page_dimensions === null) continue;
    const path = new Path('annotations').at('objects').at(index).at('page_dimensions');
    const size = dimensions(fieldsOf(object.page_dimensions, path), path);
    const page = countIn(object, 'page_number', new Path('annotations').at('objects').at(index));
    const known = sizes.get(page);
    if (known && (known.width !== size.width || known.height !== size.height)) {
      throw new InvalidLabel(`${path} tells another size than an object before it on the same page.`);
    }
    sizes.set(page, { page, ...size });
  }
  return sizes.size > 0 ? [...sizes.values()].sort((one, other) => one.page - other.page) : undefined;
}

const dimensions = (size: Fields, path: Path): Size => ({
  width: numberIn(size, 'width', path),
  height: numberIn(size, 'height', path),
});
