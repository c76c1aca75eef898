import pMap from 'p-map';
import type { Unit, VolumeGeometry } from '../label/label.ts';
import { type DicomFile, type DicomSlice, dicomFile } from './dicom-header.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';

const filesAtOnce = 8;
const mostFiles = 5000;
/** Millimetres, and a share of the distance of two slices: how far from its place in an even series a slice may be. */
const farthest = { millimetres: 0.01, share: 0.01 };
const roundingOfDirections = 1e-3; // some files have three decimals
const leastDifference = 1e-4; // of directions and of spacings

export type VolumeFacts = { readonly geometry: VolumeGeometry } & Pick<Unit, 'frames' | 'slices'>;

/**
 * Of a series in one file or in one for each slice, given in any order. Which slice is frame 0 is what the platform says
 * in `unit.slices`, by UID: files of their own have no order that platforms agree on.
 */
export async function dicomSeries(sources: readonly MediaSource[], unit: Unit): Promise<VolumeFacts> {
  const refuse = (what: string): never => {
    throw new MediaProblem('media-unreadable', `The series of ${unit.name} ${what}.`);
  };
  if (sources.length > mostFiles) refuse(`must have at most ${mostFiles} files, but has ${sources.length}`);
  const files = await pMap(sources, (source) => dicomFile(source), { concurrency: filesAtOnce });
  const [first] = files;
  if (!first) return refuse('must have files, but has none');
  const other = files.findIndex((file) => !isOfOneSeries(file, first));
  if (other > 0) {
    const [one, another] = [sources[0]?.name, sources[other]?.name];
    refuse(`must be of one series, but its files are of several: ${one} and ${another}, for instance`);
  }
  const slices = files.length === 1 ? first.slices : ordered(files, unit, refuse);
  const affine = affineOf(slices, refuse);
  const [{ width, height }] = slices as [DicomSlice];
  const known = new Map(unit.slices?.map((slice) => [slice.frame, slice]));
  const { studyUid, seriesUid, frameOfReferenceUid, sopClassUid } = first;
  return {
    geometry: {
      size: [width, height, slices.length],
      affine,
      dicom: { studyUid, seriesUid, frameOfReferenceUid, sopClassUid },
    },
    frames: slices.length,
    slices: slices.map(({ instanceUid }, frame) => ({ width, height, ...known.get(frame), frame, id: instanceUid })),
  };
}

const isOfOneSeries = (one: DicomFile, other: DicomFile): boolean =>
  one.seriesUid === other.seriesUid &&
  one.frameOfReferenceUid === other.frameOfReferenceUid &&
  one.sopClassUid === other.sopClassUid;

/** Along the patient in the direction in which the platform counts the frames of which it says the file. */
function ordered(files: readonly DicomFile[], unit: Unit, refuse: (what: string) => never): readonly DicomSlice[] {
  const slices = files.flatMap((file) =>
    file.slices.length === 1 ? file.slices : refuse('must have one slice a file'),
  );
  const [first] = slices as [DicomSlice];
  const across = normalOf(first);
  const upwards = slices.toSorted((one, other) => dot(one.position, across) - dot(other.position, across));
  const known = (unit.slices ?? []).flatMap(({ frame, id }) => (id === undefined ? [] : [{ frame, id }]));
  const agrees = (order: readonly DicomSlice[]) => known.every(({ frame, id }) => order[frame]?.instanceUid === id);
  const found = [upwards, upwards.toReversed()].filter(agrees);
  if (found.length === 0) return refuse('must have its files in the order of the frames, but has them in another');
  if (found.length > 1 && slices.length > 1)
    return refuse('must say which file is which frame, but the platform does not');
  return found[0] ?? upwards;
}

/** From (x, y, frame) to RAS+ millimetres. */
function affineOf(slices: readonly DicomSlice[], refuse: (what: string) => never): VolumeGeometry['affine'] {
  const [first] = slices as [DicomSlice];
  const last = slices.at(-1) ?? first;
  const { orientation, spacing, position } = first;
  if (!isRightAngled(orientation)) refuse('must have directions of length 1 at right angles, but has others');
  const isAlike = (slice: DicomSlice) =>
    slice.width === first.width &&
    slice.height === first.height &&
    differs(slice.orientation, orientation) < leastDifference &&
    differs(slice.spacing, spacing) < leastDifference;
  if (!slices.every(isAlike)) refuse('must have slices of one size and direction, but has several');
  const step =
    slices.length > 1 ? scaled(minus(last.position, position), 1 / (slices.length - 1)) : alone(first, refuse);
  const distance = Math.hypot(...step);
  const tolerance = Math.max(farthest.millimetres, farthest.share * distance);
  const isEven = slices.every(
    (slice, frame) => differs(minus(slice.position, position), scaled(step, frame)) <= tolerance,
  );
  if (!isEven || distance === 0) refuse('must have slices at even distances, but has not');
  const [across, down] = [scaled(orientation.slice(0, 3), spacing[1]), scaled(orientation.slice(3), spacing[0])];
  const row = (axis: number, sign: number): [number, number, number, number] => [
    sign * (across[axis] ?? 0),
    sign * (down[axis] ?? 0),
    sign * (step[axis] ?? 0),
    sign * (position[axis] ?? 0),
  ];
  return [row(0, -1), row(1, -1), row(2, 1), [0, 0, 0, 1]];
}

function isRightAngled([a, b, c, d, e, f]: DicomSlice['orientation']): boolean {
  const offs = [Math.hypot(a, b, c) - 1, Math.hypot(d, e, f) - 1, a * d + b * e + c * f];
  return offs.every((off) => Math.abs(off) <= roundingOfDirections);
}

const alone = (slice: DicomSlice, refuse: (what: string) => never): readonly number[] =>
  scaled(normalOf(slice), slice.thickness ?? refuse('must say how thick its one slice is, but does not'));

function normalOf({ orientation: [a, b, c, d, e, f] }: DicomSlice): readonly number[] {
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

const scaled = (vector: readonly number[], factor: number) => vector.map((value) => value * factor);
const minus = (one: readonly number[], other: readonly number[]) =>
  one.map((value, axis) => value - (other[axis] ?? 0));
const dot = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, axis) => sum + value * (other[axis] ?? 0), 0);
const differs = (one: readonly number[], other: readonly number[]) => Math.max(...minus(one, other).map(Math.abs));
