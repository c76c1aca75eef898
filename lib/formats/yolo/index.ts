import * as z from 'zod/mini';
import type { Unit } from '../../label/label.ts';
import { type AnnotationOf, defineFormat, type FormatContext, type FormatFile, type Omission } from '../format.ts';
import { type BoxedKind, boxedShapes, shapesOption } from '../upright-box.ts';
import { dataYaml } from './data-yaml.ts';
import { row } from './row.ts';

/** One text file a unit, one row an object: `class x_centre y_centre width height`, as shares of the image's size. */
export default defineFormat({
  id: 'yolo',
  title: 'YOLO (Ultralytics, boxes)',
  specification: 'https://docs.ultralytics.com/datasets/detect/',
  readsDocument: false,
  Options: z.strictObject({ task: z._default(z.literal('detect'), 'detect'), shapes: shapesOption }),
  cases: [{ shapes: 'boxes' }],
  variant: ({ shapes }) => (shapes === 'hull' ? undefined : shapes),
  holds: ({ shapes }) => ({
    media: ['image'],
    coordinates: ['pixels'],
    places: ['whole'],
    shapes: boxedShapes(shapes),
    shapelessObjects: false,
    classifications: false,
    attributes: false,
    relations: false,
    tracks: 'none',
  }),
  write(label, _options, { classOf, paths }) {
    const omitted: Omission[] = [];
    const files = label.units.flatMap((unit): FormatFile[] => {
      const boxes = label.annotations.filter((annotation) => annotation.unit === unit.id && annotation.shape);
      const rows = boxes.length === 0 ? negative : isSized(unit) ? rowsOf(unit, boxes, classOf) : undefined;
      if (!rows) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        return [];
      }
      omitted.push(...rows.omitted);
      return [
        {
          path: `${labelPath(paths.get(unit.id) ?? '')}.txt`,
          contentType: 'text/plain; charset=utf-8',
          bytes: Buffer.from(rows.written.map((text) => `${text}\n`).join('')),
          namedAfter: 'unit',
          emptyUnit: rows.written.length === 0 ? unit.id : undefined,
        },
      ];
    });
    return { files, omitted };
  },
  collect: (classes) => [
    {
      path: 'data.yaml',
      contentType: 'application/yaml',
      bytes: Buffer.from(dataYaml(classes)),
      namedAfter: 'dataset',
    },
  ],
});

/**
 * Where Ultralytics looks for the label of the image `images/<path>`: the LAST folder `images` of an image's path becomes
 * `labels`, and an image whose label is elsewhere counts as background, without a word (`img2label_paths` in
 * https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/utils.py).
 */
function labelPath(path: string): string {
  const segments = ['images', ...path.split('/')];
  return segments.with(segments.lastIndexOf('images', -2), 'labels').join('/');
}

type Rows = { readonly written: readonly string[]; readonly omitted: readonly Omission[] };

/** An empty file: "looked at, and nothing there". It needs no size. */
const negative: Rows = { written: [], omitted: [] };

type SizedUnit = Unit & { readonly width: number; readonly height: number };
const isSized = (unit: Unit): unit is SizedUnit => unit.width !== undefined && unit.height !== undefined;

function rowsOf(unit: SizedUnit, boxes: readonly AnnotationOf<BoxedKind>[], classOf: FormatContext['classOf']): Rows {
  const written: string[] = [];
  const omitted: Omission[] = [];
  for (const { id, category, shape } of boxes) {
    if (!shape) continue;
    const { text, omitted: why } = row(classOf(category).number, shape, unit);
    omitted.push(...why.map((reason) => ({ ...reason, unit: unit.id, annotation: id })));
    if (text !== undefined) written.push(text);
  }
  return { written, omitted };
}
