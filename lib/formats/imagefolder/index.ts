import * as z from 'zod/mini';
import { id2label } from '../data-set-files.ts';
import { type AnnotationOf, defineFormat, type FormatContext, type Omission, shapedObjects } from '../format.ts';
import { UnitLines, wholeLines } from '../json-line.ts';
import { type BoxedKind, boxedShapes, shapesOption, uprightBox } from '../upright-box.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';

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
  needs: ['drawn-size'],
  samples: false,
  pictureFolder: (split) => split ?? '',
  Options: z.strictObject({ shapes: shapesOption }),
  cases: [{ shapes: 'boxes' }],
  variant: ({ shapes }) => (shapes === 'hull' ? undefined : shapes),
  holds: ({ shapes }) => ({
    ...shapedObjects,
    shapes: boxedShapes(shapes),
  }),
  write({ units, annotations }, _options, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const drawn = annotationsOf.get(unit.id) ?? [];
      const objects =
        drawn.length === 0 ? nothing : isSized(unit) ? objectsOf(unit, drawn, context.classOf) : undefined;
      if (!objects) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        continue;
      }
      for (const omission of objects.omitted) omitted.push(omission);
      const { bbox, categories } = objects;
      const picture = context.dataSet?.pictureOf(unit.id) ?? unit.name;
      const line: Line = { file_name: picture, objects: { bbox, categories } };
      lines.add(unit.id, line, bbox.length === 0);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ classes, splits }) => [id2label(classes.map(({ name }) => name)), ...wholeLines(names, splits)],
  ownReader: () => import('./read.ts'),
});

const names = {
  ending: '.jsonl',
  /** Beside the images of its split, to which its names are relative. */
  pathOf: (split: string | undefined) => `${split === undefined ? '' : `${split}/`}metadata.jsonl`,
};

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
