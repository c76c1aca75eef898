import type { Media, Unit } from '../../../label/label.ts';
import {
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  optionalSizeIn,
  optionalTextIn,
  quoted,
} from '../../kit/fields.ts';
import { type Entry, readLabels } from './entries.ts';
import { type LabelRow, type Part, withoutSecrets } from './label-row.ts';
import { isPicture, type Kind, kinds } from './media.ts';
import type { Timeline } from './places.ts';

/** A unit with its labels and its place in the row. */
export type PlacedUnit = {
  readonly unit: Unit;
  readonly timeline: Timeline;
  readonly entries: readonly Entry[];
  /** Its place in an image group, which ranges of answers count in; 0 of any other data. */
  readonly sequence: number;
  /** The id of the space it is; a data unit is none. */
  readonly space: string | undefined;
  /** What the ids of its annotations carry to be unlike those of the row's other units. */
  readonly suffix: string | undefined;
  /** Whether what stands in it may stand in other units too. */
  readonly isOneOfSeveral: boolean;
  readonly path: FieldPath;
};

/** The row's data units in the order of the image group. `root` is the space that stands for the data unit itself. */
export function dataUnitsOf(
  row: LabelRow,
  kind: Kind,
  labelsOf: (part: Part) => Fields,
  root: Part | undefined,
): PlacedUnit[] {
  return row.dataUnits
    .map((part) => dataUnit(part, kind, row, labelsOf(part), root))
    .sort((a, b) => a.sequence - b.sequence);
}

function dataUnit(part: Part, kindOfAll: Kind, row: LabelRow, labels: Fields, root: Part | undefined): PlacedUnit {
  const { id, fields, path } = part;
  const mime = optionalTextIn(fields, 'data_type', path);
  if (mime && kindOfAll === kinds.image && !mime.startsWith('image/')) {
    throw invalidAt(path, `data_type ${quoted(mime)} is not that of an image`);
  }
  const kind = mime === 'text/html' ? kinds.html : kindOfAll;
  const entries = [
    ...readLabels(labels, kind.timeline, path.at('labels')),
    ...(root ? readLabels(fieldsIn(root.fields, 'labels', root.path), kind.timeline, root.path.at('labels')) : []),
  ];
  const { isImageGroup } = row;
  const sequence = isImageGroup ? sequenceOf(fields, path) : 0;
  const key = withoutSecrets(id);
  const sized = root && !optionalSizeIn(fields, 'width', path) ? root : part;
  return {
    unit: {
      id: key,
      name: withoutSecrets(optionalTextIn(fields, 'data_title', path) ?? row.title ?? id),
      media: kind.media,
      ...sizeOf(sized, kind.media, entries),
      ...lengthOf(fields, kind, path),
      ...slicesOf(entries),
      ...sourceOf(optionalTextIn(fields, 'data_link', path)),
    },
    timeline: kind.timeline,
    entries,
    sequence,
    space: undefined,
    suffix: isImageGroup ? String(sequence) : row.dataUnits.length > 1 ? key : undefined,
    isOneOfSeveral: isImageGroup || row.dataUnits.length > 1 || row.spaces.length > 0,
    path,
  };
}

/** Where it has objects, a picture of unknown size keeps them as they are: in fractions. */
export function sizeOf(
  { fields, path }: Part,
  media: Media,
  entries: readonly Entry[],
): Pick<Unit, 'width' | 'height' | 'coordinates'> {
  if (!isPicture(media)) return {};
  const width = optionalSizeIn(fields, 'width', path);
  const height = optionalSizeIn(fields, 'height', path);
  const isKnown = width !== undefined && height !== undefined;
  const isRelative = !isKnown && entries.some(({ objects, slice }) => objects.length > 0 && !slice?.width);
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(isRelative ? { coordinates: 'relative' } : {}),
  };
}

const secondsToMilliseconds = 1000;

function lengthOf(fields: Fields, kind: Kind, path: FieldPath): Pick<Unit, 'framesPerSecond' | 'durationMs'> {
  const framesPerSecond = kind.media === 'video' ? optionalSizeIn(fields, 'data_fps', path) : undefined;
  const seconds = optionalSizeIn(fields, 'data_duration', path) ?? optionalSizeIn(fields, 'duration', path);
  return {
    ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
    ...(seconds === undefined ? {} : { durationMs: seconds * secondsToMilliseconds }),
  };
}

export function slicesOf(entries: readonly Entry[]): Pick<Unit, 'slices'> {
  const slices = entries.flatMap(({ frame, slice }) => (frame !== undefined && slice ? [{ frame, ...slice }] : []));
  return slices.length > 0 ? { slices } : {};
}

export const sourceOf = (link: string | undefined): Pick<Unit, 'sourceUri'> => {
  const sourceUri = link && withoutSecrets(link).replace(/\?.*$/s, '');
  return sourceUri ? { sourceUri } : {};
};

function sequenceOf({ data_sequence: sequence }: Fields, path: FieldPath): number {
  const number = typeof sequence === 'string' && sequence !== '' ? Number(sequence) : sequence;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw invalidAt(path.at('data_sequence'), 'must be an integer, as a number or a text');
}
