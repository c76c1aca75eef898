import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../lib/label/label.ts';
import { MediaProblem } from '../../../lib/media/media-source.ts';
import { volumeFacts } from '../../../lib/media/volume.ts';
import { mediaFile, sourceOf, type WatchedSource, watchedFile } from '../../support/media-files.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const uid = '1.2.826.0.1.3680043.8.498';
const volume: Unit = { id: 'unit-1', name: 'brain', media: 'volume' };

/** What nibabel says of the files that it made. */
const affine = [
  [-0.859803, -0.323448, 0.073757, 12.5],
  [-0.265968, 1.04562, -0.238436, -30],
  [0, 0.109817, 2.48751, 7],
  [0, 0, 0, 1],
];

const rounded = (rows: readonly (readonly number[])[] = []) =>
  rows.map((row) => row.map((value) => Math.round(value * 1e6) / 1e6 + 0));
const expectNear = (rows: readonly (readonly number[])[] | undefined, expected: readonly (readonly number[])[]) => {
  for (const [row, values] of expected.entries()) {
    for (const [column, value] of values.entries()) expect(rows?.[row]?.[column]).toBeCloseTo(value, 4); // a quaternion of 32 bits
  }
};

/** A file in which qform alone counts, changed. */
const ofQform = (change: (file: Buffer) => void): Buffer => {
  const file = Buffer.from(mediaFile('both-forms.nii'));
  file.writeInt16LE(0, 254);
  change(file);
  return file;
};

describe('of a NIfTI file', () => {
  it.each([
    'nifti-1-sform.nii.gz',
    'nifti-2-sform.nii.gz',
    'nifti-1-qform.nii.gz',
    'nifti-2-qform.nii.gz',
    'both-forms.nii',
    'big-endian.nii',
  ])('%s is known what nibabel knows of where its voxels are', async (name) => {
    const { geometry, ...facts } = await volumeFacts([watchedFile(name)], volume);
    expect(facts).toEqual({ width: 6, height: 5, frames: 4 });
    expect(geometry?.size).toEqual([6, 5, 4]);
    expectNear(geometry?.affine, affine);
  });

  it.each([
    [
      'nifti-1-neither.nii.gz',
      'must say where its voxels are, by sform or qform, but has neither: left and right are not known',
    ],
    ['nifti-2-neither.nii.gz', 'must say where its voxels are, by sform or qform, but has neither'],
    ['four-dimensions.nii.gz', 'must be a volume of three dimensions, but is not'],
    ['micrometres.nii.gz', 'must count millimetres, but counts metres or micrometres'],
    ['moov-first.mp4', 'must be a NIfTI-1 or NIfTI-2 file, but is not'],
    ['zeros.nii.gz', 'must be a NIfTI-1 or NIfTI-2 file, but is not'],
  ])('%s is refused', async (name, message) => {
    await expect(volumeFacts([watchedFile(name)], volume)).rejects.toThrow(message);
  });

  it('are read a few kilobytes, however many it has and however many they would be', async () => {
    const source = watchedFile('zeros.nii.gz');
    await expect(volumeFacts([source], volume)).rejects.toThrow(MediaProblem);
    expect(source.reads).toEqual([
      [0, 132],
      [0, 4096],
    ]);
  });

  it('which is cut off within its header is refused', async () => {
    const bytes = mediaFile('nifti-1-sform.nii.gz').subarray(0, 60);
    await expect(volumeFacts([sourceOf(bytes)], volume)).rejects.toThrow(
      'must be a NIfTI-1 or NIfTI-2 file, but is not',
    );
  });

  it('whose distances are negative is where nibabel has it: they are lengths', async () => {
    const bytes = ofQform((file) => file.writeFloatLE(-2, 80));
    expectNear((await volumeFacts([sourceOf(bytes)], volume)).geometry?.affine, [
      [2, 0, 0, 0],
      [0, 2, 0, 0],
      [0, 0, 2, 0],
      [0, 0, 0, 1],
    ]);
  });

  it('whose quaternion is none of a rotation is refused', async () => {
    const bytes = ofQform((file) => file.writeFloatLE(1.1, 256));
    await expect(volumeFacts([sourceOf(bytes)], volume)).rejects.toThrow('must say where its voxels are');
  });

  it('which puts all its voxels into one place is refused', async () => {
    const bytes = Buffer.from(mediaFile('both-forms.nii')).fill(0, 280, 328);
    await expect(volumeFacts([sourceOf(bytes)], volume)).rejects.toThrow(
      'must give each voxel its own place, but gives many the same',
    );
  });

  it('which is of another size than the platform says is refused, with both', async () => {
    const source = watchedFile('nifti-1-sform.nii.gz');
    await expect(volumeFacts([source], { ...volume, width: 6, height: 4 })).rejects.toThrow(
      'The volume brain must be as large as the platform says, 6 × 4 × ?, but is 6 × 5 × 4.',
    );
  });
});

describe('of a series of DICOM', () => {
  const series = () => ['a', 'b', 'c', 'd'].map((name) => watchedFile(`series/${name}.dcm`));
  const known = (frame: number, number: number) => ({ ...volume, slices: [{ frame, id: `${uid}.4.${number}` }] });
  const inMillimetres = (direction: number, start: number) => [
    [-0.859803, 0.325072, 0, 12.5],
    [-0.265968, -1.05087, 0, -30.25],
    [0, 0, 2.5 * direction, start],
    [0, 0, 0, 1],
  ];

  it.each([
    ['upwards', known(0, 1), [1, 2, 3, 4], inMillimetres(1, 7)],
    ['downwards', known(1, 3), [4, 3, 2, 1], inMillimetres(-1, 14.5)],
  ])(
    'is known which slice is which frame where the platform says it of one: %s',
    async (_way, unit, order, expected) => {
      const { geometry, slices, ...facts } = await volumeFacts(series(), unit);
      expect(facts).toEqual({ width: 6, height: 5, frames: 4 });
      expect(slices).toEqual(order.map((number, frame) => ({ frame, id: `${uid}.4.${number}`, width: 6, height: 5 })));
      expect(rounded(geometry?.affine)).toEqual(expected);
      expect(geometry?.dicom).toEqual({
        studyUid: `${uid}.1`,
        seriesUid: `${uid}.2`,
        frameOfReferenceUid: `${uid}.3`,
        sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      });
    },
  );

  it('in one file the frames are those of the file', async () => {
    const { geometry, slices } = await volumeFacts([watchedFile('four-frames.dcm')], volume);
    expect(rounded(geometry?.affine)).toEqual(inMillimetres(-1, 14.5));
    expect(slices?.map(({ id }) => id)).toEqual(Array(4).fill(`${uid}.5`));
  });

  it.each([
    [
      'of which the platform says no slice',
      series,
      volume,
      'must say which file is which frame, but the platform does not',
    ],
    [
      'in another order than the platform says',
      series,
      known(0, 2),
      'must have its files in the order of the frames, but has them in another',
    ],
    [
      'with a slice that is missing in between',
      () => series().toSpliced(0, 1),
      known(0, 1),
      'must have slices at even distances, but has not',
    ],
    [
      'that is two',
      () => [...series(), sourceOf(replaced(mediaFile('series/a.dcm'), `${uid}.2\0`, `${uid}.9\0`))],
      known(0, 1),
      'must be of one series, but its files are of several: series/a.dcm and medium, for instance',
    ],
    [
      'with directions that are none',
      () => series().map((_, index) => sourceOf(replaced(mediaFile(`series/${'abcd'[index]}.dcm`), '0.955', '0.855'))),
      known(0, 1),
      'must have directions of length 1 at right angles',
    ],
    [
      'with a file that is none of it',
      () => [...series(), watchedFile('audio.wav')],
      known(0, 1),
      'must be a DICOM file with pixels',
    ],
    [
      'with a file that ends before its pixels',
      () => [sourceOf(mediaFile('series/a.dcm').subarray(0, 700))],
      volume,
      'must be a DICOM file with pixels, but its header cannot be read up to them',
    ],
  ])('%s is refused', async (_what, sources, unit, message) => {
    await expect(volumeFacts(sources(), unit)).rejects.toThrow(message);
    await expect(volumeFacts(sources(), unit)).rejects.toThrow(MediaProblem);
  });

  it('is the same where a file of it is deflated', async () => {
    const [first, ...others] = series();
    const shorter = sourceOf(deflated(mediaFile('series/a.dcm')));
    expect(await volumeFacts([shorter, ...others], known(0, 1))).toEqual(
      await volumeFacts([first as WatchedSource, ...others], known(0, 1)),
    );
  });

  it('is refused where a few kilobytes would be inflated to what fills the memory', async () => {
    const bomb = sourceOf(deflated(mediaFile('four-frames.dcm'), 40 * 1024 * 1024));
    expect(bomb.bytes).toBeLessThan(64 * 1024);
    await expect(volumeFacts([bomb], volume)).rejects.toThrow('its header cannot be read up to them');
  });

  it('says nothing of its patient', async () => {
    expect(mediaFile('series/a.dcm').toString('latin1')).toContain('Test^Anna');
    expect(JSON.stringify(await volumeFacts(series(), known(0, 1)))).not.toContain('Anna');
  });
});

const replaced = (bytes: Buffer, from: string, to: string): Buffer => {
  const copy = Buffer.from(bytes);
  copy.write(to, copy.indexOf(from), 'latin1');
  return copy;
};

/** The data set of a file, deflated, with a private element of zeros before it. */
function deflated(file: Buffer, zeros = 0): Buffer {
  const element = (group: number, number: number, kind: string, content: Buffer) => {
    const isLong = kind === 'OB';
    const header = Buffer.alloc(isLong ? 12 : 8);
    header.writeUInt16LE(group, 0);
    header.writeUInt16LE(number, 2);
    header.write(kind, 4, 'latin1');
    if (isLong) header.writeUInt32LE(content.length, 8);
    else header.writeUInt16LE(content.length, 6);
    return Buffer.concat([header, content]);
  };
  const dataSet = file.subarray(144 + file.readUInt32LE(140));
  const before = zeros === 0 ? Buffer.alloc(0) : element(7, 0x1001, 'OB', Buffer.alloc(zeros));
  const syntax = element(2, 0x10, 'UI', Buffer.from('1.2.840.10008.1.2.1.99'));
  return Buffer.concat([file.subarray(0, 132), syntax, deflateRawSync(Buffer.concat([before, dataSet]))]);
}

it('is facts or a problem of the medium, whatever is in the bytes', async () => {
  const files = ['nifti-2-sform.nii.gz', 'both-forms.nii', 'series/a.dcm', 'four-frames.dcm'].map(mediaFile);
  const change = fc.tuple(fc.nat({ max: 1600 }), fc.nat({ max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.array(change, { maxLength: 10 }), async (file, changes) => {
      const bytes = Buffer.from(file);
      for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
      const facts = await volumeFacts([sourceOf(bytes)], volume).catch((problem: unknown) => problem);
      if (facts instanceof Error) expect(facts).toBeInstanceOf(MediaProblem);
    }),
    { numRuns: propertyRuns(80) },
  );
});
