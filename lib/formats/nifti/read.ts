import { gunzipSync } from 'node:zlib';
import { masksByValue } from '../../label/layers.ts';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { type Shown, storedSlice } from './shown.ts';
import { gridOf } from './volume.ts';

const place = /^labels\/(.+)\.nii\.gz$/s; // a name may hold line separators
const mostBytes = 2 ** 30;

/** By the code of NIfTI-1: unsigned numbers of 8 and 16 bits, and signed ones, as nnU-Net writes them. */
const numbers: Readonly<
  Record<number, { readonly bytes: number; of(bytes: Buffer, start: number, count: number): ArrayLike<number> }>
> = {
  2: { bytes: 1, of: (bytes, start, count) => bytes.subarray(start, start + count) },
  4: { bytes: 2, of: (bytes, start, count) => listOf(count, (index) => bytes.readInt16LE(start + 2 * index)) },
  8: { bytes: 4, of: (bytes, start, count) => listOf(count, (index) => bytes.readInt32LE(start + 4 * index)) },
  512: { bytes: 2, of: (bytes, start, count) => listOf(count, (index) => bytes.readUInt16LE(start + 2 * index)) },
};

const listOf = (count: number, value: (index: number) => number): Int32Array =>
  Int32Array.from({ length: count }, (_, index) => value(index));

/**
 * A mask for each slice and each value but 0 that it has. Slices are counted, and lie, as in the label where it is known where
 * the volume is; else as in the file, which may count the slices of a DICOM series from the other end.
 */
export function read(
  file: Pick<FormatFile, 'path' | 'bytes'>,
  { classes, geometryOf }: ReadFacts,
  { shown }: { readonly shown?: Shown | undefined },
): readonly ReadObject[] {
  const unit = place.exec(file.path)?.[1];
  if (unit === undefined) throw new SyntaxError(`${file.path} must be labels/….nii.gz, but is not.`);
  const bytes = unpacked(file);
  const { size, start, voxels } = headerOf(bytes, file.path);
  const [width, height, depth] = size;
  const geometry = geometryOf?.(unit);
  const frameOf = geometry ? gridOf(geometry).frameOf : (z: number) => z;
  const isStored = geometry?.dicom !== undefined;
  const objects: ReadObject[] = [];
  for (let z = 0; z < depth; z += 1) {
    const own = voxels.of(bytes, start + z * width * height * voxels.bytes, width * height);
    const slice = storedSlice(Uint16Array.from(own), width, (isStored ? undefined : shown) ?? 'stored'); // its own inverse
    for (const [value, counts] of masksByValue(slice)) {
      const category = classes[value - 1];
      if (category === undefined)
        throw new SyntaxError(
          `${file.path} must hold no value above ${classes.length}, the number of classes, but holds ${value}. Give --classes.`,
        );
      const at = { kind: 'frame', frame: frameOf(z) } as const;
      objects.push({ unit, category, at, shape: { kind: 'mask', width, height, counts } });
    }
  }
  return objects.toSorted((one, other) => frameIn(one) - frameIn(other));
}

const frameIn = ({ at }: ReadObject): number => (at?.kind === 'frame' ? at.frame : 0);

function unpacked({ path, bytes }: Pick<FormatFile, 'path' | 'bytes'>): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (cause) {
    throw new SyntaxError(`${path} must be a gzip file of at most ${mostBytes} bytes, but is not.`, { cause });
  }
}

function headerOf(bytes: Buffer, path: string) {
  if (bytes.length < 348 || bytes.readInt32LE(0) !== 348 || bytes.toString('latin1', 344, 347) !== 'n+1')
    throw new SyntaxError(`${path} must be a NIfTI-1 file of little endian numbers, but is not.`);
  const [, x = 0, y = 0, z = 0] = [0, 1, 2, 3].map((index) => bytes.readInt16LE(40 + 2 * index));
  const voxels = numbers[bytes.readInt16LE(70)];
  const slope = bytes.readFloatLE(112);
  if (!voxels || (slope !== 0 && slope !== 1) || bytes.readFloatLE(116) !== 0)
    throw new SyntaxError(`${path} must be a label map of whole numbers that are what they are, but is not.`);
  const start = bytes.readFloatLE(108);
  if (bytes.length < start + x * y * z * voxels.bytes)
    throw new SyntaxError(`${path} must hold ${x} × ${y} × ${z} voxels, but ends before. Write the file again.`);
  return { size: [x, y, z] as const, start, voxels };
}
