import { given } from '../../../contracts/given.ts';
import type { Media, Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, isFields, isMissing } from '../../kit/fields.ts';
import type { FieldPath, Reading } from '../../kit/reading.ts';
import { coordinateReferenceSystem, sourceText, sourceUri } from './contents.ts';
import type { RowDetails } from './data-row.ts';
import type { LabelParts } from './label-parts.ts';
import type { Size } from './masks.ts';
import type { MediaFacts } from './media-facts.ts';
import { messagesOf } from './messages.ts';

type Surroundings = {
  readonly media: Media;
  readonly facts: MediaFacts;
  readonly contents: unknown;
  readonly annotations: Fields;
  readonly parts: Pick<LabelParts, 'annotations' | 'tracks'>;
  /** The size of the masks, used where the row gives none. */
  readonly maskSize: Size | undefined;
};

/** The data row as the one unit of its label. */
export function unitOf(
  row: RowDetails,
  { media, facts, contents, annotations, parts, maskSize }: Surroundings,
  reading: Reading,
): Unit {
  const { id, row_data } = row;
  const { width = maskSize?.width, height = maskSize?.height, frames, ...others } = facts;
  return given({
    id,
    name: cleanDocument(nameOf(row, reading)) as string,
    media,
    width,
    height,
    frames: framesOf(frames, parts, id, reading.at('media_attributes').at('frame_count')),
    ...others,
    coordinates: media === 'document' ? 'points' : undefined,
    text: sourceText(media, row_data),
    messages: media === 'conversation' ? messagesOf(contents) : undefined,
    coordinateReferenceSystem: media === 'geospatial' ? coordinateReferenceSystem(contents) : undefined,
    sourceUri: sourceUri(contents) || undefined,
    pageSizes: media === 'document' ? pageSizesOf(annotations, id, reading) : undefined,
  });
}

function nameOf(row: RowDetails, reading: Reading): string {
  for (const key of ['external_id', 'global_key'] as const) {
    const name = row[key];
    if (isMissing(name) || name === '') continue;
    if (typeof name === 'string' || typeof name === 'number') return String(name);
    reading.notKept(row.id, reading.at('data_row').at(key), 'a name that is neither a text nor a number');
  }
  return row.id;
}

/** Of some files Labelbox only estimates it: a number that annotations go past is left out. */
function framesOf(
  frames: number | undefined,
  { annotations, tracks }: Surroundings['parts'],
  unit: string,
  path: FieldPath,
): number | undefined {
  if (frames === undefined) return undefined;
  const ranges = tracks.flatMap((track) => track.frames);
  let last = 0;
  for (const { end } of ranges) last = Math.max(last, end);
  for (const { at } of annotations) {
    if (at.kind === 'frame') last = Math.max(last, at.frame + 1);
    else if (at.kind === 'frames') for (const { end } of at.ranges) last = Math.max(last, end);
  }
  if (last <= frames) return frames;
  path.reading.notKept(unit, path, `a count of ${frames} frames, and the label goes up to frame ${last}`);
  return undefined;
}

/** Half a point: platforms round. */
const sameSize = 0.5;

/** The sizes of the pages with objects, taken from the objects themselves. Of sizes that disagree none is kept. */
function pageSizesOf({ objects }: Fields, unit: string, reading: Reading): Unit['pageSizes'] {
  const sizes = new Map<number, { page: number; width: number; height: number }>();
  const doubtful = new Set<number>();
  for (const [index, object] of (Array.isArray(objects) ? objects : []).entries()) {
    if (!isFields(object) || isMissing(object.page_dimensions)) continue;
    const place = reading.at('annotations').at('objects').at(index);
    const { page_number: page, page_dimensions: dimensions } = object;
    if (typeof page !== 'number' || !Number.isSafeInteger(page) || page < 0) continue;
    const path = place.at('page_dimensions');
    const size = pageSize(dimensions);
    if (!size) reading.notKept(unit, path, 'a size without width and height of the page');
    else {
      const { width, height } = sizes.get(page) ?? size;
      if (Math.abs(width - size.width) > sameSize || Math.abs(height - size.height) > sameSize) {
        reading.notKept(unit, path, 'a size other than the one that earlier objects give their page');
        doubtful.add(page);
      }
      sizes.set(page, { page, width, height });
    }
  }
  const sure = [...sizes.values()].filter(({ page }) => !doubtful.has(page));
  return sure.length > 0 ? sure.sort((former, latter) => former.page - latter.page) : undefined;
}

const pageSize = (dimensions: unknown): Size | undefined => {
  if (!isFields(dimensions)) return undefined;
  const { width, height } = dimensions;
  return isMeasure(width) && isMeasure(height) ? { width, height } : undefined;
};

const isMeasure = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;
