import type { Unit } from '../../label/label.ts';
import { isNumber } from './numbered.ts';
import {
  asFields,
  type Fields,
  fieldsIfAny,
  invalidAt,
  listOf,
  numberIfAny,
  type Spot,
  sizeIfAny,
  textIfAny,
} from './reading.ts';
import { type Timeline, timelines } from './timelines.ts';

type Slice = NonNullable<Unit['slices']>[number];

/** What stands in one frame or page of a unit, or, without a frame, in the whole of it. */
export type Entry = {
  readonly frame: number | undefined;
  readonly objects: readonly unknown[];
  readonly classifications: readonly unknown[];
  /** What the entry says of its slice of a DICOM series. */
  readonly slice: Omit<Slice, 'frame'> | undefined;
  readonly spot: Spot;
};

/** The entries of a unit in the order of its frames. Keys come in no order, and only frames with something in them have one. */
export function readLabels(labels: Fields, timeline: Timeline, spot: Spot): Entry[] {
  const keys = Object.keys(labels);
  const { keyed } = timelines[timeline];
  if ('objects' in labels || 'classifications' in labels) {
    const entry = readEntry(labels, undefined, spot);
    if (!keyed) return [entry];
    if (entry.objects.length === 0 && entry.classifications.length === 0) return [];
    throw invalidAt(spot, 'is not keyed by frames');
  }
  if (!keyed) return keys.map((key) => onlyEntry(labels, key, keys.length, spot));
  return keys
    .map((key) => {
      if (!isNumber(key)) throw invalidAt(spot, 'has a key that is not the number of a frame');
      return { key, frame: Number(key) };
    })
    .sort((a, b) => a.frame - b.frame)
    .map(({ key, frame }) => readEntry(asFields(labels[key], spot.at(key)), frame, spot.at(key)));
}

/** Of an image in a data group: its one frame has the key 0. */
function onlyEntry(labels: Fields, key: string, keys: number, spot: Spot): Entry {
  if (key !== '0') throw invalidAt(spot, `is keyed by ${keys} frames, not of one image`);
  return readEntry(asFields(labels[key], spot.at(key)), undefined, spot.at(key));
}

export function readEntry(blob: Fields, frame: number | undefined, spot: Spot): Entry {
  const metadata = fieldsIfAny(blob, 'metadata', spot);
  return {
    frame,
    objects: listOf(blob, 'objects', spot),
    classifications: listOf(blob, 'classifications', spot),
    slice: metadata && sliceOf(metadata, spot.at('metadata')),
    spot,
  };
}

/** A file of several frames has one instance UID for all of them. */
export function sliceOf(metadata: Fields, spot: Spot, uid = 'dicom_instance_uid'): Omit<Slice, 'frame'> {
  const id = textIfAny(metadata, uid, spot);
  const width = sizeIfAny(metadata, 'width', spot);
  const height = sizeIfAny(metadata, 'height', spot);
  const frameOfFile = numberIfAny(metadata, 'multiframe_frame_number', spot);
  return {
    ...(id ? { id } : {}),
    ...(frameOfFile === undefined ? {} : { frameOfFile }),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
  };
}
