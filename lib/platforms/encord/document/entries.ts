import type { Unit } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  invalidAt,
  isMissing,
  optionalFieldsIn,
  optionalListIn,
  optionalTextIn,
  quoted,
} from '../../kit/fields.ts';
import { wholeIn } from './counts.ts';
import { isNumber } from './lists.ts';
import { type Timeline, timelines } from './places.ts';

type Slice = NonNullable<Unit['slices']>[number];

/** What is in one frame or page of a unit, or, without a frame, in the whole of it. */
export type Entry = {
  readonly frame: number | undefined;
  readonly objects: readonly unknown[];
  readonly classifications: readonly unknown[];
  /** What the entry says about its slice of a DICOM series. */
  readonly slice: Omit<Slice, 'frame'> | undefined;
  readonly path: FieldPath;
};

/** The entries of a unit, ordered by frame: `labels` has its frames in any order, and only those with something in them. */
export function readEntries(labels: Fields, timeline: Timeline, path: FieldPath): Entry[] {
  const keys = Object.keys(labels);
  const { keyed } = timelines[timeline];
  if ('objects' in labels || 'classifications' in labels) {
    const entry = readEntry(labels, undefined, path);
    if (!keyed) return [entry];
    if (entry.objects.length === 0 && entry.classifications.length === 0) return [];
    throw invalidAt(path, 'must be keyed by frames, but holds objects and classifications itself');
  }
  if (!keyed) return keys.map((key) => entryOfImage(labels, key, keys.length, path));
  return keys
    .map((key) => {
      if (!isNumber(key)) throw invalidAt(path, `must be keyed by the numbers of frames, but has a key ${quoted(key)}`);
      return { key, frame: Number(key) };
    })
    .sort((a, b) => a.frame - b.frame)
    .map(({ key, frame }) => readEntry(asFields(labels[key] ?? {}, path.under(key)), frame, path.under(key)));
}

/** The labels of an image in a data group are keyed by frames, too: its only frame is 0. */
function entryOfImage(labels: Fields, key: string, keys: number, path: FieldPath): Entry {
  if (key !== '0') throw invalidAt(path, `must be about one image, but is keyed by ${keys} frames`);
  return readEntry(asFields(labels[key], path.under(key)), undefined, path.under(key));
}

export function readEntry(fields: Fields, frame: number | undefined, path: FieldPath): Entry {
  const metadata = optionalFieldsIn(fields, 'metadata', path);
  onlyParts(fields, path);
  return {
    frame,
    objects: optionalListIn(fields, 'objects', path),
    classifications: optionalListIn(fields, 'classifications', path),
    slice: metadata && sliceOf(metadata, path.at('metadata')),
    path,
  };
}

const parts: ReadonlySet<string> = new Set(['objects', 'classifications', 'metadata']);

/** A part that may hold annotations refuses the label, as a kind that is not known; what holds none is unread. */
function onlyParts(fields: Fields, path: FieldPath): void {
  for (const key in fields) {
    if (parts.has(key) || isMissing(fields[key])) continue;
    if (mayHoldAnnotations(fields[key])) {
      const problem = 'is not supported and may hold annotations: only objects and classifications are read';
      path.reading.unknownKind({ id: key }, path.under(key), problem);
    } else path.reading.unread(path.at(key));
  }
}

/** No part is nested as deep; without a bound a document could end the process. */
const deepest = 20;

const mayHoldAnnotations = (value: unknown, depth = 0): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > deepest || 'objectHash' in value || 'classificationHash' in value) return true;
  return Object.values(value).some((inner) => mayHoldAnnotations(inner, depth + 1));
};

/** A file of several frames has one instance UID for all of them. */
export function sliceOf(metadata: Fields, path: FieldPath, uidKey = 'dicom_instance_uid'): Omit<Slice, 'frame'> {
  const id = optionalTextIn(metadata, uidKey, path);
  const width = wholeIn(metadata, 'width', path);
  const height = wholeIn(metadata, 'height', path);
  const frameOfFile = metadata.multiframe_frame_number === 0 ? 0 : wholeIn(metadata, 'multiframe_frame_number', path);
  return {
    ...(id ? { id } : {}),
    ...(frameOfFile === undefined ? {} : { frameOfFile }),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
  };
}
