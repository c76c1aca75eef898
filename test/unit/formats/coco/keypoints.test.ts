import { describe, expect, it } from 'vitest';
import coco from '../../../../lib/formats/coco/index.ts';
import type { Category, Keypoint, Shape } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';

const person: Category = {
  name: 'car',
  kind: 'object',
  skeleton: {
    keypoints: ['nose', 'hand', 'hand'],
    edges: [
      [0, 1],
      [0, 2],
    ],
  },
};
const keypoint = (name: string, x: number, y: number, visibility: 0 | 1 | 2 = 2): Keypoint => ({
  name,
  x,
  y,
  visibility,
});

function written(shape: Shape, category: Category = person) {
  const label = aLabel({ categories: [category], annotations: [anAnnotation({ shape })] });
  const context = { classes: new Map([['car', 0]]), labelName: 'label', document: {} };
  const { files, omitted } = coco.write(label, coco.Options.parse({}), context);
  const { annotations = [], categories = [] } = files[0]
    ? JSON.parse(Buffer.from(files[0].bytes).toString('utf8'))
    : {};
  const omittedAnnotations = omitted.filter(({ code }) => code !== 'unit-left-out');
  return { annotation: annotations[0], category: categories[0], omitted: omittedAnnotations };
}
const skeleton = (...keypoints: Keypoint[]): Shape => ({ kind: 'skeleton', keypoints });
const omission = (code: string, detail?: string) => ({
  code,
  ...(detail === undefined ? {} : { detail }),
  unit: 'unit-1',
  annotation: 'annotation-1',
});

describe('a skeleton in a COCO file', () => {
  it('has its keypoints in the order of its category, and counts those that are labelled', () => {
    const { annotation, omitted } = written(
      skeleton(keypoint('hand', 30, 20.5, 1), keypoint('nose', 10, 60), keypoint('hand', 5, 5, 0)),
    );
    expect(annotation).toMatchObject({
      segmentation: [],
      keypoints: [10, 60, 2, 30, 20.5, 1, 0, 0, 0],
      num_keypoints: 2,
      bbox: [10, 20.5, 20, 39.5],
      area: 790,
      iscrowd: 0,
    });
    expect(omitted).toEqual([]);
  });

  it('has keypoints of one name in the order they come', () => {
    const { annotation } = written(skeleton(keypoint('hand', 1, 1), keypoint('hand', 9, 9)));
    expect(annotation.keypoints).toEqual([0, 0, 0, 1, 1, 2, 9, 9, 2]);
  });

  it('belongs to a category that says which keypoints there are, and joins them, counted from 1', () => {
    const { category } = written(skeleton(keypoint('hand', 1, 1), keypoint('hand', 9, 9)));
    expect(category).toMatchObject({
      keypoints: ['nose', 'hand', 'hand'],
      skeleton: [
        [1, 2],
        [1, 3],
      ],
    });
  });

  it('has no place for a keypoint that its category does not know, and that is reported', () => {
    const { annotation, omitted } = written(
      skeleton(keypoint('tail', 3, 3), keypoint('nose', 0, 0), keypoint('hand', 640, 480)),
    );
    expect(annotation.keypoints).toEqual([0, 0, 2, 640, 480, 2, 0, 0, 0]);
    expect(omitted).toEqual([omission('keypoint-not-held', 'tail')]);
  });

  it.each([
    ['left of', -0.5, 5],
    ['above', 5, -0.5],
    ['right of', 640.5, 5],
    ['below', 5, 480.5],
  ])('has a keypoint %s the image as one that is not labelled, and that is reported', (_where, x, y) => {
    const { annotation, omitted } = written(
      skeleton(keypoint('nose', x, y), keypoint('hand', 1, 1), keypoint('hand', 9, 9)),
    );
    expect(annotation).toMatchObject({ keypoints: [0, 0, 0, 1, 1, 2, 9, 9, 2], num_keypoints: 2 });
    expect(omitted).toEqual([omission('outside-image', 'a keypoint')]);
  });

  it.each<[string, Shape, object]>([
    ['all outside', skeleton(keypoint('nose', -1, 5), keypoint('hand', 700, 5)), omission('outside-image')],
    ['not labelled', skeleton(keypoint('nose', 1, 5, 0)), omission('no-area')],
    ['all on one line', skeleton(keypoint('nose', 1, 5), keypoint('hand', 9, 5)), omission('no-area')],
  ])('is left out when its keypoints are %s, and that is reported', (_what, shape, omission) => {
    const { annotation, omitted } = written(shape);
    expect(annotation).toBeUndefined();
    expect(omitted).toEqual([omission]);
  });

  it('has the box that was drawn around it, as far as the image shows it, also where a single keypoint has none', () => {
    const box = { x: 600, y: 10, width: 80, height: 20, rotationDegrees: 0 };
    const shape: Shape = { kind: 'skeleton', keypoints: [keypoint('nose', 610, 15)], box };
    expect(written(shape).annotation).toMatchObject({ bbox: [600, 10, 40, 20], area: 800, num_keypoints: 1 });
    const beyond: Shape = { ...shape, box: { ...box, x: 900 } };
    expect(written(beyond).omitted).toEqual([omission('no-area')]);
  });

  it('of a category without keypoints has those of the skeletons of the label, in the order they come first', () => {
    const category: Category = { name: 'car', kind: 'object' };
    const label = aLabel({
      categories: [category],
      annotations: [
        anAnnotation({ id: 'a', shape: skeleton(keypoint('nose', 1, 5), keypoint('hand', 4, 9)) }),
        anAnnotation({
          id: 'b',
          shape: skeleton(keypoint('hand', 7, 1), keypoint('hand', 9, 3), keypoint('foot', 8, 8)),
        }),
      ],
    });
    const context = { classes: new Map([['car', 0]]), labelName: 'label', document: {} };
    const { files, omitted } = coco.write(label, coco.Options.parse({}), context);
    const { annotations, categories } = JSON.parse(Buffer.from(files[0]?.bytes ?? []).toString('utf8'));
    expect(categories[0]).toMatchObject({ keypoints: ['nose', 'hand', 'hand', 'foot'], skeleton: [] });
    expect(annotations.map((each: { keypoints: number[] }) => each.keypoints)).toEqual([
      [1, 5, 2, 4, 9, 2, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 7, 1, 2, 9, 3, 2, 8, 8, 2],
    ]);
    expect(omitted).toEqual([]);
  });
});

describe('a curve in a COCO file', () => {
  it('is a polygon: an ellipse has the area and the bounds of one', () => {
    const { annotation } = written({ kind: 'ellipse', x: 300, y: 200, radiusX: 100, radiusY: 50, rotationDegrees: 90 });
    expect(annotation.bbox).toEqual([250, 100, 100, 200]);
    expect(Math.abs(annotation.area - Math.PI * 5000)).toBeLessThan(15);
    expect(annotation.segmentation).toHaveLength(1);
  });

  it('is a polygon: a closed path follows its sides', () => {
    const vertices = [
      { x: 0, y: 0 },
      { x: 8, y: 0 },
      { x: 8, y: 6 },
    ];
    const { annotation } = written({ kind: 'path', closed: true, vertices });
    expect(annotation).toMatchObject({ segmentation: [[0, 0, 8, 0, 8, 6]], area: 24 });
  });

  it('is left out when it encloses nothing, and that is reported', () => {
    const vertices = [
      { x: 0, y: 0 },
      { x: 8, y: 0 },
      { x: 8, y: 6 },
    ];
    const { annotation, omitted } = written({ kind: 'path', closed: false, vertices });
    expect(annotation).toBeUndefined();
    expect(omitted).toEqual([omission('shape-not-held', 'path that is open or branches')]);
  });
});
