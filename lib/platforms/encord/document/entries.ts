import type { Unit } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  invalidAt,
  optionalFieldsIn,
  optionalListIn,
  optionalNumberIn,
  optionalSizeIn,
  optionalTextIn,
} from '../../kit/fields.ts';
import { isNumber } from './lists.ts';
import { type Timeline, timelines } from './places.ts';

type Slice = NonNullable<Unit['slices']>[number];

/** What stands in one frame or page of a unit, or, without a frame, in the whole of it. */
export type Entry = {
  readonly frame: number | undefined;
  readonly objects: readonly unknown[];
  readonly classifications: readonly unknown[];
  /** What the entry says of its slice of a DICOM series. */
  readonly slice: Omit<Slice, 'frame'> | undefined;
  readonly path: FieldPath;
};

/** The entries of a unit in the order of its frames. Keys come in no order, and only frames with something in them have one. */
export function readLabels(labels: Fields, timeline: Timeline, path: FieldPath): Entry[] {
  const keys = Object.keys(labels);
  const { keyed } = timelines[timeline];
  if ('objects' in labels || 'classifications' in labels) {
    const entry = readEntry(labels, undefined, path);
    if (!keyed) return [entry];
    if (entry.objects.length === 0 && entry.classifications.length === 0) return [];
    throw invalidAt(path, 'is not keyed by frames');
  }
  if (!keyed) return keys.map((key) => onlyEntry(labels, key, keys.length, path));
  return keys
    .map((key) => {
      if (!isNumber(key)) throw invalidAt(path, 'has a key that is not the number of a frame');
      return { key, frame: Number(key) };
    })
    .sort((a, b) => a.frame - b.frame)
    .map(({ key, frame }) => readEntry(asFields(labels[key], path.at(key)), frame, path.at(key)));
}

/** Of an image in a data group: its one frame has the key 0. */
function onlyEntry(labels: Fields, key: string, keys: number, path: FieldPath): Entry {
  if (key !== '0') throw invalidAt(path, `is keyed by ${keys} frames, not of one image`);
  return readEntry(asFields(labels[key], path.at(key)), undefined, path.at(key));
}

export function readEntry(blob: Fields, frame: number | undefined, path: FieldPath): Entry {
  const metadata = optionalFieldsIn(blob, 'metadata', path);
  return {
    frame,
    objects: optionalListIn(blob, 'objects', path),
    classifications: optionalListIn(blob, 'classifications', path),
    slice: metadata && sliceOf(metadata, path.at('metadata')),
    path,
  };
}

/** A file of several frames has one instance UID for all of them. */
export function sliceOf(metadata: Fields, path: FieldPath, uid = 'dicom_instance_uid'): Omit<Slice, 'frame'> {
  const id = optionalTextIn(metadata, uid, path);
  const width = optionalSizeIn(metadata, 'width', path);
  const height = optionalSizeIn(metadata, 'height', path);
  const frameOfFile = optionalNumberIn(metadata, 'multiframe_frame_number', path);
  return {
    ...(id ? { id } : {}),
    ...(frameOfFile === undefined ? {} : { frameOfFile }),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
  };
}
