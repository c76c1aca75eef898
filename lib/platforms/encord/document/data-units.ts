import { given } from '../../../contracts/given.ts';
import type { Unit } from '../../../label/label.ts';
import {
  decimalWithin,
  type FieldPath,
  type Fields,
  invalidAt,
  optionalFieldsIn,
  optionalTextIn,
  quoted,
  wrongKind,
} from '../../kit/fields.ts';
import { positiveIn, wholeIn } from './counts.ts';
import { type Entry, readEntries } from './entries.ts';
import { noteUnread, otherKeys } from './known-keys.ts';
import { type LabelRow, type Part, withoutSecrets } from './label-row.ts';
import { type UnitKind, unitKinds } from './media.ts';
import { type PlacedUnit, sizeOf, sourceUriOf } from './placed-unit.ts';

/** The row's data units in the order of the image group. `root` is the space that is the data unit itself. */
export function dataUnitsOf(
  row: LabelRow,
  kind: UnitKind,
  labelsOf: (part: Part) => Fields,
  root: Part | undefined,
): PlacedUnit[] {
  return row.dataUnits
    .map((part) => dataUnitOf(part, kind, row, labelsOf(part), root))
    .sort((a, b) => a.sequence - b.sequence);
}

function dataUnitOf(
  part: Part,
  kindOfRow: UnitKind,
  row: LabelRow,
  labels: Fields,
  root: Part | undefined,
): PlacedUnit {
  const { id, fields, path } = part;
  const kind = kindOf(part, kindOfRow);
  noteUnread(fields, otherKeys.dataUnit, path);
  const entries = [
    ...readEntries(labels, kind.timeline, path.at('labels')),
    ...(root
      ? readEntries(optionalFieldsIn(root.fields, 'labels', root.path) ?? {}, kind.timeline, root.path.at('labels'))
      : []),
  ];
  const { isImageGroup } = row;
  const sequence = isImageGroup ? sequenceOf(fields, path) : 0;
  const unitId = withoutSecrets(id);
  const sized = root && !decimalWithin(fields.width) ? root : part;
  return {
    unit: given({
      id: unitId,
      name: withoutSecrets(optionalTextIn(fields, 'data_title', path) ?? row.title ?? id),
      media: kind.media,
      ...sizeOf(sized, kind.media, entries),
      ...lengthOf(fields, kind, path),
      slices: slicesOf(entries),
      sourceUri: sourceUriOf(optionalTextIn(fields, 'data_link', path)),
    }),
    timeline: kind.timeline,
    entries,
    sequence,
    space: undefined,
    suffix: isImageGroup ? String(sequence) : row.dataUnits.length > 1 ? unitId : undefined,
    isOneOfSeveral: isImageGroup || row.dataUnits.length > 1 || row.spaces.length > 0,
    path,
  };
}

/** The `data_type` of a data unit is a media type, unlike the one of its row. */
function kindOf({ fields, path }: Part, kindOfRow: UnitKind): UnitKind {
  // `text/html; charset=utf-8` is a page, too.
  const mime = optionalTextIn(fields, 'data_type', path)?.replace(/;.*/s, '').trim().toLowerCase();
  if (mime && kindOfRow === unitKinds.image && !mime.startsWith('image/')) {
    throw invalidAt(path.at('data_type'), `must be the media type of an image, but is ${quoted(mime)}`);
  }
  return mime === 'text/html' ? unitKinds.html : kindOfRow;
}

const secondsToMilliseconds = 1000;

function lengthOf(fields: Fields, kind: UnitKind, path: FieldPath) {
  const framesPerSecond = kind.media === 'video' ? positiveIn(fields, 'data_fps', path) : undefined;
  const seconds = positiveIn(fields, 'data_duration', path) ?? positiveIn(fields, 'duration', path);
  const pages = kind.media === 'document' ? wholeIn(fields, 'number_of_pages', path) : undefined;
  return { framesPerSecond, durationMs: seconds && seconds * secondsToMilliseconds, pages };
}

function slicesOf(entries: readonly Entry[]): Unit['slices'] | undefined {
  const slices = entries.flatMap(({ frame, slice }) => (frame !== undefined && slice ? [{ frame, ...slice }] : []));
  return slices.length > 0 ? slices : undefined;
}

function sequenceOf({ data_sequence: sequence }: Fields, path: FieldPath): number {
  const number = typeof sequence === 'string' && sequence !== '' ? Number(sequence) : sequence;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw wrongKind(path.at('data_sequence'), 'an integer, as a number or a string', sequence);
}
