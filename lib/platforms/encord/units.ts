import type { Unit } from '../../label/label.ts';
import { type DataUnit, invalidAt, keyword, type LabelRow, type Ranges } from './label-row.ts';

/** A data unit with its place in the row. */
export type PlacedUnit = {
  readonly unit: Unit;
  readonly labels: DataUnit['labels'];
  /** Its place in an image group, which ranges count in. */
  readonly sequence: number;
  /** Path into the label row. */
  readonly place: string;
};

/** The row's units in the order of the image group. */
export function unitsOf(row: LabelRow): PlacedUnit[] {
  return Object.entries(row.data_units)
    .map(([hash, dataUnit]) => placedUnit(hash, dataUnit, row))
    .sort((a, b) => a.sequence - b.sequence);
}

function placedUnit(hash: string, dataUnit: DataUnit, row: LabelRow): PlacedUnit {
  const place = `data_units.${hash}`;
  if (dataUnit.data_type && !dataUnit.data_type.startsWith('image/')) {
    throw invalidAt(place, `data_type ${keyword(dataUnit.data_type)} is not supported yet, only images`);
  }
  // Numbers are the frames of a video or the pages of a document.
  const frames = Object.keys(dataUnit.labels).filter((key) => /^\d+$/.test(key));
  if (frames.length > 0) throw invalidAt(`${place}.labels`, `is keyed by ${frames.length} frames, not of one image`);
  const { width, height } = dataUnit;
  const sourceUri = dataUnit.data_link?.replace(/\?.*$/s, '');
  return {
    unit: {
      id: hash,
      name: dataUnit.data_title || row.data_title || hash,
      media: 'image',
      // 0 stands for unknown.
      ...(width ? { width } : {}),
      ...(height ? { height } : {}),
      ...(sourceUri ? { sourceUri } : {}),
    },
    labels: dataUnit.labels,
    sequence: sequenceOf(dataUnit, row, place),
    place,
  };
}

function sequenceOf({ data_sequence }: DataUnit, row: LabelRow, place: string): number {
  if (row.data_type !== 'img_group') return 0;
  const sequence = data_sequence === '' ? Number.NaN : Number(data_sequence ?? Number.NaN);
  if (!Number.isInteger(sequence))
    throw invalidAt(`${place}.data_sequence`, 'must be an integer, as a number or a text');
  return sequence;
}

export const covers = (ranges: Ranges, { sequence }: PlacedUnit): boolean =>
  ranges.some(([first, last]) => first <= sequence && sequence <= last);
