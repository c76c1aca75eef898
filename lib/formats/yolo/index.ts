import * as z from 'zod/mini';
import type { Unit } from '../../label/label.ts';
import {
  type AnnotationOf,
  defineFormat,
  type FormatContext,
  type FormatFile,
  type Omission,
  type Piece,
} from '../format.ts';
import { picturePath } from '../unit-path.ts';
import { type BoxedKind, boxedShapes, shapesOption } from '../upright-box.ts';
import { dataYaml, listOf } from './data-yaml.ts';
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
  readers: ({ shapes }) => (shapes === 'hull' ? ['supervision'] : []),
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
  write(label, _options, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const annotations = Map.groupBy(label.annotations, ({ unit }) => unit);
    for (const unit of label.units) {
      const boxes = (annotations.get(unit.id) ?? []).filter(({ shape }) => shape);
      const rows = boxes.length === 0 ? negative : isSized(unit) ? rowsOf(unit, boxes, classOf) : undefined;
      if (!rows) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        continue;
      }
      for (const omission of rows.omitted) omitted.push(omission);
      const path = paths.get(unit.id) ?? '';
      const emptyUnit = rows.written.length === 0 ? unit.id : undefined;
      files.push({
        path: `${labelPath(path)}.txt`,
        contentType: plainText,
        bytes: Buffer.from(rows.written.map((text) => `${text}\n`).join('')),
        namedAfter: 'unit',
        emptyUnit,
      });
      const split = dataSet?.splitOf(unit.id);
      if (split === undefined) continue;
      const picture = picturePath(unit, path);
      if (breaksLine.test(picture)) {
        omitted.push({ code: 'unit-left-out', unit: unit.id, detail: 'a name with a line break' });
        continue;
      }
      pieces.push({
        file: listOf(split),
        stream: 'pictures',
        text: `./images/${picture}\n`,
        emptyUnit,
      });
    }
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }) => [
    {
      path: 'data.yaml',
      contentType: 'application/yaml',
      parts: [{ text: dataYaml(classes, splits) }],
    },
    ...splits.map((split) => ({
      path: listOf(split),
      contentType: plainText,
      parts: [{ stream: 'pictures' }],
    })),
  ],
});

/** Ultralytics cuts lists with Python's `splitlines`, which knows more line breaks than the paths of units are free of. */
const breaksLine = /[\u0085\u2028\u2029]/;

const plainText = 'text/plain; charset=utf-8';

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
