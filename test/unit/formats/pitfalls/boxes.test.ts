import { expect, it } from 'vitest';
import { corners } from '../../../../lib/label/geometry.ts';
import { box, cocoAnnotations, ofShapes, polygon, square, written, yoloRows } from './written.ts';

/** xmin, ymin, xmax, ymax of the first object. */
const vocEdges = (text: string) =>
  ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => Number(new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1]));

it('VOC is 1-based and inclusive, COCO is 0-based and exclusive: the first pixel in COCO, VOC and YOLO', () => {
  const pixel = ofShapes([box({ width: 1, height: 1 })], { width: 1, height: 1 });
  expect(cocoAnnotations(pixel)[0]?.bbox).toEqual([0, 0, 1, 1]);
  expect(vocEdges(written('pascal-voc', pixel).text)).toEqual([1, 1, 1, 1]);
  expect(vocEdges(written('pascal-voc', pixel, { base: 0 }).text)).toEqual([0, 0, 1, 1]);
  expect(yoloRows(pixel)).toEqual([[0, 0.5, 0.5, 1, 1]]);
});

it('integer truncation of x and width apart makes boxes a pixel smaller: VOC and SageMaker round edges, not sizes', () => {
  const label = ofShapes([box({ x: 1.6, y: 2.2, width: 2.6, height: 1.9 })]);
  expect(vocEdges(written('pascal-voc', label).text)).toEqual([2, 3, 5, 5]);
  const line = JSON.parse(written('sagemaker', label, { images: 's3://images/' }).text);
  expect(line['bounding-box'].annotations).toEqual([{ class_id: 0, left: 1, top: 2, width: 4, height: 3 }]);
});

it('YOLO coordinates outside 0 to 1 throw the whole image away: edges are clipped, then centre and size are made of them', () => {
  const label = ofShapes([box({ x: -20, y: 50, width: 60, height: 90 }), box({ x: 300 })]);
  expect(yoloRows(label)).toEqual([[0, 0.1, 0.75, 0.2, 0.5]]);
  expect(written('yolo', label).omitted).toMatchObject([
    { code: 'outside-image', detail: 'clipped', annotation: 'a0' },
    { code: 'outside-image', annotation: 'a1' },
  ]);
});

it('corner order in a box conversion: no format swaps corner and size', () => {
  const label = ofShapes([box({ x: 20, y: 10, width: 100, height: 40 })]);
  expect(cocoAnnotations(label)[0]?.bbox).toEqual([20, 10, 100, 40]);
  expect(yoloRows(label)).toEqual([[0, 0.35, 0.3, 0.5, 0.4]]);
  expect(vocEdges(written('pascal-voc', label).text)).toEqual([21, 11, 120, 50]);
  expect(written('kitti', label).text.split(' ').slice(4, 8)).toEqual(['20', '10', '120', '50']);
  expect(JSON.parse(written('imagefolder', label).text).objects.bbox).toEqual([[20, 10, 100, 40]]);
  expect(written('cvat', label).text).toContain('xtl="20" ytl="10" xbr="120" ybr="50"');
});

it('rotated boxes lose their angle: it is kept where the format has a place for it, and reported where it has none', () => {
  const label = ofShapes([box({ x: 80, y: 40, width: 40, height: 20, rotationDegrees: 30 })]);
  expect(cocoAnnotations(label)[0]?.attributes).toEqual({ rotation: 30 });
  expect(written('cvat', label).text).toContain('rotation="30"');
  for (const id of ['yolo', 'pascal-voc', 'kitti', 'imagefolder'] as const) {
    expect([id, written(id, label).omitted]).toMatchObject([id, [{ code: 'rotation-not-held' }]]);
  }
  for (const [id, options] of [
    ['yolo', { task: 'obb' }],
    ['dota', {}],
  ] as const) {
    expect([id, written(id, label, options).omitted]).toEqual([id, []]);
  }
});

it('corner order of oriented boxes: the heading stays, the first corner is the one that is top left before the turn', () => {
  const turned = box({ x: 80, y: 40, width: 40, height: 20, rotationDegrees: 120 });
  const expected = corners(turned).flat();
  const inDota = written('dota', ofShapes([turned]))
    .text.split(' ')
    .slice(0, 8)
    .map(Number);
  const [, ...inYolo] = yoloRows(ofShapes([turned]), { task: 'obb' })[0] ?? [];
  const pixels = inYolo.map((share, index) => share * (index % 2 === 0 ? 200 : 100));
  for (const [index, value] of expected.entries()) {
    expect(inDota[index]).toBeCloseTo(value, 5);
    expect(pixels[index]).toBeCloseTo(value, 4);
  }
});

it('polygon vertices outside the box by a pixel, and tiny or empty polygons, never crash: each is written or reported', () => {
  const shapes = [
    polygon([[[5, 5], [6, 6], [7, 7]]]), // biome-ignore format: three positions
    polygon([square(198, 50, 3)]),
    polygon([square(10, 10, 1e-9)]),
    { kind: 'mask' as const, width: 200, height: 100, counts: [20_000] },
  ];
  const label = ofShapes(shapes);
  for (const [id, options] of [
    ['coco', {}],
    ['coco', { segmentation: 'polygons' }],
    ['coco', { segmentation: 'rle' }],
    ['yolo', {}],
    ['yolo', { task: 'segment' }],
    ['yolo', { task: 'obb' }],
    ['pascal-voc', {}],
    ['dota', {}],
    ['kitti', {}],
    ['imagefolder', {}],
    ['masks', {}],
  ] as const) {
    const { omitted } = written(id, label, options);
    const lost = omitted.filter(({ code }) => code === 'no-area').map(({ annotation }) => annotation);
    expect([id, options, lost]).toEqual([id, options, ['a0', 'a2', 'a3']]);
  }
  const [annotation] = cocoAnnotations(label);
  expect(annotation?.bbox).toEqual([198, 50, 2, 3]);
  const rows = yoloRows(label, { task: 'segment' });
  expect(rows).toHaveLength(1);
  expect(rows.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
});

it('float noise and rounding: a stated precision that is finer than any label, and no noise of arithmetic', () => {
  const label = ofShapes([box({ x: 0.1 + 0.2, y: 33.333333333333336, width: 0.7, height: 10 })], {
    width: 10_000,
    height: 10_000,
  });
  expect(cocoAnnotations(label)[0]?.bbox).toEqual([0.3, 33.333333, 0.7, 10]);
  const [, x = 0, , across = 0] = yoloRows(label)[0] ?? [];
  expect(Math.abs((x - across / 2) * 10_000 - 0.3)).toBeLessThan(1e-4); // five decimals would be off by 0.05 px
  expect(written('yolo', ofShapes([box({ x: 1e-6, width: 199 })])).text).not.toContain('e-');
});

it('mixed boxes and polygons in a YOLO data set discard every mask: each tree has rows of one task', () => {
  const label = ofShapes([box(), polygon([square(50, 50, 20)])]);
  expect(yoloRows(label, { task: 'segment' }).map(({ length }) => length)).toEqual([9, 9]);
  expect(yoloRows(label, { task: 'detect' }).map(({ length }) => length)).toEqual([5, 5]);
});
