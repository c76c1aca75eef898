import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, gatherPieces } from '../../../../lib/formats/data-set.ts';
import nifti from '../../../../lib/formats/nifti/index.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import type { Label, Unit, VolumeGeometry } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { anyLabelOfVolumes, runsOf, withoutPixels } from '../../../support/labels-of-volumes.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, written } from '../pitfalls/written.ts';

const reader = await readerOf(nifti);

const geometry: VolumeGeometry = {
  size: [4, 3, 2],
  affine: [
    [-1, 0, 0, 10],
    [0, -1, 0, 20],
    [0, 0, 2.5, 30],
    [0, 0, 0, 1],
  ],
};
const dicom = { studyUid: '1.2', seriesUid: '1.3', frameOfReferenceUid: '1.4', sopClassUid: '1.5' };
const volume: Unit = { id: 'unit-1', name: 'brain.nii.gz', media: 'volume', width: 4, height: 3, frames: 2, geometry };
const series: Unit = { ...volume, geometry: { ...geometry, dicom } };

const onSlice = (frame: number, parts = {}) => anAnnotation({ at: { kind: 'frame', frame }, ...parts });
const corner = (frame: number) => onSlice(frame, { shape: box({ width: 2, height: 1 }) });
const labelOf = (unit: Unit, ...annotations: Label['annotations']) => aLabel({ units: [unit], annotations });

/** By the places of nifti1.h, which the format's own code has no part in. */
function mapIn(label: Label, options: object = { shown: 'stored' }) {
  const { files, omitted } = written('nifti', label, options);
  const [file] = files;
  if (!file) return { omitted, values: [] as number[], slices: [] as number[][], affine: [] as number[][] };
  const bytes = gunzipSync(file.bytes);
  const [x, y, z] = [bytes.readInt16LE(42), bytes.readInt16LE(44), bytes.readInt16LE(46)];
  const bits = bytes.readInt16LE(72);
  const values = Array.from({ length: x * y * z }, (_, voxel) =>
    bits === 8 ? bytes.readUInt8(352 + voxel) : bytes.readUInt16LE(352 + 2 * voxel),
  );
  const affine = [280, 296, 312].map((row) => [0, 4, 8, 12].map((column) => bytes.readFloatLE(row + column)));
  const slices = Array.from({ length: z }, (_, slice) => values.slice(slice * x * y, (slice + 1) * x * y));
  return { bytes, file, omitted, affine, values, slices };
}

const empty = Array(12).fill(0);

describe('a label map', () => {
  it('has the voxels of a slice where the label has its pixels: x the fastest, then y, then the slice', () => {
    const { slices } = mapIn(labelOf(volume, corner(1)));
    expect(slices).toEqual([empty, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
  });

  it('has the place of the source as sform, which readers take before anything else, and nothing as qform', () => {
    const { bytes, affine } = mapIn(labelOf(volume, corner(0)));
    expect([bytes?.readInt16LE(254), bytes?.readInt16LE(252)]).toEqual([1, 0]);
    expect(affine).toEqual(geometry.affine.slice(0, 3));
    expect([0, 1, 2, 3].map((index) => bytes?.readFloatLE(76 + 4 * index))).toEqual([1, 1, 1, 2.5]);
  });

  it('has 16 bits where the classes of the label need them, and never else', () => {
    const label = labelOf(volume, corner(0));
    const sizes = [253, 254].map((number) => {
      const { files } = nifti.write(
        label,
        { shown: 'stored', channel: 'image' },
        { classes: new Map([['car', number]]), labelName: 'l', document: {} },
      );
      const bytes = gunzipSync(files[0]?.bytes ?? Buffer.alloc(0));
      return [bytes.readInt16LE(70), bytes.length - 352, bytes[352]];
    });
    expect(sizes).toEqual([
      [2, 24, 254],
      [512, 48, 255],
    ]);
  });

  it('is the same bytes, also of the gzip header, which names no system and no time', () => {
    const { file } = mapIn(labelOf(volume, corner(0)));
    expect(Buffer.from(file?.bytes.subarray(0, 10) ?? []).toString('hex')).toBe('1f8b08000000000000ff');
  });

  it('of a series that is counted downwards goes upwards, as ITK stacks it, with each voxel where it was', () => {
    const [first, second, , last] = geometry.affine;
    const downwards = { ...geometry, dicom, affine: [first, second, [0, 0, -2.5, 32.5], last] } as VolumeGeometry;
    const { affine, slices } = mapIn(labelOf({ ...series, geometry: downwards }, corner(0)), {});
    expect(slices[0]).toEqual(empty);
    expect(slices[1]?.[0]).toBe(1);
    expect(affine).toEqual(geometry.affine.slice(0, 3)); // frame 0 is at 32.5 mm, as slice 1 is
  });

  it.each([
    ['stored', 0],
    ['mirrored-x', 2],
    ['mirrored-y', 8],
    ['turned', 10],
  ])('of a NIfTI file that is shown %s has a mark of the top left corner from voxel %i on', (shown, first) => {
    const { values } = mapIn(labelOf(volume, corner(0)), { shown });
    expect(values.indexOf(1)).toBe(first);
    expect(values.filter((value) => value === 1)).toHaveLength(2);
  });

  it('of a series of DICOM is as DICOM says, whatever is said of NIfTI files', () => {
    expect(mapIn(labelOf(series, corner(0)), { shown: 'turned' }).values.indexOf(1)).toBe(0);
  });
});

describe('a volume is left out, by name,', () => {
  it.each([
    [
      'of which nobody knows where it is',
      { ...volume, geometry: undefined },
      {},
      { code: 'geometry-unknown', unit: 'unit-1' },
    ],
    [
      'of a NIfTI file, where nobody says how it was shown',
      volume,
      {},
      { code: 'geometry-unknown', unit: 'unit-1', detail: 'option "shown"' },
    ],
  ])('%s', (_what, unit, options, omission) => {
    const { file, omitted } = mapIn(labelOf(unit as Unit), options);
    expect(file).toBeUndefined();
    expect(omitted).toEqual([omission]);
  });

  it('whose voxels are more than a file can count, as an error', () => {
    const large = {
      ...volume,
      width: 40_000,
      geometry: { ...geometry, size: [40_000, 3, 2] as [number, number, number] },
    };
    expect(() => mapIn(labelOf(large))).toThrow(
      'brain.nii.gz must have at most 2147483648 voxels, and 32767 a side, but has 40000 × 3 × 2.',
    );
  });
});

it('a thing between two key frames that the platform calls linear is painted, and its losses are reported once', () => {
  const deep: Unit = { ...volume, frames: 5, geometry: { ...geometry, size: [4, 3, 5] } };
  const drawn = [0, 4].map((frame) =>
    onSlice(frame, { id: `thing#${frame}`, track: 'thing', shape: box({ x: 3, width: 4, height: 1 }) }),
  );
  const tracks: Label['tracks'] = [
    { id: 'thing', unit: 'unit-1', frames: [{ start: 0, end: 5 }], interpolation: 'linear' },
  ];
  const { slices, omitted } = mapIn(aLabel({ units: [deep], annotations: drawn, tracks }));
  expect(slices.map((slice) => slice.indexOf(1))).toEqual([3, 3, 3, 3, 3]);
  expect(omitted.filter(({ code }) => code === 'outside-image').map(({ annotation }) => annotation)).toEqual([
    'thing#0',
    'thing#4',
  ]);
});

it('has the voxels of the masks of the label, whatever it is', () => {
  fc.assert(
    fc.property(anyLabelOfVolumes(), (label) => {
      const untracked = { ...label, tracks: [] };
      const { files, omitted } = written('nifti', untracked, { shown: 'stored' });
      const missing = withoutPixels(omitted);
      const paths = unitPaths(label.units);
      for (const unit of label.units) {
        const file = files.find(({ path }) => path === `labels/${paths.get(unit.id)}.nii.gz`);
        if (!file) continue;
        const bytes = gunzipSync(file.bytes);
        const { width = 0, height = 0, frames = 0 } = unit;
        const pixels = width * height;
        const expected = new Uint8Array(pixels * frames);
        const isDownwards = unit.geometry?.dicom && isLeftHanded(unit.geometry);
        for (const { id, at, shape, category, unit: on } of label.annotations) {
          if (on !== unit.id || at.kind !== 'frame' || !shape || missing.has(id)) continue;
          const slice = isDownwards ? frames - 1 - at.frame : at.frame;
          let place = slice * pixels;
          for (const [index, run] of runsOf(shape, { width, height }).entries()) {
            if (index % 2 === 1) expected.fill(category === 'liver' ? 1 : 2, place, place + run);
            place += run;
          }
        }
        expect(Buffer.compare(bytes.subarray(352), expected)).toBe(0);
        const facts = { classes: ['liver', 'tumour'], sizeOf: () => undefined, geometryOf: () => unit.geometry };
        const rebuilt = new Uint8Array(expected.length);
        for (const { at, shape, category } of reader.read(file, facts, { shown: 'stored' })) {
          if (at?.kind !== 'frame' || shape?.kind !== 'mask') throw new TypeError('A mask must lie on a slice.');
          let place = (isDownwards ? frames - 1 - at.frame : at.frame) * pixels;
          for (const [index, run] of shape.counts.entries()) {
            if (index % 2 === 1) rebuilt.fill(category === 'liver' ? 1 : 2, place, place + run);
            place += run;
          }
        }
        expect(Buffer.compare(rebuilt, expected)).toBe(0);
      }
    }),
    { numRuns: propertyRuns(15) },
  );
});

function isLeftHanded({ affine: [[a, b, c], [d, e, f], [g, h, i]] }: VolumeGeometry): boolean {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) < 0;
}

describe('a label map that is read back', () => {
  const classes = ['car'];
  const readWith = (label: Label, options: object, facts: object = {}) => {
    const [file] = written('nifti', label, options).files;
    return file && reader.read(file, { classes, sizeOf: () => undefined, ...facts }, nifti.Options.parse(options));
  };

  it.each(['stored', 'mirrored-x', 'mirrored-y', 'turned'])('lies as the platform showed it: %s', (shown) => {
    expect(readWith(labelOf(volume, corner(1)), { shown })).toEqual([
      {
        unit: 'brain',
        category: 'car',
        at: { kind: 'frame', frame: 1 },
        shape: { kind: 'mask', width: 4, height: 3, counts: [0, 2, 10] },
      },
    ]);
  });

  it('counts the slices of a series as the label does where it is known where the volume is, else as the file', () => {
    const [first, second, , last] = geometry.affine;
    const downwards = { ...geometry, dicom, affine: [first, second, [0, 0, -2.5, 32.5], last] } as VolumeGeometry;
    const label = labelOf({ ...series, geometry: downwards }, corner(0));
    expect(readWith(label, {}, { geometryOf: () => downwards })).toMatchObject([{ at: { frame: 0 } }]);
    expect(readWith(label, {})).toMatchObject([{ at: { frame: 1 } }]);
  });

  const changed = (change: (bytes: Buffer) => Buffer): Buffer => {
    const { bytes } = mapIn(labelOf(volume, corner(1)));
    return gzipSync(change(bytes ?? Buffer.alloc(0)));
  };
  const with16Bits = (place: number, value: number) =>
    changed((bytes) => {
      bytes.writeInt16LE(value, place);
      return bytes;
    });

  it.each([
    ['is not packed', Buffer.from('no map'), 'must be a gzip file'],
    ['is another format', gzipSync(Buffer.from('no map')), 'must be a NIfTI-1 file'],
    ['holds broken numbers', with16Bits(70, 16), 'must be a label map of whole numbers'],
    ['ends too soon', changed((bytes) => bytes.subarray(0, -1)), 'must hold 4 × 3 × 2 voxels'],
    ['holds a class that there is not', with16Bits(352, 9), 'must hold no value above 1'],
  ])('is refused where it %s', (_what, bytes, message) => {
    const file = { path: 'labels/brain.nii.gz', bytes };
    expect(() => reader.read(file, { classes, sizeOf: () => undefined }, {})).toThrow(message);
  });

  it('may hold signed numbers of 16 bits, as what nnU-Net predicts does', () => {
    const bytes = changed((map) => {
      const signed = Buffer.alloc(352 + 2 * 24);
      map.copy(signed, 0, 0, 352);
      signed.writeInt16LE(4, 70);
      signed.writeInt16LE(1, 352 + 2 * 23);
      return signed;
    });
    const facts = { classes, sizeOf: () => undefined };
    expect(reader.read({ path: 'labels/brain.nii.gz', bytes }, facts, {})).toMatchObject([
      { at: { frame: 1 }, shape: { counts: [11, 1] } },
    ]);
  });
});

describe('the files of a data set', () => {
  const twoVolumes = aLabel({
    categories: [{ name: 'car', kind: 'object' }],
    units: [
      { ...series, id: 'a', name: 'clinic/ct-1' },
      { ...series, id: 'b', name: 'clinic/ct-2' },
    ],
  });
  const filesOf = async (splits: readonly string[], splitOf: (unit: string) => string | undefined, names = ['car']) => {
    const options = nifti.Options.parse({ channel: 'CT' });
    const { pieces = [] } = nifti.write(twoVolumes, options, {
      classes: new Map([['car', 0]]),
      labelName: 'l',
      document: {},
      dataSet: { splitOf },
    });
    const whole = nifti.whole({ classes: names.map((name, number) => ({ name, number })), splits }, options);
    const fragments = gatherPieces(whole)(pieces);
    const texts = whole.map(async (file) => {
      const read = ({ stream }: { stream: string }) =>
        fragments.filter((kept) => kept.file === file.path && kept.stream === stream).map(({ text }) => text);
      let text = '';
      for await (const chunk of assemble(file, { batches: 1, read })) text += chunk;
      return [file.path, JSON.parse(text)] as const;
    });
    return Object.fromEntries(await Promise.all(texts));
  };

  it('say to nnU-Net how many volumes there are, and where', async () => {
    const { 'dataset.json': dataset } = await filesOf([], () => undefined);
    expect(dataset).toEqual({
      channel_names: { 0: 'CT' },
      labels: { background: 0, car: 1 },
      file_ending: '.nii.gz',
      dataset: {
        'clinic%2Fct-1': { images: ['images/clinic/ct-1'], label: 'labels/clinic/ct-1.nii.gz' },
        'clinic%2Fct-2': { images: ['images/clinic/ct-2'], label: 'labels/clinic/ct-2.nii.gz' },
      },
      numTraining: 2,
    });
  });

  it('list each split for MONAI, and what is trained on alone for nnU-Net', async () => {
    const splits = ['train', 'val', 'holdout'];
    const { 'dataset.json': dataset, 'datalist.json': datalist } = await filesOf(splits, (unit) =>
      unit === 'a' ? 'train' : 'holdout',
    );
    expect(datalist).toEqual({
      labels: { 0: 'background', 1: 'car' },
      training: [{ image: 'images/clinic/ct-1', label: 'labels/clinic/ct-1.nii.gz' }],
      validation: [],
      holdout: [{ image: 'images/clinic/ct-2', label: 'labels/clinic/ct-2.nii.gz' }],
    });
    expect([Object.keys(dataset.dataset), dataset.numTraining]).toEqual([['clinic%2Fct-1'], 1]);
  });

  it('keep 0 for the background, also where a class is called so', async () => {
    const { 'dataset.json': dataset } = await filesOf([], () => undefined, ['background', 'car']);
    expect(dataset.labels).toEqual({ background: 0, 'background (class 0)': 1, car: 2 });
  });
});
