import { expect, it } from 'vitest';
import coco from '../../../lib/formats/coco/index.ts';
import yolo from '../../../lib/formats/yolo/index.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

const label = aLabel({ annotations: [anAnnotation()] });
const context = { classes: new Map([['car', 0]]), labelName: 'label', document: {} };
const paths = new Map([['unit-1', 'train/images/0001']]);

it('the files of a unit are named after the path that was decided for it, else after the unit', () => {
  const pathsOf = (format: typeof coco | typeof yolo, given: typeof context & { paths?: typeof paths }) =>
    format.write(label, format.Options.parse({}), given).files.map(({ path }) => path);
  expect(pathsOf(coco, context)).toEqual(['annotations/street/1.json']);
  expect(pathsOf(coco, { ...context, paths })).toEqual(['annotations/train/images/0001.json']);
  expect(pathsOf(yolo, context)).toEqual(['labels/street/1.txt']);
  expect(pathsOf(yolo, { ...context, paths })).toEqual(['images/train/labels/0001.txt']);
});

it('a name inside a file is that of the picture, whatever the file is called', () => {
  const [file] = coco.write(label, coco.Options.parse({}), { ...context, paths }).files;
  expect(JSON.parse(Buffer.from(file?.bytes ?? []).toString('utf8'))).toMatchObject({
    images: [{ file_name: 'street/1.jpg' }],
  });
});
