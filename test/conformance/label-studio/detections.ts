import { basename } from 'node:path';
import { size } from './drawings.ts';

/** A class's name, and four numbers of pixels: left edge, top edge, width, height. */
export type Detection = readonly [category: string, left: number, top: number, width: number, height: number];

/** The detections of each image, by its name without folder and ending. */
export type Detections = ReadonlyMap<string, readonly Detection[]>;

/** Pixels; rows of YOLO are rounded to a hundred-millionth of the side. */
const tolerance = 1e-4;

export const isSame = (one: Detection, other: Detection | undefined): boolean =>
  other !== undefined &&
  one[0] === other[0] &&
  one.slice(1).every((value, index) => Math.abs(Number(value) - Number(other[index + 1])) <= tolerance);

/** From left to right. */
export const inOrder = (detections: readonly Detection[]) => detections.toSorted((one, other) => one[1] - other[1]);

/** Label Studio puts eight digits and two underscores before the name: so two images of one name stay apart. */
export const imageName = (path: string) =>
  basename(path)
    .replace(/\.\w+$/, '')
    .replace(/^[0-9a-f]{8}__/, '');

/** `class x_centre y_centre width height`, as shares of the image. */
export const ofYolo = (text: string, classes: readonly string[]): Detection[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [number = 0, x = 0, y = 0, width = 0, height = 0] = line.split(' ').map(Number);
      const left = (x - width / 2) * size.width;
      const top = (y - height / 2) * size.height;
      return [classes[number] ?? '', left, top, width * size.width, height * size.height];
    });

type Coco = {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly [number, number, number, number];
  }[];
};

export function ofCoco(text: string): Detections {
  const { images, categories, annotations } = JSON.parse(text) as Coco;
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const ofImage = Map.groupBy(annotations, ({ image_id }) => image_id);
  return new Map(
    images.map(({ id, file_name }) => [
      imageName(file_name),
      (ofImage.get(id) ?? []).map(({ category_id, bbox }) => [names.get(category_id) ?? '', ...bbox] as const),
    ]),
  );
}
