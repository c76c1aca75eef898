import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { decodePng } from '../../../../lib/formats/png.ts';
import type { ShapeOf } from '../../../../lib/label/label.ts';
import { maskArea } from '../../../../lib/label/mask.ts';
import { rasterise } from '../../../../lib/label/rasterise.ts';
import { decodeCounts } from '../../../../lib/label/rle.ts';
import { box, cocoAnnotations, ofShapes, onePicture, polygon, square, written, yoloRows } from './written.ts';

/** The two left pixels of the middle row of a picture of 4 × 3. */
const leftOfMiddle: ShapeOf<'mask'> = { kind: 'mask', width: 4, height: 3, counts: [4, 2, 6] };
const small = { width: 4, height: 3 };
const holed = polygon([square(20, 20, 40), square(30, 30, 20)]);

it('area is that of the mask, not of the image nor of its box', () => {
  const triangle = polygon([[[10, 10], [50, 10], [10, 50]]]); // biome-ignore format: three positions
  const areas = cocoAnnotations(ofShapes([triangle, holed, box({ y: 30, width: 20 })])).map(({ area }) => area);
  expect(areas).toEqual([800, 1200, 200]);
  expect(cocoAnnotations(ofShapes([leftOfMiddle], small))[0]?.area).toBe(2);
});

it('iscrowd is not 1 for every mask: a hole, several parts or run lengths make no crowd', () => {
  const parts = polygon([square(0, 0, 10)], [square(50, 50, 10)]);
  for (const segmentation of ['as-drawn', 'polygons', 'rle']) {
    const crowds = cocoAnnotations(ofShapes([holed, parts]), { segmentation }).map(({ iscrowd }) => iscrowd);
    expect([segmentation, crowds]).toEqual([segmentation, [0, 0]]);
  }
  expect(cocoAnnotations(ofShapes([leftOfMiddle], small))[0]?.iscrowd).toBe(0);
});

it('polygons with holes or several parts keep both, in COCO and in the one ring that YOLO has', () => {
  const parts = polygon([square(100, 20, 10)], [square(130, 20, 10)]);
  const label = ofShapes([holed, parts]);
  const [ofHoled, ofParts] = cocoAnnotations(label);
  expect([ofHoled?.area, ofParts?.area]).toEqual([1200, 200]);
  const areas = yoloRows(label, { task: 'segment' }).map(([, ...shares]) => {
    const ring = Array.from({ length: shares.length / 2 }, (_, index): [number, number] => [
      (shares[2 * index] ?? 0) * 200,
      (shares[2 * index + 1] ?? 0) * 100,
    ]);
    return maskArea(rasterise([[ring]], { width: 200, height: 100 }));
  });
  expect(areas).toEqual([1200, 200]);
});

it('one mask never becomes several annotations', () => {
  const twoSpecks: ShapeOf<'mask'> = { ...leftOfMiddle, counts: [0, 1, 2, 1, 4, 1, 3] };
  for (const segmentation of ['as-drawn', 'polygons', 'rle']) {
    expect(cocoAnnotations(ofShapes([twoSpecks], small), { segmentation })).toHaveLength(1);
  }
  expect(yoloRows(ofShapes([twoSpecks], small), { task: 'segment' })).toHaveLength(1);
  expect(written('cvat', ofShapes([twoSpecks], small)).text.match(/<mask /g)).toHaveLength(1);
});

it('run lengths of COCO go down the columns, and their size is height, width: read by rows the picture is transposed', () => {
  const [annotation] = cocoAnnotations(ofShapes([leftOfMiddle], small));
  const segmentation = annotation?.segmentation as { size: number[]; counts: string } | undefined;
  expect(segmentation?.size).toEqual([3, 4]);
  expect(decodeCounts(segmentation?.counts ?? '')).toEqual([1, 1, 2, 1, 7]);
  expect(annotation?.bbox).toEqual([0, 1, 2, 1]);
});

it('run lengths are the compressed string, which is JSON, and neither a list nor bytes', () => {
  const { segmentation } = cocoAnnotations(ofShapes([leftOfMiddle], small))[0] ?? {};
  expect((segmentation as { counts: unknown }).counts).toBe('11205');
});

it('foreign run lengths are not mistaken for those of COCO: each format has the pixels in its own dialect', () => {
  // Encord's and the canonical label's go row by row over the picture, CVAT's row by row inside a rectangle.
  const mask: ShapeOf<'mask'> = { ...leftOfMiddle, counts: [5, 2, 3, 1, 1] };
  const { segmentation } = cocoAnnotations(ofShapes([mask], small))[0] ?? {};
  expect(decodeCounts((segmentation as { counts: string }).counts)).toEqual([4, 1, 2, 2, 3]);
  expect(written('cvat', ofShapes([mask], small)).text).toContain(
    'rle="0, 2, 1, 1" left="1" top="1" width="2" height="2"',
  );
});

it('PNG bytes do not depend on the build of zlib that deflated them', () => {
  const [file] = written('masks', onePicture([{ shape: holed }, { shape: box({ x: 100, width: 50 }) }])).files;
  expect(
    createHash('sha256')
      .update(file?.bytes ?? '')
      .digest('hex'),
  ).toMatchInlineSnapshot(`"c294645f7470677e9a99f279b4e39d25a5e6e514b0bb25ede8edcd04189ca8ce"`);
  expect(decodePng(file?.bytes ?? new Uint8Array()).values.filter((value) => value > 0)).toHaveLength(1700);
});
