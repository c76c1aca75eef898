import type { GivenContext } from '../../../../lib/formats/format.ts';
import type { FormatId } from '../../../../lib/formats/formats.ts';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Label, Ring, Shape, ShapeOf } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';

/** What a format makes of a label, its files as text by path. */
export function written(id: FormatId, label: Label, options: object = {}, more: Partial<GivenContext> = {}) {
  const format = formats[id];
  const names = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
  const classes = new Map(names.map((name, number) => [name, number]));
  const context = { classes, labelName: 'label', document: {}, ...more };
  const { files, pieces = [], omitted } = format.write(label, format.Options.parse(options) as never, context);
  const texts = Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('utf8')]));
  return { files, texts, text: Object.values(texts).join(''), paths: Object.keys(texts), pieces, omitted };
}

type CocoAnnotation = {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly segmentation: { readonly size: number[]; readonly counts: string } | number[][];
  readonly bbox: number[];
  readonly area: number;
  readonly iscrowd: number;
  readonly keypoints: number[];
  readonly num_keypoints: number;
  readonly attributes: Record<string, unknown>;
};
type CocoFile = {
  readonly info: Record<string, unknown>;
  readonly images: readonly { readonly id: number; readonly file_name: string; readonly coco_url?: string }[];
  readonly categories: readonly { readonly id: number; readonly name: string; readonly keypoints?: string[] }[];
  readonly annotations: readonly CocoAnnotation[];
};

/** The COCO files of a label, one a unit. */
export const cocoFiles = (label: Label, options: object = {}, more: Partial<GivenContext> = {}): CocoFile[] =>
  Object.values(written('coco', label, options, more).texts).map((text) => JSON.parse(text));

export const cocoAnnotations = (label: Label, options: object = {}): CocoAnnotation[] =>
  cocoFiles(label, options).flatMap(({ annotations }) => annotations);

/** The numbers of each row of the YOLO files of a label. */
export const yoloRows = (label: Label, options: object = {}): number[][] =>
  written('yolo', label, options)
    .text.split('\n')
    .filter((row) => row !== '')
    .map((row) => row.split(' ').map(Number));

/** The label of one picture with these annotations. */
export const onePicture = (
  annotations: readonly Partial<Annotation>[],
  { width = 200, height = 100 } = {},
  categories: Label['categories'] = [{ name: 'car', kind: 'object' }],
): Label =>
  aLabel({
    categories,
    units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image', width, height }],
    annotations: annotations.map((parts, index) => anAnnotation({ id: `a${index}`, ...parts })),
  });

export const ofShapes = (shapes: readonly Shape[], size?: { width: number; height: number }): Label =>
  onePicture(
    shapes.map((shape) => ({ shape })),
    size,
  );

export const box = (parts: Partial<ShapeOf<'box'>> = {}): ShapeOf<'box'> => ({
  kind: 'box',
  x: 0,
  y: 0,
  width: 10,
  height: 10,
  rotationDegrees: 0,
  ...parts,
});

export const square = (left: number, top: number, side: number): Ring => [
  [left, top],
  [left + side, top],
  [left + side, top + side],
  [left, top + side],
];

export const polygon = (...polygons: Ring[][]): ShapeOf<'polygon'> => ({ kind: 'polygon', polygons });
