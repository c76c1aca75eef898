import * as z from 'zod/mini';
import {
  type AnnotationOf,
  defineFormat,
  type FormatContext,
  type FormatFile,
  type Omission,
  type Piece,
  shapedObjects,
} from '../format.ts';
import { jsonLine } from '../json-line.ts';
import { type BoxedKind, boxedShapes, shapesOption, uprightBox } from '../upright-box.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { read } from './read.ts';

/** A line of `metadata.jsonl`: boxes as [x, y, width, height] in pixels of the image, and their class numbers from 0. */
export type Line = {
  readonly file_name: string;
  readonly objects: { readonly bbox: readonly (readonly number[])[]; readonly categories: readonly number[] };
};

/** One line a unit, as the loader `imagefolder` of Hugging Face's `datasets` takes it for object detection. */
export default defineFormat({
  id: 'imagefolder',
  title: 'Hugging Face imagefolder (boxes)',
  specification: 'https://huggingface.co/docs/datasets/image_dataset#object-detection',
  readers: ['datasets'],
  readsDocument: false,
  Options: z.strictObject({ shapes: shapesOption }),
  cases: [{ shapes: 'boxes' }],
  variant: ({ shapes }) => (shapes === 'hull' ? undefined : shapes),
  holds: ({ shapes }) => ({
    ...shapedObjects,
    shapes: boxedShapes(shapes),
  }),
  write({ units, annotations }, _options, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const drawn = annotationsOf.get(unit.id) ?? [];
      const objects = drawn.length === 0 ? nothing : isSized(unit) ? objectsOf(unit, drawn, classOf) : undefined;
      if (!objects) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        continue;
      }
      for (const omission of objects.omitted) omitted.push(omission);
      const { bbox, categories } = objects;
      const picture = dataSet?.pictureOf(unit.id) ?? unit.name;
      const text = jsonLine({ file_name: picture, objects: { bbox, categories } } satisfies Line);
      const emptyUnit = bbox.length === 0 ? unit.id : undefined;
      if (dataSet) {
        pieces.push({ file: metadataPath(dataSet.splitOf(unit.id)), stream: 'lines', text, emptyUnit });
        continue;
      }
      files.push({
        path: `${paths.get(unit.id)}.jsonl`,
        contentType: jsonLines,
        bytes: Buffer.from(text),
        namedAfter: 'unit',
        emptyUnit,
      });
    }
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }) => [
    {
      path: 'id2label.json',
      contentType: 'application/json',
      parts: [{ text: `${JSON.stringify({ ...classes.map(({ name }) => name) }, null, 2)}\n` }],
    },
    ...(splits.length === 0 ? [undefined] : splits).map((split) => ({
      path: metadataPath(split),
      contentType: jsonLines,
      parts: [{ stream: 'lines' }],
    })),
  ],
  read,
});

const jsonLines = 'application/jsonl; charset=utf-8';

/** Beside the images of its split, to which its names are relative. */
const metadataPath = (split: string | undefined) => `${split === undefined ? '' : `${split}/`}metadata.jsonl`;

type Objects = Line['objects'] & { readonly omitted: readonly Omission[] };

/** Needs no size. */
const nothing: Objects = { bbox: [], categories: [], omitted: [] };

function objectsOf(
  unit: SizedUnit,
  drawn: readonly AnnotationOf<BoxedKind>[],
  classOf: FormatContext['classOf'],
): Objects {
  const bbox: number[][] = [];
  const categories: number[] = [];
  const omitted: Omission[] = [];
  for (const { id, category, shape } of drawn) {
    if (!shape) continue;
    const { bounds, omitted: why } = uprightBox(shape, unit);
    omitted.push(...why.map((reason) => ({ ...reason, unit: unit.id, annotation: id })));
    if (!bounds) continue;
    bbox.push([bounds.x, bounds.y, bounds.width, bounds.height]);
    categories.push(classOf(category).number);
  }
  return { bbox, categories, omitted };
}
