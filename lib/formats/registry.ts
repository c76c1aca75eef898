// One line a format, in alphabetical order; the name is its id. The folder list is checked against this file by test.
export { default as canonical } from './canonical/index.ts';
export { default as coco } from './coco/index.ts';
export { default as cvat } from './cvat/index.ts';
export { default as native } from './native/index.ts';
export { default as 'pascal-voc' } from './pascal-voc/index.ts';
export { default as yolo } from './yolo/index.ts';
