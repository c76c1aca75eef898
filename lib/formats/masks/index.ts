import * as z from 'zod/mini';
import {
  type AnnotationOf,
  defineFormat,
  type FormatContext,
  type FormatFile,
  type Omission,
  shapedObjects,
} from '../format.ts';
import {
  flattenLayers,
  type Layer,
  overlapOf,
  type PaintedKind,
  painted,
  paintedKinds,
  pixelRuns,
  type SizedUnit,
  sizedUnit,
  vocColour,
} from '../painted.ts';
import { encodePng } from '../png.ts';
import { read } from './read.ts';

const Options = z.strictObject({
  kind: z._default(z.enum(['semantic', 'instance']), 'semantic'),
  depth: z._default(z.union([z.literal(8), z.literal(16)]), 8),
});
type Options = z.output<typeof Options>;

/** One picture a unit, in which the value of a pixel says of which class, or of which object, it is; 0 of none. */
export default defineFormat({
  id: 'masks',
  title: 'Masks (indexed PNG: classes or instances)',
  specification: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html#SECTION00035000000000000000',
  readers: ['Pillow'],
  readsDocument: false,
  Options,
  cases: [{ depth: 16 }, { kind: 'instance' }, { kind: 'instance', depth: 16 }],
  variant: ({ kind, depth }) =>
    [kind === 'instance' ? [kind] : [], depth === 16 ? ['16'] : []].flat().join('-') || undefined,
  holds: {
    ...shapedObjects,
    shapes: paintedKinds,
  },
  write(label, options, { classOf, paths }) {
    const omitted: Omission[] = [];
    const byUnit = Map.groupBy(label.annotations, ({ unit }) => unit);
    const files = label.units.flatMap((any): FormatFile[] => {
      const unit = sizedUnit(any, 'masks');
      if (!unit) {
        omitted.push({ code: 'size-unknown', unit: any.id });
        return [];
      }
      const objects = objectsOf(unit, byUnit.get(unit.id) ?? [], classOf, options);
      omitted.push(...objects.omitted);
      return [
        {
          path: `masks/${paths.get(unit.id)}.png`,
          contentType: 'image/png',
          bytes: pictureOf(unit, objects, options),
          namedAfter: 'unit',
          emptyUnit: objects.layers.length === 0 ? unit.id : undefined,
        },
      ];
    });
    return { files, omitted };
  },
  whole: ({ classes }, { kind }) =>
    kind === 'instance'
      ? []
      : [
          {
            path: 'id2label.json',
            contentType: 'application/json',
            parts: [
              { text: `${JSON.stringify({ ...['background', ...classes.map(({ name }) => name)] }, null, 2)}\n` },
            ],
          },
        ],
  read,
});

type Objects = {
  readonly layers: readonly Layer[];
  readonly categories: readonly string[];
  readonly stretches: ReturnType<typeof flattenLayers>['stretches'];
  readonly omitted: readonly Omission[];
};

/** The last value is left free: training code takes 255, PASCAL VOC's border of an object, for pixels that do not count. */
const mostValue = { 8: 254, 16: 65_534 } as const;

function objectsOf(
  unit: SizedUnit,
  annotations: readonly AnnotationOf<PaintedKind>[],
  classOf: FormatContext['classOf'],
  { kind, depth }: Options,
): Objects {
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

const tooMany = (kind: Options['kind'], value: number, depth: 8 | 16): string =>
  `${kind === 'instance' ? 'instance' : 'class'} ${value} of at most ${mostValue[depth]} in ${depth} bits${depth === 8 ? ', depth 16 has more' : ''}`;

const palette = Buffer.concat(Array.from({ length: 256 }, (_, index) => Buffer.from(vocColour(index))));

function pictureOf({ width, height }: SizedUnit, { layers, categories, stretches }: Objects, options: Options): Buffer {
  const bytes = layers.map(({ value }) => Buffer.from(options.depth === 8 ? [value] : [value >> 8, value & 255]));
  const picture = {
    width,
    height,
    comment: options.kind === 'instance' ? JSON.stringify(categories) : '',
    ...(options.depth === 8 ? ({ kind: 'indexed', palette } as const) : ({ kind: 'grey16' } as const)),
  };
  return encodePng(picture, pixelRuns(stretches, bytes));
}
