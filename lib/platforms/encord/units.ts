import type { Media, Unit } from '../../label/label.ts';
import { isPicture, type Kind, kinds } from './kinds.ts';
import { type LabelRow, type Part, withoutSecrets } from './label-row.ts';
import { type Entry, readLabels } from './labels.ts';
import { type Fields, fieldsOf, invalidAt, keyword, type Spot, sizeIfAny, textIfAny } from './reading.ts';
import type { Timeline } from './timelines.ts';

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
  readonly spot: Spot;
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
  const { id, fields, spot } = part;
  const mime = textIfAny(fields, 'data_type', spot);
  if (mime && kindOfAll === kinds.image && !mime.startsWith('image/')) {
    throw invalidAt(spot, `data_type ${keyword(mime)} is not that of an image`);
  }
  const kind = mime === 'text/html' ? kinds.html : kindOfAll;
  const entries = [
    ...readLabels(labels, kind.timeline, spot.at('labels')),
    ...(root ? readLabels(fieldsOf(root.fields, 'labels', root.spot), kind.timeline, root.spot.at('labels')) : []),
  ];
  const { isImageGroup } = row;
  const sequence = isImageGroup ? sequenceOf(fields, spot) : 0;
  const key = withoutSecrets(id);
  const sized = root && !sizeIfAny(fields, 'width', spot) ? root : part;
  return {
    unit: {
      id: key,
      name: withoutSecrets(textIfAny(fields, 'data_title', spot) ?? row.title ?? id),
      media: kind.media,
      ...sizeOf(sized, kind.media, entries),
      ...lengthOf(fields, kind, spot),
      ...slicesOf(entries),
      ...sourceOf(textIfAny(fields, 'data_link', spot)),
    },
    timeline: kind.timeline,
    entries,
    sequence,
    space: undefined,
    suffix: isImageGroup ? String(sequence) : row.dataUnits.length > 1 ? key : undefined,
    isOneOfSeveral: isImageGroup || row.dataUnits.length > 1 || row.spaces.length > 0,
    spot,
  };
}

/** Where it has objects, a picture of unknown size keeps them as they are: in fractions. */
export function sizeOf(
  { fields, spot }: Part,
  media: Media,
  entries: readonly Entry[],
): Pick<Unit, 'width' | 'height' | 'coordinates'> {
  if (!isPicture(media)) return {};
  const width = sizeIfAny(fields, 'width', spot);
  const height = sizeIfAny(fields, 'height', spot);
  const isKnown = width !== undefined && height !== undefined;
  const isRelative = !isKnown && entries.some(({ objects, slice }) => objects.length > 0 && !slice?.width);
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(isRelative ? { coordinates: 'relative' } : {}),
  };
}

const secondsToMilliseconds = 1000;

function lengthOf(fields: Fields, kind: Kind, spot: Spot): Pick<Unit, 'framesPerSecond' | 'durationMs'> {
  const framesPerSecond = kind.media === 'video' ? sizeIfAny(fields, 'data_fps', spot) : undefined;
  const seconds = sizeIfAny(fields, 'data_duration', spot) ?? sizeIfAny(fields, 'duration', spot);
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

function sequenceOf({ data_sequence: sequence }: Fields, spot: Spot): number {
  const number = typeof sequence === 'string' && sequence !== '' ? Number(sequence) : sequence;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw invalidAt(spot.at('data_sequence'), 'must be an integer, as a number or a text');
}
