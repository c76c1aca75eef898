import { expect, it } from 'vitest';
import { box, cocoAnnotations, ofShapes, yoloRows } from '../../formats/pitfalls/written.ts';
import { labelOf } from './label-of.ts';
import { aResult } from './tasks.ts';

it('rotation computed in normalised space is wrong on pictures that are not square', () => {
  const turned = { x: 50, y: 50, width: 20, height: 10, rotation: 90, rectanglelabels: ['Car'] };
  const label = labelOf([aResult({ original_width: 400, original_height: 100, value: turned })]);
  // 80 × 10 pixels turned by 90° about (200, 50): 10 wide, 80 high, of which 50 are in the picture.
  expect(cocoAnnotations(label)[0]?.bbox).toEqual([190, 50, 10, 50]);
  const [, ...shares] =
    yoloRows(ofShapes([box({ x: 60, y: 40, width: 80, height: 20, rotationDegrees: 90 })]), {
      task: 'obb',
    })[0] ?? [];
  const sides = [0, 2, 4].map((at) =>
    Math.hypot(
      ((shares[at + 2] ?? 0) - (shares[at] ?? 0)) * 200,
      ((shares[at + 3] ?? 0) - (shares[at + 1] ?? 0)) * 100,
    ),
  );
  expect(sides.map((side) => Math.round(side * 1e4) / 1e4)).toEqual([80, 20, 80]);
});
