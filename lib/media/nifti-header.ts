import { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { VolumeGeometry } from '../label/label.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';

/**
 * The header of NIfTI-1 and NIfTI-2: a struct of fixed length. Readers of the registry were no help: which of its two
 * transforms counts is a rule (`sform` first, as in nibabel and ITK), and one that takes the other mirrors labels.
 * https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h, https://nifti.nimh.nih.gov/pub/dist/doc/nifti2.h
 */

const bytesOfHeader = { 1: 348, 2: 540 } as const;
const fewBytes = 4096;
const manyBytes = 256 * 1024; // of a gzip file whose own header holds a long name or comment

/** Only the first bytes of a `.nii` or `.nii.gz` are read and inflated. `MediaProblem` where they do not say where the voxels are. */
export async function niftiGeometry(source: MediaSource): Promise<VolumeGeometry> {
  const header = await headerOf(source);
  const refuse = (what: string) => new MediaProblem('media-unreadable', `${source.name} ${what}.`);
  const layout = layoutOf(header);
  if (!layout) throw refuse('must be a NIfTI-1 or NIfTI-2 file, but is not');
  const size = sizeIn(layout);
  if (!size)
    throw refuse('must be a volume of three dimensions, but is not. A series of volumes has no slices of its own');
  const unit = layout.spaceUnit();
  if (unit !== millimetres && unit !== unknownUnit) {
    throw refuse('must count millimetres, but counts metres or micrometres. Convert it');
  }
  const affine = affineIn(layout);
  if (!affine)
    throw refuse('must say where its voxels are, by sform or qform, but has neither: left and right are not known');
  return { size, affine };
}

const millimetres = 2;
const unknownUnit = 0;

/** No more of it is inflated than the header: a small file may hold gigabytes of zeros. */
async function headerOf(source: MediaSource): Promise<Buffer> {
  const start = Buffer.from(await source.read(0, fewBytes));
  if (start.length < 2 || start.readUInt16BE(0) !== 0x1f8b) return start;
  const header = await inflated(start, source);
  return header.length >= bytesOfHeader[2] || start.length < fewBytes
    ? header
    : inflated(Buffer.from(await source.read(0, manyBytes)), source);
}

async function inflated(compressed: Buffer, { name }: MediaSource): Promise<Buffer> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: fewBytes });
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of Readable.from([compressed]).pipe(gunzip)) {
      chunks.push(chunk as Buffer);
      if (chunks.length * fewBytes >= bytesOfHeader[2]) break;
    }
  } catch (cause) {
    throw new MediaProblem('media-unreadable', `${name} must be a gzip file, but cannot be inflated.`, { cause });
  }
  return Buffer.concat(chunks);
}

/** Numbers of the header by what they are; places in bytes. */
type Layout = {
  dim(index: number): number;
  pixdim(index: number): number;
  code(transform: 'qform' | 'sform'): number;
  quaternion(index: number): number;
  shift(index: number): number;
  row(axis: number, column: number): number;
  spaceUnit(): number;
};

function layoutOf(header: Buffer): Layout | undefined {
  for (const isLittle of [true, false]) {
    const { int16, int32, int64, float32, float64 } = numbersIn(header, isLittle);
    const version = header.length < 4 ? undefined : int32(0);
    if (version === bytesOfHeader[1] && header.length >= bytesOfHeader[1] && magicOf(header, 344).startsWith('n')) {
      return {
        dim: (index) => int16(40 + 2 * index),
        pixdim: (index) => float32(76 + 4 * index),
        code: (transform) => int16(transform === 'qform' ? 252 : 254),
        quaternion: (index) => float32(256 + 4 * index),
        shift: (index) => float32(268 + 4 * index),
        row: (axis, column) => float32(280 + 16 * axis + 4 * column),
        spaceUnit: () => header.readUInt8(123) & 7,
      };
    }
    if (version === bytesOfHeader[2] && header.length >= bytesOfHeader[2] && magicOf(header, 4).startsWith('n')) {
      return {
        dim: (index) => int64(16 + 8 * index),
        pixdim: (index) => float64(104 + 8 * index),
        code: (transform) => int32(transform === 'qform' ? 344 : 348),
        quaternion: (index) => float64(352 + 8 * index),
        shift: (index) => float64(376 + 8 * index),
        row: (axis, column) => float64(400 + 32 * axis + 8 * column),
        spaceUnit: () => int32(500) & 7,
      };
    }
  }
  return undefined;
}

const magicOf = (header: Buffer, place: number) => header.toString('latin1', place, place + 3);

const numbersIn = (bytes: Buffer, isLittle: boolean) => ({
  int16: (place: number) => (isLittle ? bytes.readInt16LE(place) : bytes.readInt16BE(place)),
  int32: (place: number) => (isLittle ? bytes.readInt32LE(place) : bytes.readInt32BE(place)),
  int64: (place: number) => Number(isLittle ? bytes.readBigInt64LE(place) : bytes.readBigInt64BE(place)),
  float32: (place: number) => (isLittle ? bytes.readFloatLE(place) : bytes.readFloatBE(place)),
  float64: (place: number) => (isLittle ? bytes.readDoubleLE(place) : bytes.readDoubleBE(place)),
});

function sizeIn({ dim }: Layout): VolumeGeometry['size'] | undefined {
  const dimensions = dim(0);
  const [x, y, z] = [dim(1), dim(2), dimensions >= 3 ? dim(3) : 1];
  if (dimensions < 2 || dimensions > 7 || Math.min(x, y, z) < 1) return undefined;
  for (let index = 4; index <= dimensions; index += 1) if (dim(index) > 1) return undefined;
  return [x, y, z];
}

/** It is of length 1; in NIfTI-1, each part of it has 24 bits. */
const roundingOfQuaternion = 1e-5;

/** `sform`, else `qform`; a file with neither has its voxels nowhere, and each reader puts them somewhere else. */
function affineIn(layout: Layout): VolumeGeometry['affine'] | undefined {
  if (layout.code('sform') > 0) return ofRows((axis, column) => layout.row(axis, column));
  if (layout.code('qform') <= 0) return undefined;
  const [b, c, d] = [layout.quaternion(0), layout.quaternion(1), layout.quaternion(2)];
  const rest = 1 - b * b - c * c - d * d;
  if (rest < -roundingOfQuaternion) return undefined;
  const a = Math.sqrt(Math.max(rest, 0));
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
  ];
  const lastAxis = layout.pixdim(0) < 0 ? -1 : 1;
  return ofRows((axis, column) => {
    if (column === 3) return layout.shift(axis);
    return (rotation[axis]?.[column] ?? 0) * Math.abs(layout.pixdim(column + 1)) * (column === 2 ? lastAxis : 1);
  });
}

function ofRows(value: (axis: number, column: number) => number): VolumeGeometry['affine'] | undefined {
  const row = (axis: number) => [value(axis, 0), value(axis, 1), value(axis, 2), value(axis, 3)] as const;
  const rows = [row(0), row(1), row(2)] as const;
  if (!rows.flat().every(Number.isFinite)) return undefined;
  return [[...rows[0]], [...rows[1]], [...rows[2]], [0, 0, 0, 1]];
}
