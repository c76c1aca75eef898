import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import yolo from '../../../../lib/formats/yolo/index.ts';
import type { Label, Ring, Shape, ShapeOf, Unit } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel, pixels } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const classesOf = (label: Label) =>
  new Map(label.categories.filter(({ kind }) => kind === 'object').map(({ name }, number) => [name, number]));

function written(label: Label, classes = classesOf(label), options: object = {}) {
  const { files, omitted } = yolo.write(label, yolo.Options.parse(options), {
    classes,
    labelName: 'label',
    document: {},
  });
  const rows = files.map(({ bytes }) => Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1));
  const leftOut = omitted.filter(({ code }) => code === 'unit-left-out').map(({ unit }) => unit);
  return { files, rows, leftOut, omitted: omitted.filter(({ code }) => code !== 'unit-left-out') };
}

const box = (parts: Partial<ShapeOf<'box'>>) =>
  ({ kind: 'box', x: 0, y: 0, width: 10, height: 10, rotationDegrees: 0, ...parts }) as const;

const oneBox = (parts: Partial<ShapeOf<'box'>>, size = { width: 200, height: 100 }) =>
  written(
    aLabel({
      units: [{ id: 'unit-1', name: '1.jpg', media: 'image', ...size }],
      annotations: [anAnnotation({ shape: box(parts) })],
    }),
  );

describe('a YOLO row', () => {
  it('is of the box that was drawn around a skeleton, or of that around its labelled keypoints', () => {
    const keypoints = [
      { name: 'nose', x: 30, y: 20, visibility: 2 as const },
      { name: 'hand', x: 50, y: 30, visibility: 1 as const },
      { name: 'foot', x: 0, y: 0, visibility: 0 as const },
    ];
    const { kind: _, ...drawn } = box({ x: 20, y: 10, width: 40, height: 20 });
    const label = aLabel({
      units: [{ id: 'unit-1', name: '1.jpg', media: 'image', width: 200, height: 100 }],
      annotations: [
        anAnnotation({ id: 'a', shape: { kind: 'skeleton', keypoints, box: drawn } }),
        anAnnotation({ id: 'b', shape: { kind: 'skeleton', keypoints } }),
        anAnnotation({ id: 'c', shape: { kind: 'skeleton', keypoints: keypoints.slice(0, 1) } }),
      ],
    });
    const { rows, omitted } = written(label);
    expect(rows).toEqual([['0 0.2 0.2 0.2 0.2', '0 0.2 0.25 0.1 0.1']]);
    const lost = { code: 'keypoint-not-held', detail: 'skeleton', unit: 'unit-1' };
    expect(omitted).toEqual([
      { ...lost, annotation: 'a' },
      { ...lost, annotation: 'b' },
      { code: 'no-area', unit: 'unit-1', annotation: 'c' },
    ]);
    const ofBoxes = written(label, undefined, { shapes: 'boxes' });
    expect(ofBoxes.rows).toEqual([['0 0.2 0.2 0.2 0.2']]);
    expect(ofBoxes.omitted).toEqual([
      { ...lost, annotation: 'a' },
      { code: 'shape-not-held', detail: 'skeleton', unit: 'unit-1', annotation: 'b' },
      { code: 'shape-not-held', detail: 'skeleton', unit: 'unit-1', annotation: 'c' },
    ]);
  });

  const triangle: Ring = [
    [20, 10],
    [60, 10],
    [60, 30],
  ];
  const outline = 'outline-not-held';
  it.each<[string, Shape, string[], string[]]>([
    ['a polygon', { kind: 'polygon', polygons: [[triangle]] }, ['0 0.2 0.2 0.2 0.2'], [outline]],
    [
      'a polygon over the edge: what is inside',
      { kind: 'polygon', polygons: [[triangle.map(([x, y]): [number, number] => [x + 160, y])]] },
      ['0 0.95 0.15 0.1 0.1'],
      ['outside-image', outline],
    ],
    ['a polygon that is all hole', { kind: 'polygon', polygons: [[triangle, triangle]] }, [], ['no-area']],
    [
      'an ellipse',
      { kind: 'ellipse', x: 40, y: 20, radiusX: 20, radiusY: 10, rotationDegrees: 0 },
      ['0 0.2 0.2 0.2 0.2'],
      [outline],
    ],
    [
      'a mask',
      { kind: 'mask', width: 200, height: 100, counts: [2020, 40, 160, 1, 17_779] },
      ['0 0.2 0.11 0.2 0.02'],
      [outline],
    ],
    ['a mask without pixels', { kind: 'mask', width: 200, height: 100, counts: [20_000] }, [], ['no-area']],
    [
      'a closed path',
      { kind: 'path', closed: true, vertices: triangle.map(([x, y]) => ({ x, y })) },
      ['0 0.2 0.2 0.2 0.2'],
      [outline],
    ],
    [
      'an open path',
      { kind: 'path', closed: false, vertices: triangle.map(([x, y]) => ({ x, y })) },
      [],
      ['shape-not-held'],
    ],
  ])('is of the upright box around what the image shows of %s', (_what, shape, rows, codes) => {
    const label = aLabel({
      units: [{ id: 'unit-1', name: '1.jpg', media: 'image', width: 200, height: 100 }],
      annotations: [anAnnotation({ shape })],
    });
    const { rows: found, omitted } = written(label);
    expect(found).toEqual(rows.length > 0 ? [rows] : []); // else the image is left out
    expect(omitted.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['the only pixel of an image', { width: 1, height: 1 }, { width: 1, height: 1 }, '0 0.5 0.5 1 1'],
    ['a box inside', { x: 20, y: 10, width: 40, height: 20 }, undefined, '0 0.2 0.2 0.2 0.2'],
    ['a box over the edge: what is inside', { x: 180, y: 90, width: 40, height: 40 }, undefined, '0 0.95 0.95 0.1 0.1'],
    [
      'the upright box around a turned one',
      { x: 95, y: 40, width: 10, height: 20, rotationDegrees: 90 },
      undefined,
      '0 0.5 0.5 0.1 0.1',
    ],
    [
      'a small box without an exponent',
      { x: 0, y: 0, width: 0.0001, height: 100 },
      undefined,
      '0 0.00000025 0.5 0.0000005 1',
    ],
  ])('is of %s', (_what, parts, size, row) => {
    expect(oneBox(parts, size).rows).toEqual([[row]]);
  });

  it.each([
    ['a box beside the image', { x: 300 }, 'outside-image'],
    ['a box that touches the image from outside', { x: 200 }, 'outside-image'],
    [
      'a turned box of which only the upright one around it reaches the image',
      { x: 199, y: 99, rotationDegrees: 45 },
      'outside-image',
    ],
    ['a box without width', { width: 0 }, 'no-area'],
    ['a turned box without height', { x: 20, y: 20, height: 0, rotationDegrees: 33 }, 'no-area'],
  ])('is not written of %s, and that is reported', (_what, parts, code) => {
    const { rows, omitted, leftOut } = oneBox(parts);
    expect(rows).toEqual([]);
    expect(leftOut).toEqual(['unit-1']);
    expect(omitted).toEqual([{ code, unit: 'unit-1', annotation: 'annotation-1' }]);
  });

  it('is written twice when two boxes are equal: which of them counts is for the reader to say', () => {
    const twins = ['a', 'b'].map((id) => anAnnotation({ id }));
    expect(written(aLabel({ annotations: twins })).rows[0]).toHaveLength(2);
  });

  it('has the number that the class map gives, not the order of the label', () => {
    const label = aLabel({ annotations: [anAnnotation()] });
    expect(
      written(
        label,
        new Map([
          ['bus', 0],
          ['car', 7],
        ]),
      ).rows[0]?.[0],
    ).toMatch(/^7 /);
  });

  it('is refused for a category that the class map lacks', () => {
    expect(() => written(aLabel({ annotations: [anAnnotation()] }), new Map())).toThrow(/class map lacks/);
  });
});

/** A decimal of at most nine places as a whole number of billionths: no rounding in the test. */
function billionths(text: string): bigint {
  expect(text).toMatch(/^(0|1|0\.\d{0,8}[1-9])$/);
  const [whole = '', places = ''] = text.split('.');
  return BigInt(whole + places.padEnd(9, '0'));
}

describe('for any label', () => {
  const anyNumber = fc.double({ min: -1e7, max: 1e7, noNaN: true });
  const near = pixels({ min: -300, max: 300 });
  const extent = fc.double({ min: 0, max: 1e7, noNaN: true });
  const side = fc.integer({ min: 1, max: 100_000 });
  const anyBox = fc.oneof(
    fc.record({
      x: near,
      y: near,
      width: pixels({ min: 0, max: 300 }),
      height: pixels({ min: 0, max: 300 }),
      rotationDegrees: near,
    }),
    fc.record({ x: anyNumber, y: anyNumber, width: extent, height: extent, rotationDegrees: anyNumber }),
  );

  it('every row lies inside the image, to the last decimal, or the box is reported', () => {
    fc.assert(
      fc.property(anyBox, side, side, (parts, width, height) => {
        const { rows, omitted } = oneBox(parts, { width, height });
        const row = rows[0]?.[0];
        if (row === undefined) {
          expect(omitted).toHaveLength(1);
          expect(omitted[0]?.code).toMatch(/^(outside-image|no-area)$/);
          expect(omitted[0]?.detail).toBeUndefined();
          return;
        }
        const [, xCentre = 0n, yCentre = 0n, boxWidth = 0n, boxHeight = 0n] = row.split(' ').map(billionths);
        for (const [centre, whole] of [
          [xCentre, boxWidth],
          [yCentre, boxHeight],
        ] as const) {
          expect(whole).toBeGreaterThan(0n);
          expect(2n * centre - whole).toBeGreaterThanOrEqual(0n);
          expect(2n * centre + whole).toBeLessThanOrEqual(2_000_000_000n);
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  it('every object with a box around it is a row or is reported, and every unit that is sized or has none has its file', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const { rows, omitted, leftOut } = written(label);
        const boxesOf = (unit: Unit) =>
          label.annotations.filter((any) => any.unit === unit.id && /^(box|polygon|mask)$/.test(any.shape?.kind ?? ''));
        const isWritten = (unit: Unit) => unit.width !== undefined || boxesOf(unit).length === 0;
        const writtenUnits = label.units.filter((unit) => isWritten(unit) && !leftOut.includes(unit.id));
        expect(rows).toHaveLength(writtenUnits.length);
        for (const [index, unit] of writtenUnits.entries()) {
          const boxes = boxesOf(unit);
          const dropped = omitted.filter(
            ({ unit: on, code, detail }) =>
              on === unit.id && detail === undefined && (code === 'no-area' || code === 'outside-image'),
          );
          expect(rows[index]?.length).toBe(boxes.length - dropped.length);
        }
        const unsized = omitted.filter(({ code }) => code === 'size-unknown').map(({ unit }) => unit);
        expect(unsized).toEqual(label.units.filter((unit) => !isWritten(unit)).map(({ id }) => id));
      }),
    );
  });
});

it.each([
  ['1.jpg', 'labels/1.txt'],
  ['batch-1/images/1.jpg', 'images/batch-1/labels/1.txt'],
  ['images/images/1.jpg', 'images/images/labels/1.txt'],
  ['batch-1/images', 'labels/batch-1/images.txt'],
  ['batch-1/Images/my images/1.jpg', 'labels/batch-1/Images/my images/1.txt'],
])('the label of images/%s is where Ultralytics looks for it: %s', (name, path) => {
  const label = aLabel({ units: [{ id: 'unit-1', name, media: 'image', width: 640, height: 480 }] });
  expect(written(label).files.map((file) => file.path)).toEqual([path]);
});

it('is left out, and reported, where Ultralytics looks for the labels of two units in one file', () => {
  const units = ['images/labels/y.jpg', 'labels/images/y.jpg'].map(
    (name): Unit => ({ id: name, name, media: 'image', width: 640, height: 480 }),
  );
  const { files, leftOut } = written(aLabel({ units, annotations: [] }));
  expect(files.map(({ path }) => path)).toEqual(['images/labels/labels/y.txt']);
  expect(leftOut).toEqual(['labels/images/y.jpg']);
});

it('is not in a list of pictures under a name that is an ending alone, for which Ultralytics finds no label', () => {
  const units = ['.jpg', 'street/.png', '.hidden.jpg'].map(
    (name): Unit => ({ id: name, name, media: 'image', width: 640, height: 480 }),
  );
  const { pieces, omitted } = yolo.write(aLabel({ units, annotations: [] }), yolo.Options.parse({}), {
    ...{ classes: new Map(), labelName: 'label', document: {} },
    dataSet: { splitOf: () => 'train' },
  });
  expect(pieces).toMatchObject([{ text: './images/.hidden.jpg\n' }]);
  const detail = 'a name that is an ending alone';
  expect(omitted).toMatchObject([
    { unit: '.jpg', detail },
    { unit: 'street/.png', detail },
  ]);
});

it('is an empty file for a unit without boxes, whose size nobody said', () => {
  const negative = aLabel({ units: [{ id: 'unit-1', name: '1.jpg', media: 'image' }], annotations: [] });
  expect(written(negative)).toMatchObject({ rows: [[]], omitted: [] });
});

describe('data.yaml', () => {
  const dataYaml = (classes: string[]) =>
    Buffer.from(yolo.collect(classes, yolo.Options.parse({}))[0]?.bytes ?? []).toString('utf8');

  it('numbers the classes, each a double-quoted string whatever is in it', () => {
    expect(dataYaml(['car', 'no', 'it\'s "quoted": #1\n\u0085\u2028'])).toBe(
      'train: images\nval: images\nnames:\n  0: "car"\n  1: "no"\n  2: "it\'s \\"quoted\\": #1\\n\\u0085\\u2028"\n',
    );
  });

  it('has an empty map for a project that has no class yet', () => {
    expect(dataYaml([])).toBe('train: images\nval: images\nnames: {}\n');
  });
});
