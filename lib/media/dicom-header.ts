import { constants, inflateRawSync } from 'node:zlib';
import dicomParser, { type DataSet } from 'dicom-parser';
import { MediaProblem, type MediaSource } from './media-source.ts';

type Three = readonly [number, number, number];
type Six = readonly [number, number, number, number, number, number];

/** Where a slice is, in millimetres to the patient's left, back and head (LPS+), as DICOM counts. */
export type DicomSlice = {
  readonly instanceUid: string;
  /** The centre of its first pixel. */
  readonly position: Three;
  /** Directions in which columns are counted, and then rows; each of length 1. */
  readonly orientation: Six;
  /** Between rows, and between columns. */
  readonly spacing: readonly [number, number];
  /** From this slice to the next, where the file says it. */
  readonly thickness: number | undefined;
  readonly width: number;
  readonly height: number;
};

export type DicomFile = {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string;
  readonly sopClassUid: string;
  /** In the order of the file. */
  readonly slices: readonly DicomSlice[];
};

/** How much of a file is read, until its pixels are reached: few files have more than some kilobytes before them. */
const lengths = [64 * 1024, 1024 * 1024, 16 * 1024 * 1024];
const pixelData = 'x7fe00010';

/** Reads no pixels. `MediaProblem` where the header does not say where in the patient each slice is. */
export async function dicomFile(source: MediaSource): Promise<DicomFile> {
  const header = await headerOf(source);
  const missing = (what: string): never => {
    throw new MediaProblem('media-unreadable', `${source.name} must say its ${what}, but does not.`);
  };
  const text = (tag: string, what: string) => header.string(tag) || missing(what);
  const instanceUid = text('x00080018', 'SOPInstanceUID');
  const width = header.uint16('x00280011') || missing('Columns');
  const height = header.uint16('x00280010') || missing('Rows');
  const shared = groupsIn(header, 'x52009229')[0];
  const frames = groupsIn(header, 'x52009230');
  const slices = (frames.length > 0 ? frames : [header]).map((frame): DicomSlice => {
    const places = [frame, shared, header];
    const measures = within(places, 'x00289110');
    const numbers = (found: readonly (DataSet | undefined)[], tag: string, count: number, what: string) =>
      found.map((place) => numbersIn(place, tag, count)).find((list) => list !== undefined) ?? missing(what);
    return {
      instanceUid,
      position: numbers(within(places, 'x00209113'), 'x00200032', 3, 'ImagePositionPatient') as unknown as Three,
      orientation: numbers(within(places, 'x00209116'), 'x00200037', 6, 'ImageOrientationPatient') as unknown as Six,
      spacing: numbers(measures, 'x00280030', 2, 'PixelSpacing') as unknown as DicomSlice['spacing'],
      thickness: (['x00180088', 'x00180050'] as const)
        .flatMap((tag) => measures.map((place) => numbersIn(place, tag, 1)?.[0]))
        .find((found) => found !== undefined && found > 0),
      width,
      height,
    };
  });
  const stated = Number(header.intString('x00280008') ?? 1);
  if (stated !== slices.length) missing('position of each of its frames');
  return {
    studyUid: text('x0020000d', 'StudyInstanceUID'),
    seriesUid: text('x0020000e', 'SeriesInstanceUID'),
    frameOfReferenceUid: text('x00200052', 'FrameOfReferenceUID'),
    sopClassUid: text('x00080016', 'SOPClassUID'),
    slices,
  };
}

async function headerOf(source: MediaSource): Promise<DataSet> {
  let cause: unknown;
  for (const length of lengths) {
    const bytes = await source.read(0, length);
    if (!isDicom(bytes)) break;
    try {
      const header = dicomParser.parseDicom(bytes, { untilTag: pixelData, inflater: inflated });
      if (header.elements[pixelData]) return header;
    } catch (thrown) {
      cause =
        thrown instanceof Error ? thrown : new Error(String((thrown as { exception?: unknown }).exception ?? thrown));
    }
    if (bytes.length < length) break;
  }
  throw new MediaProblem(
    'media-unreadable',
    `${source.name} must be a DICOM file with pixels, but its header cannot be read up to them.`,
    { cause },
  );
}

const deflated = { mostBytes: 128 * 1024, mostInflated: 32 * 1024 * 1024 };

/** The beginning of a deflated data set: a small file may hold gigabytes of zeros. */
const inflated = (file: Uint8Array, start: number): Uint8Array =>
  inflateRawSync(file.subarray(start, start + deflated.mostBytes), {
    finishFlush: constants.Z_SYNC_FLUSH, // its end need not be there
    maxOutputLength: deflated.mostInflated,
  });

/** Part 10: 128 bytes that mean nothing, and then this. */
export const isDicom = (start: Uint8Array): boolean =>
  Buffer.from(start.subarray(128, 132)).toString('latin1') === 'DICM';

const groupsIn = (header: DataSet, tag: string): readonly DataSet[] =>
  (header.elements[tag]?.items ?? []).flatMap(({ dataSet }) => (dataSet ? [dataSet] : []));

/** The sequence of this tag where one of the places has it, and the places themselves: a file of one slice has no sequences. */
const within = (places: readonly (DataSet | undefined)[], tag: string): readonly (DataSet | undefined)[] =>
  places.flatMap((place) => (place ? [groupsIn(place, tag)[0], place] : []));

function numbersIn(place: DataSet | undefined, tag: string, count: number): readonly number[] | undefined {
  const numbers = place?.string(tag)?.split('\\').map(Number) ?? [];
  return numbers.length >= count && numbers.every(Number.isFinite) ? numbers.slice(0, count) : undefined;
}
