import { InvalidLabel } from '../../contracts/errors.ts';
import type { Unit } from '../../label/label.ts';
import {
  type AnnotationOf,
  defineFormat,
  type FormatContext,
  type FormatFile,
  type Omission,
  type Piece,
  shapedObjects,
} from '../format.ts';
import { picturePath } from '../unit-path.ts';
import type { BoxedKind } from '../upright-box.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { dataYaml, listOf } from './data-yaml.ts';
import { keypointsRow } from './keypoints-row.ts';
import { labelPath } from './label-path.ts';
import { Options, shapesOf, variantOf } from './options.ts';
import { read } from './read.ts';
import { boxRow, orientedRow, outlineRow, type Row } from './row.ts';

/** One text file a unit, one row an object: a class number, and shares of the image's size. */
export default defineFormat({
  id: 'yolo',
  title: 'YOLO (Ultralytics)',
  specification: 'https://docs.ultralytics.com/datasets/',
  readsDocument: false,
  needs: ['drawn-size'],
  Options,
  cases: [
    { shapes: 'boxes' },
    { task: 'segment' },
    { task: 'obb' },
    { task: 'obb', shapes: 'boxes' },
    { task: 'pose', keypoints: 3 },
  ],
  // How many keypoints a row has depends on the categories of all labels of a data set.
  live: ({ task }) => task !== 'pose',
  variant: variantOf,
  readers: ({ task }) => (task === 'pose' ? ['ultralytics'] : ['ultralytics', 'supervision']),
  holds: (options) => ({
    ...shapedObjects,
    shapes: shapesOf(options),
  }),
  write(label, options, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const taken = new Set<string>(); // Ultralytics looks for the labels of `images/labels/y` and `labels/images/y` in one file
    const annotations = Map.groupBy(label.annotations, ({ unit }) => unit);
    for (const unit of label.units) {
      const drawn = (annotations.get(unit.id) ?? []).filter(({ shape }) => shape);
      const rows = drawn.length === 0 ? negative : isSized(unit) ? rowsOf(unit, drawn, classOf, options) : undefined;
      if (!rows) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        continue;
      }
      for (const omission of rows.omitted) omitted.push(omission);
      const path = paths.get(unit.id) ?? '';
      const file = labelPath(path);
      const emptyUnit = rows.written.length === 0 ? unit.id : undefined;
      const split = dataSet?.splitOf(unit.id);
      const picture = picturePath(unit, path);
      const unlabelled = taken.has(file) ? sharedLabel : split === undefined ? undefined : unlistable(picture);
      if (unlabelled !== undefined) {
        omitted.push({ code: 'unit-left-out', unit: unit.id, detail: unlabelled });
        continue;
      }
      taken.add(file);
      files.push({
        path: file,
        contentType: plainText,
        bytes: Buffer.from(rows.written.map((text) => `${text}\n`).join('')),
        namedAfter: 'unit',
        emptyUnit,
      });
      if (split !== undefined) {
        pieces.push({ file: listOf(split), stream: 'pictures', text: `./images/${picture}\n`, emptyUnit });
      }
    }
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }, options) => [
    {
      path: 'data.yaml',
      contentType: 'application/yaml',
      parts: [{ text: dataYaml(classes, splits, options) }],
    },
    ...splits.map((split) => ({
      path: listOf(split),
      contentType: plainText,
      parts: [{ stream: 'pictures' }],
    })),
  ],
  read,
});

/** Its image would count as background, or have the objects of the other one. */
const sharedLabel = 'another unit has its label file';

/**
 * Why a list of pictures cannot hold one. Ultralytics cuts lists with Python's `splitlines`, which knows more line breaks
 * than the paths of units are free of. It takes `.jpg` for an ending alone, and looks for the label of a picture of this name
 * in `.txt`; in a folder of pictures it passes over such files.
 */
function unlistable(picture: string): string | undefined {
  if (/[\u0085\u2028\u2029]/.test(picture)) return 'a name with a line break';
  return /(^|\/)\.[^./]*$/.test(picture) ? 'a name that is an ending alone' : undefined;
}

const plainText = 'text/plain; charset=utf-8';

type Rows = { readonly written: readonly string[]; readonly omitted: readonly Omission[] };

/** An empty file: "looked at, and nothing there". It needs no size. */
const negative: Rows = { written: [], omitted: [] };

function rowsOf(
  unit: SizedUnit,
  drawn: readonly AnnotationOf<BoxedKind>[],
  classOf: FormatContext['classOf'],
  { task, keypoints }: Options,
): Rows {
  const written: string[] = [];
  const omitted: Omission[] = [];
  let characters = 0;
  for (const { id, category, shape } of drawn) {
    if (!shape) continue;
    const facts = classOf(category);
    const { text, omitted: why }: Row =
      task === 'pose' ? keypointsRow(facts, shape, unit, keypoints) : rowOf[task](facts, shape as never, unit);
    for (const reason of why) omitted.push({ ...reason, unit: unit.id, annotation: id });
    if (text === undefined) continue;
    characters += text.length;
    if (characters > mostCharacters) throw tooLong(unit);
    written.push(text);
  }
  return { written, omitted };
}

const rowOf = { detect: boxRow, segment: outlineRow, obb: orientedRow };

/** Of all rows of a unit: masks of noise have millions of corners, and TransformLabel has 512 MB. */
const mostCharacters = 32 * 1024 * 1024;

const tooLong = ({ name }: Unit) =>
  new InvalidLabel(
    `The outlines of ${name} must have at most ${mostCharacters} characters as rows of YOLO, but have more. Smooth them on the platform, or leave "yolo" with the task "segment" out of the route.`,
  );
