import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { VolumeGeometry } from '../../label/label.ts';
import { determinantOf } from '../../label/volume-geometry.ts';

/** A label map: one number a voxel, x the fastest, then y, then z. */
export type LabelMap = {
  readonly size: VolumeGeometry['size'];
  readonly affine: VolumeGeometry['affine'];
  /** Of a voxel: 1 or 2. */
  readonly bytes: 1 | 2;
  /** The slice z, little endian; undefined where all of it is 0. */
  slice(z: number): Uint8Array | undefined;
};

const headerBytes = 352; // with the four that say that no extension follows
const datatypes = { 1: 2, 2: 512 } as const; // unsigned, of 8 and of 16 bits
const labelIntent = 1002;
const scannerAnatomical = 1;
const millimetres = 2;

/**
 * A `.nii.gz` of NIfTI-1 with its place in `sform`: nibabel mirrors what has none. The same bytes on every machine, by Z_RLE
 * (see png.ts) and a gzip header that names no system. https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h
 */
export function encodeLabelMap(map: LabelMap): Buffer {
  const [x, y, z] = map.size;
  const header = headerOf(map);
  const empty = Buffer.alloc(x * y * map.bytes);
  let emptyPacked: Uint8Array | undefined;
  let sum = crc32(header);
  const pieces: Uint8Array[] = [gzipHeader, packed(header)];
  for (let index = 0; index < z; index += 1) {
    const slice = map.slice(index);
    sum = crc32(slice ?? empty, sum);
    if (!slice) emptyPacked ??= packed(empty);
    pieces.push(slice ? packed(slice) : (emptyPacked ?? empty));
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(sum, 0);
  trailer.writeUInt32LE((headerBytes + z * empty.length) % 2 ** 32, 4);
  return Buffer.concat([...pieces, lastBlock, trailer]);
}

/** https://www.rfc-editor.org/rfc/rfc1952#section-2.3: deflate, no time, of an unknown system. */
const gzipHeader = Buffer.from('1f8b08000000000000ff', 'hex');
const lastBlock = deflateRawSync(Buffer.alloc(0));
const packed = (bytes: Uint8Array) =>
  deflateRawSync(bytes, { strategy: constants.Z_RLE, finishFlush: constants.Z_SYNC_FLUSH });

function headerOf({ size, affine, bytes }: LabelMap): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(348, 0);
  header.write('r', 38, 'latin1'); // `regular`, which old readers ask for
  for (const [index, value] of [3, ...size, 1, 1, 1, 1].entries()) header.writeInt16LE(value, 40 + 2 * index);
  header.writeInt16LE(labelIntent, 68);
  header.writeInt16LE(datatypes[bytes], 70);
  header.writeInt16LE(8 * bytes, 72);
  const lengths = [0, 1, 2].map((column) => Math.hypot(...affine.slice(0, 3).map((row) => row[column] ?? 0)));
  for (const [index, value] of [1, ...lengths].entries()) header.writeFloatLE(value, 76 + 4 * index);
  header.writeFloatLE(headerBytes, 108);
  header.writeFloatLE(1, 112); // numbers are what they are: times 1, plus 0
  header.writeUInt8(millimetres, 123);
  header.writeInt16LE(scannerAnatomical, 254);
  for (const [axis, row] of affine.slice(0, 3).entries()) {
    for (const [column, value] of row.entries()) header.writeFloatLE(value, 280 + 16 * axis + 4 * column);
  }
  header.write('n+1\0', 344, 'latin1');
  return header;
}

/** How the voxels of the unit lie in a file: `sliceOf(z)` is the frame that is slice z there. */
export type Grid = Pick<LabelMap, 'size' | 'affine'> & { readonly frameOf: (z: number) => number };

/**
 * That of the source. Slices of DICOM have no order of their own: those of a series go to the side to which x and y turn, as
 * ITK, and what reads DICOM with it, stacks them.
 */
export function gridOf({ size, affine, dicom }: VolumeGeometry): Grid {
  if (!dicom || determinantOf(affine) > 0) return { size, affine, frameOf: (z) => z };
  const last = size[2] - 1;
  const backwards = ([x, y, z, origin]: VolumeGeometry['affine'][0]): VolumeGeometry['affine'][0] => [
    x,
    y,
    0 - z,
    origin + last * z,
  ];
  const [first, second, third, fourth] = affine;
  return {
    size,
    affine: [backwards(first), backwards(second), backwards(third), fourth],
    frameOf: (z) => last - z,
  };
}
