// One line a format, in alphabetical order; the name is its id. The folder list is checked against this file by test.
export { default as canonical } from './canonical/index.ts';
export { default as classification } from './classification/index.ts';
export { default as coco } from './coco/index.ts';
export { default as 'coco-panoptic' } from './coco-panoptic/index.ts';
export { default as csv } from './csv/index.ts';
export { default as cvat } from './cvat/index.ts';
export { default as dota } from './dota/index.ts';
export { default as imagefolder } from './imagefolder/index.ts';
export { default as kitti } from './kitti/index.ts';
export { default as masks } from './masks/index.ts';
export { default as mot } from './mot/index.ts';
export { default as native } from './native/index.ts';
export { default as 'pascal-voc' } from './pascal-voc/index.ts';
export { default as sagemaker } from './sagemaker/index.ts';
export { default as yolo } from './yolo/index.ts';
