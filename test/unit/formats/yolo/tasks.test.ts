import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orientedBox } from '../../../../lib/formats/oriented-box.ts';
import yolo from '../../../../lib/formats/yolo/index.ts';
import { hull, ringArea } from '../../../../lib/label/geometry.ts';
import type { Label, Ring, Shape } from '../../../../lib/label/label.ts';
import { maskArea } from '../../../../lib/label/mask.ts';
import { rasterise } from '../../../../lib/label/rasterise.ts';
import { aLabel, anAnnotation, anyLabel, pixels } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const size = { width: 200, height: 100 };

function rowsOf(shapes: readonly Shape[], options: object, categories?: Label['categories']) {
  const label = aLabel({
    units: [{ id: 'unit-1', name: '1.jpg', media: 'image', ...size }],
    annotations: shapes.map((shape, index) => anAnnotation({ id: `a${index}`, shape })),
    ...(categories ? { categories } : {}),
  });
  const context = { classes: new Map([['car', 0]]), labelName: 'label', document: {} };
  const { files, omitted } = yolo.write(label, yolo.Options.parse(options), context);
  const rows = files.flatMap(({ bytes }) => Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1));
  return { rows, files, omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')) };
}

const ringOf = (row = ''): Ring => {
  const [, ...shares] = row.split(' ').map(Number);
  return Array.from({ length: shares.length / 2 }, (_, index) => [
    (shares[2 * index] ?? 0) * size.width,
    (shares[2 * index + 1] ?? 0) * size.height,
  ]);
};

const box = (x: number, y: number, width: number, height: number, rotationDegrees = 0) =>
  ({ kind: 'box', x, y, width, height, rotationDegrees }) as const;
const square = (x: number, y: number, side: number): Ring => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];

describe('a row of the task segment', () => {
  it('is one ring of a polygon with a hole and of several parts, with exactly their pixels', () => {
    const polygons = [[square(10, 10, 40), square(20, 20, 10)], [square(100, 10, 20)]];
    const { rows, omitted } = rowsOf([{ kind: 'polygon', polygons }], { task: 'segment' });
    expect(rows).toHaveLength(1);
    expect(rasterise([[ringOf(rows[0])]], size)).toEqual(rasterise(polygons, size));
    expect(omitted).toEqual([]);
  });

  it.each<[string, Ring[][]]>([
    ['parts overlap', [[square(10, 10, 40)], [square(30, 30, 40)]]],
    ['a hole reaches out of its polygon', [[square(10, 10, 40), square(30, 30, 40)]]],
  ])('has the pixels of the object where %s', (_what, polygons) => {
    const { rows } = rowsOf([{ kind: 'polygon', polygons }], { task: 'segment' });
    expect(rasterise([[ringOf(rows[0])]], size)).toEqual(rasterise(polygons, size));
  });

  it('is left out, and reported, of a polygon that is all hole and of a mask without pixels', () => {
    const empty: Shape = { kind: 'mask', ...size, counts: [20_000] };
    const hole: Shape = { kind: 'polygon', polygons: [[square(10, 10, 40), square(10, 10, 40)]] };
    const { rows, omitted } = rowsOf([hole, empty], { task: 'segment' });
    expect(rows).toEqual([]);
    expect(omitted).toEqual(['no-area', 'no-area', 'unit-left-out: all objects omitted']);
  });

  it('never mixes boxes and segments: a box has four corners, too', () => {
    expect(rowsOf([box(20, 10, 40, 20)], { task: 'segment' }).rows).toEqual(['0 0.1 0.1 0.3 0.1 0.3 0.3 0.1 0.3']);
  });

  it('of any mask has exactly its pixels', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 19_999 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [...places.sort((one, other) => one - other), 20_000];
        const counts = ends.map((end, index) => end - (ends[index - 1] ?? 0));
        const { rows } = rowsOf([{ kind: 'mask', ...size, counts }], { task: 'segment' });
        const read = rasterise([[ringOf(rows[0])]], size);
        expect(maskArea(read)).toBe(maskArea({ counts }));
        expect(read.counts).toEqual(counts);
      }),
      { numRuns: propertyRuns(15) },
    );
  });
});

describe('a row of the task obb', () => {
  it('keeps the order of the corners of a turned box: first its own top left', () => {
    const { rows, omitted } = rowsOf([box(95, 40, 10, 20, 90)], { task: 'obb' });
    expect(rows).toEqual(['0 0.55 0.45 0.55 0.55 0.45 0.55 0.45 0.45']);
    expect(omitted).toEqual([]);
  });

  it('of a box over the edge is cut along its own sides, and keeps its angle', () => {
    const { rows, omitted } = rowsOf([box(-20, 45, 60, 10, 45)], { task: 'obb' });
    const [first = [0, 0], second = [0, 0], , fourth = [0, 0]] = ringOf(rows[0]);
    expect(second[0] - first[0]).toBeCloseTo(second[1] - first[1], 4);
    expect(Math.hypot(fourth[0] - first[0], fourth[1] - first[1])).toBeCloseTo(10, 4);
    expect(omitted).toEqual(['outside-image: clipped']);
  });

  it('is the upright box where the turned one reaches so far out that Ultralytics would throw the image away', () => {
    const { rows, omitted } = rowsOf([box(-200, 40, 600, 20, 20)], { task: 'obb' });
    expect(hull(ringOf(rows[0]))).toMatchObject({ x: 0, width: 200 });
    expect(omitted).toEqual(['outside-image: clipped', 'rotation-not-held: reaches too far out of the image']);
  });

  it('is the smallest turned box around a polygon', () => {
    const diamond: Ring = [
      [50, 30],
      [70, 50],
      [50, 70],
      [30, 50],
    ];
    const { rows, omitted } = rowsOf([{ kind: 'polygon', polygons: [[diamond]] }], { task: 'obb' });
    expect(rows).toEqual(['0 0.25 0.3 0.35 0.5 0.25 0.7 0.15 0.5']);
    expect(omitted).toEqual(['outline-not-held: polygon']);
  });

  it('has the smallest box of all directions, and one with all corners of the polygon in it', () => {
    const ring = fc.array(fc.tuple(pixels({ min: 0, max: 100 }), pixels({ min: 0, max: 100 })), {
      minLength: 3,
      maxLength: 12,
    });
    fc.assert(
      fc.property(ring, (drawn) => {
        const { corners } = orientedBox({ kind: 'polygon', polygons: [[drawn]] }, size);
        if (!corners) return;
        const area = ringArea(corners);
        for (let degrees = 0; degrees < 90; degrees += 1) {
          const angle = (degrees * Math.PI) / 180;
          const { width, height } = hull(
            drawn.map(([x, y]) => [
              x * Math.cos(angle) + y * Math.sin(angle),
              y * Math.cos(angle) - x * Math.sin(angle),
            ]),
          );
          expect(area).toBeLessThanOrEqual(width * height * (1 + 1e-6) + 1e-6);
        }
        for (const at of drawn) {
          for (const [index, [x, y]] of corners.entries()) {
            const [nextX, nextY] = corners[(index + 1) % 4] ?? [0, 0];
            expect((nextX - x) * (at[1] - y) - (nextY - y) * (at[0] - x)).toBeGreaterThan(-1e-6);
          }
        }
      }),
    );
  });
});

describe('a row of the task pose', () => {
  const categories: Label['categories'] = [
    { name: 'car', kind: 'object', skeleton: { keypoints: ['nose', 'tail', 'paw'], edges: [] } },
  ];
  const skeleton: Shape = {
    kind: 'skeleton',
    keypoints: [
      { name: 'tail', x: 100, y: 60, visibility: 1 },
      { name: 'nose', x: 50, y: 20, visibility: 2 },
    ],
  };

  it('has the keypoints in the order of the category, 0 0 0 for what is missing', () => {
    expect(rowsOf([skeleton], { task: 'pose', keypoints: 4 }, categories).rows).toEqual([
      '0 0.375 0.4 0.25 0.4 0.25 0.2 2 0.5 0.6 1 0 0 0 0 0 0',
    ]);
  });

  it('has as many keypoints as kpt_shape says: that is one number for a data set', () => {
    const { rows, omitted } = rowsOf([skeleton, box(0, 0, 100, 50)], { task: 'pose', keypoints: 1 }, categories);
    expect(rows).toEqual(['0 0.375 0.4 0.25 0.4 0.25 0.2 2', '0 0.25 0.25 0.5 0.5 0 0 0']);
    expect(omitted).toEqual(['keypoint-not-held: tail']);
    const [yaml] = yolo.collect(['car'], yolo.Options.parse({ task: 'pose', keypoints: 1 }));
    expect(Buffer.from(yaml?.bytes ?? []).toString('utf8')).toContain('kpt_shape: [1, 3]\n');
  });
});

it('each task has a tree of its own, and a route takes all but poses', () => {
  const trees = [
    {},
    { task: 'segment' },
    { task: 'obb', shapes: 'boxes' },
    { task: 'pose' },
    { task: 'pose', keypoints: 3 },
  ];
  const parsed = trees.map((options) => yolo.Options.parse(options));
  expect(parsed.map((options) => yolo.rootOf(options))).toEqual([
    'exports/yolo',
    'exports/yolo-segment',
    'exports/yolo-obb-boxes',
    'exports/yolo-pose',
    'exports/yolo-pose-3',
  ]);
  expect(parsed.map((options) => yolo.isLive(options))).toEqual([true, true, true, false, false]);
});

it('for any label, every value of an outline lies inside the image: one above 1 throws the whole image away', () => {
  fc.assert(
    fc.property(anyLabel(), (label) => {
      const classes = new Map(label.categories.map(({ name }, number) => [name, number]));
      const context = { classes, labelName: 'label', document: {} };
      for (const { bytes } of yolo.write(label, yolo.Options.parse({ task: 'segment' }), context).files) {
        for (const row of Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1)) {
          const [, ...shares] = row.split(' ').map(Number);
          expect(shares.length).toBeGreaterThanOrEqual(6);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...shares)).toBeLessThanOrEqual(1);
        }
      }
    }),
    { numRuns: propertyRuns(15) },
  );
});
