import type { Keypoint, Position, Shape } from '../../label/label.ts';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { shapeOfCorners } from '../oriented-box.ts';
import { unitPathOf } from '../video-frames.ts';
import type { Size } from '../visible-parts.ts';
import type { Options } from './options.ts';

/** The rows of one label file as the task reads them, in pixels. */
export function read(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { classes, sizeOf }: ReadFacts,
  options: Options,
): readonly ReadObject[] {
  const rows = Buffer.from(bytes).toString('utf8').split('\n');
  if (rows.pop() !== '') throw new SyntaxError(`${path} must end in a line break, but does not. Write the file again.`);
  if (rows.length === 0) return [];
  const isUnit = (candidate: string) => sizeOf(candidate) !== undefined;
  const unit = unitsOf(path)
    .map((picture) => unitPathOf(picture, isUnit))
    .find(isUnit);
  const size = unit === undefined ? undefined : sizeOf(unit);
  if (unit === undefined || !size) {
    throw new SyntaxError(`${path} must be the label of a known image, but is not. Give the size of its image.`);
  }
  return rows.map((row, index) => {
    const where = `Row ${index + 1} of ${path}`;
    const [number = Number.NaN, ...values] = row.split(' ').map((value) => numberIn(value, where));
    const category = classes[number];
    if (category === undefined) throw new SyntaxError(`${where} must begin with the number of a class, but does not.`);
    return { unit, category, shape: shapeOf(values, size, options, where) };
  });
}

/** The units whose label may be at this path: one of its folders `labels` was a folder `images`, usually the first. */
function unitsOf(path: string): string[] {
  const segments = path.replace(/\.txt$/, '').split('/');
  return segments.flatMap((segment, index) =>
    segment === 'labels' && index < segments.length - 1 ? [segments.with(index, 'images').slice(1).join('/')] : [],
  );
}

function numberIn(text: string, where: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new SyntaxError(`${where} must hold numbers alone, but holds another text.`);
  return Number(text);
}

function shapeOf(values: readonly number[], size: Size, { task, keypoints }: Options, where: string): Shape {
  const counts = { detect: 4, obb: 8, pose: 4 + 3 * keypoints };
  const isComplete =
    task === 'segment' ? values.length >= 6 && values.length % 2 === 0 : values.length === counts[task];
  if (!isComplete) throw new SyntaxError(`${where} must have the columns of the task ${task}, but has others.`);
  if (task === 'segment') return { kind: 'polygon', polygons: [[positionsIn(values, size)]] };
  if (task === 'obb') {
    const [first = [0, 0], second = [0, 0], third = [0, 0], fourth = [0, 0]] = positionsIn(values, size);
    return shapeOfCorners([first, second, third, fourth]);
  }
  const [x = 0, y = 0, across = 0, down = 0] = values;
  const [width, height] = [across * size.width, down * size.height];
  const box = { x: x * size.width - width / 2, y: y * size.height - height / 2, width, height, rotationDegrees: 0 };
  return task === 'detect' ? { kind: 'box', ...box } : { kind: 'skeleton', keypoints: keypointsIn(values, size), box };
}

const positionsIn = (values: readonly number[], { width, height }: Size): Position[] =>
  Array.from({ length: values.length / 2 }, (_, index) => [
    (values[2 * index] ?? 0) * width,
    (values[2 * index + 1] ?? 0) * height,
  ]);

/** Files do not name keypoints: their names are their numbers, from 0. */
const keypointsIn = (values: readonly number[], { width, height }: Size): Keypoint[] =>
  Array.from({ length: (values.length - 4) / 3 }, (_, index) => {
    const [x = 0, y = 0, visibility = 0] = values.slice(4 + 3 * index);
    return {
      name: `${index}`,
      x: x * width,
      y: y * height,
      visibility: visibility === 2 ? 2 : visibility === 1 ? 1 : 0,
    };
  });
