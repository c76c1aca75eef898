import { expect, it } from 'vitest';
import coco from '../../../../lib/formats/coco/index.ts';
import type { Shape } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(coco);

const options = coco.Options.parse({});
const facts = { classes: ['car'], sizeOf: () => undefined };

function fileOf(shape: Shape) {
  const label = aLabel({ annotations: [anAnnotation({ shape })] });
  const context = { classes: new Map([['car', 0]]), labelName: 'label-1', document: undefined };
  const [file] = coco.write(label, options, context).files;
  if (!file) throw new Error('The label must have a file.');
  return file;
}

it.each<Shape>([
  { kind: 'box', x: 30, y: 40, width: 100, height: 50, rotationDegrees: 0 },
  {
    kind: 'polygon',
    polygons: [
      [
        [
          [1, 1],
          [70, 1],
          [70, 60],
        ],
      ],
    ],
  },
  { kind: 'mask', width: 640, height: 480, counts: [642, 3, 306555] },
])('reads a $kind back as it is in the label', (shape) => {
  expect(reader.read(fileOf(shape), facts, options)).toEqual([{ unit: 'street/1', category: 'car', shape }]);
});

it('refuses a box that reaches beyond its segmentation, and names both', () => {
  const { path, bytes } = fileOf({ kind: 'box', x: 30, y: 40, width: 100, height: 50, rotationDegrees: 0 });
  const wrong = Buffer.from(Buffer.from(bytes).toString().replace('"bbox":[30,40,', '"bbox":[30,390,'));
  expect(() => reader.read({ path, bytes: wrong }, facts, options)).toThrow(
    'must have a box within that around its segmentation ([30, 40, 100, 50]), but has [30, 390, 100, 50]',
  );
});

it('has of a box what training code reads, so that one that is a pixel off is seen, though its segmentation is right', () => {
  const { path, bytes } = fileOf({ kind: 'box', x: 30, y: 40, width: 100, height: 50, rotationDegrees: 0 });
  const wrong = Buffer.from(Buffer.from(bytes).toString().replace('"bbox":[30,40,100,', '"bbox":[30,40,99,'));
  expect(wrong).not.toEqual(bytes);
  expect(reader.read({ path, bytes: wrong }, facts, options)).toMatchObject([{ shape: { x: 30, width: 99 } }]);
});
