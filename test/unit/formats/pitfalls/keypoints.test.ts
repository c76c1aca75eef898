import { expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Keypoint, Label } from '../../../../lib/label/label.ts';
import { cocoAnnotations, onePicture, yoloRows } from './written.ts';

const categories: Label['categories'] = [
  { name: 'car', kind: 'object', skeleton: { keypoints: ['left', 'middle', 'right'], edges: [[0, 1], [1, 2]] } }, // biome-ignore format: two edges
];
const keypoint = (name: string, x: number, visibility: Keypoint['visibility']): Keypoint => ({
  name,
  x,
  y: 2 * x,
  visibility,
});
const skeleton = (...keypoints: Keypoint[]): Partial<Annotation> => ({ shape: { kind: 'skeleton', keypoints } });
const labelOf = (...annotations: Partial<Annotation>[]) => onePicture(annotations, undefined, categories);

it('keypoint visibility is 0, 1 or 2: 0 is at 0, 0, and only what is labelled is counted', () => {
  const label = labelOf(skeleton(keypoint('left', 10, 2), keypoint('middle', 20, 1), keypoint('right', 30, 0)));
  expect(cocoAnnotations(label)[0]).toMatchObject({ keypoints: [10, 20, 2, 20, 40, 1, 0, 0, 0], num_keypoints: 2 });
  expect(yoloRows(label, { task: 'pose', keypoints: 3 })[0]?.slice(5)).toEqual([0.05, 0.2, 2, 0.1, 0.4, 1, 0, 0, 0]);
});

it('keypoint order is that of the category, whatever was drawn first, and missing points take their slots', () => {
  const label = labelOf(skeleton(keypoint('right', 30, 2), keypoint('left', 10, 2)));
  expect(cocoAnnotations(label)[0]?.keypoints).toEqual([10, 20, 2, 0, 0, 0, 30, 60, 2]);
  expect(yoloRows(label, { task: 'pose', keypoints: 3 })[0]?.slice(5)).toEqual([0.05, 0.2, 2, 0, 0, 0, 0.15, 0.6, 2]);
});

it('keypoints of one image are not merged into one instance: two skeletons are two', () => {
  const label = labelOf(
    skeleton(keypoint('left', 10, 2), keypoint('right', 20, 2)),
    skeleton(keypoint('left', 30, 2), keypoint('right', 40, 2)),
  );
  expect(cocoAnnotations(label).map(({ num_keypoints }) => num_keypoints)).toEqual([2, 2]);
  expect(yoloRows(label, { task: 'pose', keypoints: 3 })).toHaveLength(2);
});

it('kpt_shape is one number for a data set: every row has as many keypoints, and no route takes poses', () => {
  const { yolo } = formats;
  const options = yolo.Options.parse({ task: 'pose', keypoints: 5 });
  const short = labelOf(skeleton(keypoint('left', 10, 2), keypoint('right', 20, 2)), {});
  expect(yoloRows(short, options).map(({ length }) => length)).toEqual([20, 20]);
  const [yaml] = yolo.collect(['car'], options);
  expect(Buffer.from(yaml?.bytes ?? []).toString()).toContain('kpt_shape: [5, 3]\n');
  expect(yolo.isLive(options)).toBe(false);
});
