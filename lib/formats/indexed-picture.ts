import { masksByValue } from '../label/layers.ts';
import type { AnnotationOf, FormatContext, FormatFile, Omission, ReadObject } from './format.ts';
import {
  flattenLayers,
  type Layer,
  overlapOf,
  type PaintedKind,
  painted,
  pixelRuns,
  type SizedUnit,
  vocColour,
} from './painted.ts';
import { decodePng, encodePng } from './png.ts';

/** Whether the value of a pixel says of which class, or of which object, it is; 0 is of none. And how many bits it has. */
type Values = { readonly kind: 'semantic' | 'instance'; readonly depth: 8 | 16 };

/** The objects of a unit as a picture has them, the last on top, and what of them it does not show. */
export type Layers = {
  readonly layers: readonly Layer[];
  readonly categories: readonly string[];
  readonly stretches: ReturnType<typeof flattenLayers>['stretches'];
  readonly omitted: readonly Omission[];
};

/** The last value is left free: training code takes 255, PASCAL VOC's border of an object, for pixels that do not count. */
const mostValue = { 8: 254, 16: 65_534 } as const;

export function layersOf(
  unit: SizedUnit,
  annotations: readonly AnnotationOf<PaintedKind>[],
  classOf: FormatContext['classOf'],
  { kind, depth }: Values,
): Layers {
  const layers: (Layer & { readonly annotation: string })[] = [];
  const categories: string[] = [];
  const omitted: Omission[] = [];
  for (const { id, category, shape } of annotations) {
    if (!shape) continue;
    const where = { unit: unit.id, annotation: id };
    const { counts, omitted: why } = painted(shape, unit);
    omitted.push(...why.map((reason) => ({ ...reason, ...where })));
    if (!counts) continue;
    const value = kind === 'instance' ? layers.length + 1 : classOf(category).number + 1;
    if (value > mostValue[depth]) {
      omitted.push({ code: 'too-many-classes', detail: tooMany(kind, value, depth), ...where });
      continue;
    }
    layers.push({ value, counts, annotation: id });
    categories.push(category);
  }
  const { stretches, lost } = flattenLayers(layers);
  for (const [index, layer] of layers.entries()) {
    const overlap = overlapOf(layer, lost[index] ?? 0);
    if (overlap) omitted.push({ ...overlap, unit: unit.id, annotation: layer.annotation });
  }
  return { layers, categories, stretches, omitted };
}

const tooMany = (kind: Values['kind'], value: number, depth: 8 | 16): string =>
  `${kind === 'instance' ? 'instance' : 'class'} ${value} of at most ${mostValue[depth]} in ${depth} bits${depth === 8 ? ', depth 16 has more' : ''}`;

const palette = Buffer.concat(Array.from({ length: 256 }, (_, index) => Buffer.from(vocColour(index))));

export function indexedPicture(
  { width, height }: SizedUnit,
  { layers, categories, stretches }: Layers,
  options: Values,
): Buffer {
  const bytes = layers.map(({ value }) => Buffer.from(options.depth === 8 ? [value] : [value >> 8, value & 255]));
  const picture = {
    width,
    height,
    comment: options.kind === 'instance' ? JSON.stringify(categories) : '',
    ...(options.depth === 8 ? ({ kind: 'indexed', palette } as const) : ({ kind: 'grey16' } as const)),
  };
  return encodePng(picture, pixelRuns(stretches, bytes));
}

/** A mask for each value of a picture but 0, in the order of the values. */
export function readIndexed(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  unit: string,
  classes: readonly string[],
  kind: Values['kind'],
): readonly ReadObject[] {
  const { width, height, values, comment } = decodePng(bytes);
  const names = kind === 'instance' ? namesIn(comment) : classes;
  return [...masksByValue(values)].map(([value, counts]) => {
    const category = names[value - 1];
    if (category === undefined) {
      throw new SyntaxError(`${path} must hold no value above ${names.length}, but holds ${value}.`);
    }
    return { unit, category, shape: { kind: 'mask', width, height, counts } };
  });
}

/** The comment of a picture of instances: the category of each. */
function namesIn(comment: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(comment);
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  } catch (cause) {
    throw new SyntaxError('The comment of the picture must be JSON, but is not.', { cause });
  }
  throw new SyntaxError('The comment of the picture must be the list of the categories of its instances, but is not.');
}
