import dicomParser, { type DataSet } from 'dicom-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import dicomSeg from '../../../../lib/formats/dicom-seg/index.ts';
import { decimalString, encodePart10 } from '../../../../lib/formats/dicom-seg/part10.ts';
import type { FormatFile } from '../../../../lib/formats/format.ts';
import type { Label, Unit, VolumeGeometry } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { anyLabelOfVolumes, runsOf, withoutPixels } from '../../../support/labels-of-volumes.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, written } from '../pitfalls/written.ts';

const reader = await readerOf(dicomSeg);

const geometry: VolumeGeometry = {
  size: [5, 3, 2],
  affine: [
    [-1, 0, 0, 10],
    [0, -0.5, 0, 20],
    [0, 0, 2.5, 30],
    [0, 0, 0, 1],
  ],
  dicom: { studyUid: '1.2', seriesUid: '1.3', frameOfReferenceUid: '1.4', sopClassUid: '1.5' },
};
const series: Unit = {
  id: 'unit-1',
  name: 'ct',
  media: 'volume',
  frames: 2,
  geometry,
  slices: [
    { frame: 0, id: '1.6.1' },
    { frame: 1, id: '1.6.2' },
  ],
};
const onSlice = (frame: number, parts = {}) =>
  anAnnotation({ at: { kind: 'frame', frame }, shape: box({ width: 2, height: 1 }), ...parts });
const labelOf = (parts: Partial<Label>) => aLabel({ units: [series], ...parts });

function readBack(label: Label) {
  const { files, omitted } = written('dicom-seg', label);
  const [file] = files;
  return { omitted, file, header: file && dicomParser.parseDicom(file.bytes) };
}

const items = (header: DataSet | undefined, tag: string): DataSet[] =>
  (header?.elements[tag]?.items ?? []).map(({ dataSet }) => dataSet as DataSet);
const within = (header: DataSet | undefined, ...tags: string[]): DataSet | undefined =>
  tags.reduce<DataSet | undefined>((place, tag) => items(place, tag)[0], header);

/** One text of `.` and `#` a frame, by its bits. */
function framesIn(header: DataSet | undefined): string[] {
  const data = header?.elements.x7fe00010;
  const [columns, rows, frames] = [
    header?.uint16('x00280011') ?? 0,
    header?.uint16('x00280010') ?? 0,
    Number(header?.string('x00280008')),
  ];
  const bit = (place: number) => ((header?.byteArray[(data?.dataOffset ?? 0) + (place >> 3)] ?? 0) >> (place & 7)) & 1;
  return Array.from({ length: frames }, (_, frame) =>
    Array.from({ length: columns * rows }, (_pixel, pixel) =>
      bit(frame * columns * rows + pixel) === 1 ? '#' : '.',
    ).join(''),
  );
}

const group = (header: DataSet | undefined, frame: number) => items(header, 'x52009230')[frame];

describe('a DICOM segmentation', () => {
  it('has the pixels of each slice, one bit after the other also where a frame does not end with a byte', () => {
    const { header } = readBack(
      labelOf({ annotations: [onSlice(0), onSlice(1, { id: 'b', shape: box({ x: 4, y: 2, width: 1, height: 1 }) })] }),
    );
    expect(framesIn(header)).toEqual(['##.............', '..............#']);
  });

  it('says of each frame its segment, its place in the patient and its source image', () => {
    const { header } = readBack(labelOf({ annotations: [onSlice(1)] }));
    const frame = group(header, 0);
    expect(within(frame, 'x0062000a')?.uint16('x0062000b')).toBe(1);
    expect(within(frame, 'x00209113')?.string('x00200032')).toBe('-10\\-20\\32.5');
    const source = within(frame, 'x00089124', 'x00082112');
    expect([source?.string('x00081150'), source?.string('x00081155'), source?.string('x00081160')]).toEqual([
      '1.5',
      '1.6.2',
      undefined,
    ]);
    expect(within(header, 'x52009229', 'x00209116')?.string('x00200037')).toBe('1\\0\\0\\0\\1\\0');
    const measures = within(header, 'x52009229', 'x00289110');
    expect([measures?.string('x00280030'), measures?.string('x00180088')]).toEqual(['0.5\\1', '2.5']);
  });

  it('is of the study and the frame of reference of its source, and of nobody by name', () => {
    const { header } = readBack(labelOf({ annotations: [onSlice(0)] }));
    expect([header?.string('x0020000d'), header?.string('x00200052')]).toEqual(['1.2', '1.4']);
    expect(within(header, 'x00081115')?.string('x0020000e')).toBe('1.3');
    expect(['x00100010', 'x00100020', 'x00100030', 'x00080020'].map((tag) => header?.elements[tag]?.length)).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('names the frame of its source where one file holds all slices', () => {
    const slices = [0, 1].map((frame) => ({ frame, id: '1.6' }));
    const { header } = readBack(labelOf({ units: [{ ...series, slices }], annotations: [onSlice(1)] }));
    const source = within(group(header, 0), 'x00089124', 'x00082112');
    expect([source?.string('x00081155'), source?.string('x00081160')]).toEqual(['1.6', '2']);
  });

  it('has the segments of the classes from 1 in the order of their numbers; one that is drawn nowhere has an empty frame', () => {
    const categories: Label['categories'] = [
      { name: 'liver', kind: 'object' },
      { name: 'car', kind: 'object' },
    ];
    const { header } = readBack(labelOf({ categories, annotations: [onSlice(1)] }));
    const segments = items(header, 'x00620002').map((one) => [
      one.uint16('x00620004'),
      one.string('x00620005'),
      within(one, 'x0062000f')?.string('x00080100'),
    ]);
    expect(segments).toEqual([
      [1, 'liver', 'class-0'],
      [2, 'car', 'class-1'],
    ]);
    expect(framesIn(header)).toEqual(['...............', '##.............']);
  });

  it.each([
    [0, 'YES'],
    [2, 'NO'],
  ])('with objects of two classes that begin at 0 and at %i pixels says of overlap: %s', (x, overlap) => {
    const categories: Label['categories'] = [
      { name: 'liver', kind: 'object' },
      { name: 'car', kind: 'object' },
    ];
    const annotations = [
      onSlice(0),
      onSlice(0, { id: 'b', category: 'liver', shape: box({ x, width: 2, height: 1 }) }),
    ];
    expect(readBack(labelOf({ categories, annotations })).header?.string('x00620013')).toBe(overlap);
  });

  it('has one UID for what is the same, and another for what is not', () => {
    const uids = [
      labelOf({ annotations: [onSlice(0)] }),
      labelOf({ annotations: [onSlice(0)] }),
      labelOf({ annotations: [onSlice(1)] }),
    ].map((label) => {
      const { header } = readBack(label);
      return [header?.string('x0020000e'), header?.string('x00080018')];
    });
    const [[series, first] = [], second, [otherSeries, other] = []] = uids;
    expect(second).toEqual([series, first]);
    expect(otherSeries).toBe(series);
    expect(other).not.toBe(first);
    for (const uid of [series, first, other]) expect(uid).toMatch(/^2\.25\.[1-9]\d{30,38}$/);
  });

  it('has a name without what parts two values, and says so', () => {
    const name = `Tumor\\Kern ${'x'.repeat(80)}`;
    const { header, omitted } = readBack(
      labelOf({ categories: [{ name, kind: 'object' }], annotations: [onSlice(0, { category: name })] }),
    );
    expect(items(header, 'x00620002')[0]?.string('x00620005')).toBe(`Tumor_5cKern ${'x'.repeat(50)}`);
    expect(omitted).toEqual([{ code: 'name-changed', unit: 'unit-1', detail: 'category' }]);
  });
});

describe('a volume is left out, by name,', () => {
  const { geometry: _, ...without } = series;
  const { dicom: _dicom, ...place } = geometry;
  it.each([
    ['no geometry', without],
    ['not a DICOM series', { ...series, geometry: place }],
    ['no UID of a slice', { ...series, slices: [{ frame: 1, id: '1.6.2' }] }],
  ])('with %s', (detail, unit) => {
    const { file, omitted } = readBack(labelOf({ units: [unit] }));
    expect(file).toBeUndefined();
    expect(omitted).toEqual([{ code: 'geometry-unknown', unit: 'unit-1', detail }]);
  });

  it('with no class that a segment could be of', () => {
    const { file, omitted } = readBack(labelOf({ categories: [] }));
    expect(file).toBeUndefined();
    expect(omitted).toEqual([{ code: 'unit-left-out', unit: 'unit-1', detail: 'no object category' }]);
  });
});

it('has the pixels of the masks of the label, whatever it is', () => {
  fc.assert(
    fc.property(anyLabelOfVolumes(), (label) => {
      const { header, file, omitted } = readBack({ ...label, tracks: [] });
      if (!header) return;
      const missing = withoutPixels(omitted);
      const expected = new Map<string, string>();
      const [unit] = label.units;
      for (const { id, at, shape, category, unit: on } of label.annotations) {
        if (on !== unit?.id || at.kind !== 'frame' || !shape || missing.has(id)) continue;
        const key = `${category === 'liver' ? 1 : 2} ${unit.slices?.[at.frame]?.id}`;
        const runs = runsOf(shape, { width: 24, height: 18 });
        const mask = runs.map((run, index) => (index % 2 === 1 ? '#' : '.').repeat(run)).join('');
        const before = expected.get(key);
        expected.set(key, before ? mask.replace(/[.]/g, (_pixel, place: number) => before[place] ?? '.') : mask);
      }
      const found = framesIn(header).map((pixels, frame) => {
        const segment = within(group(header, frame), 'x0062000a')?.uint16('x0062000b');
        const source = within(group(header, frame), 'x00089124', 'x00082112')?.string('x00081155');
        return [`${segment} ${source}`, pixels] as const;
      });
      const hasPixels = ([, mask]: readonly [string, string]) => mask.includes('#');
      expect(new Map(found.filter(hasPixels))).toEqual(new Map([...expected].filter(hasPixels)));
      const facts = { classes: ['liver', 'tumour'], sizeOf: () => undefined };
      const read = reader.read(file as FormatFile, facts, {});
      const masks = read.map(({ at, shape, category }): [string, string] => {
        if (at?.kind !== 'frame' || shape?.kind !== 'mask') throw new TypeError('A mask must lie on a slice.');
        const mask = shape.counts.map((run, index) => (index % 2 === 1 ? '#' : '.').repeat(run)).join('');
        return [`${category === 'liver' ? 1 : 2} ${unit?.slices?.[at.frame]?.id}`, mask];
      });
      expect(new Map(masks)).toEqual(new Map([...expected].filter(hasPixels)));
    }),
    { numRuns: propertyRuns(15) },
  );
});

describe('a segmentation that is read back', () => {
  const facts = { classes: ['car'], sizeOf: () => undefined };
  const pathOf = (bytes: Uint8Array) => ({ path: 'segmentations/ct.dcm', bytes });

  it('has the frame of its source where one file holds all slices', () => {
    const slices = [0, 1].map((frame) => ({ frame, id: '1.6' }));
    const { file } = readBack(labelOf({ units: [{ ...series, slices }], annotations: [onSlice(1)] }));
    expect(reader.read(file as FormatFile, facts, {})).toEqual([
      {
        unit: 'ct',
        category: 'car',
        at: { kind: 'frame', frame: 1 },
        shape: { kind: 'mask', width: 5, height: 3, counts: [0, 2, 13] },
      },
    ]);
  });

  it('is refused where it is none, and where it ends before its pixels do', () => {
    const { file } = readBack(labelOf({ annotations: [onSlice(1)] }));
    expect(() => reader.read(pathOf(Buffer.from('no segmentation')), facts, {})).toThrow('must be a DICOM file');
    const none = encodePart10('1.2', '1.3', [{ tag: 0x00620001, vr: 'CS', value: 'FRACTIONAL' }]);
    expect(() => reader.read(pathOf(none), facts, {})).toThrow('must have binary pixels');
    const short = file?.bytes.subarray(0, -2) ?? Buffer.alloc(0);
    expect(() => reader.read(pathOf(short), facts, {})).toThrow(SyntaxError);
  });
});

it.each([
  [0.1 + 0.2, '0.3'],
  [-123.45678901234567, '-123.45678901235'],
  [1 / 3, '0.33333333333333'],
  [-1e-7 / 3, '-3.3333333333e-8'],
  [30, '30'],
])('the decimal string of %d has at most 16 characters: %s', (value, text) => {
  expect(decimalString(value)).toBe(text);
  expect(text.length).toBeLessThanOrEqual(16);
});

it('a file has its elements in the order of their tags, or is none', () => {
  const element = (tag: number) => ({ tag, vr: 'US', value: 1 }) as const;
  expect(() => encodePart10('1.2', '1.3', [element(0x00280011), element(0x00280010)])).toThrow(
    'The tag 280010 must come later.',
  );
});
