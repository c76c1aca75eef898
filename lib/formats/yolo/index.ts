import { InvalidLabel } from '../../contracts/errors.ts';
import type { Unit } from '../../label/label.ts';
import {
  type AnnotationOf,
  defineFormat,
  type FormatContext,
  type FormatFile,
  type LabelOf,
  type Omission,
} from '../format.ts';
import type { BoxedKind } from '../upright-box.ts';
import { dataYaml } from './data-yaml.ts';
import { keypointsRow } from './keypoints-row.ts';
import { Options, shapesOf, variantOf } from './options.ts';
import { read } from './read.ts';
import { boxRow, orientedRow, outlineRow, type Row } from './row.ts';

/** One text file a unit, one row an object: a class number, and shares of the image's size. */
export default defineFormat({
  id: 'yolo',
  title: 'YOLO (Ultralytics)',
  specification: 'https://docs.ultralytics.com/datasets/',
  readsDocument: false,
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
  holds: (options) => ({
    media: ['image'],
    coordinates: ['pixels'],
    places: ['whole'],
    shapes: shapesOf(options),
    shapelessObjects: false,
    classifications: false,
    attributes: false,
    relations: false,
    tracks: 'none',
  }),
  write(label, options, { classOf, paths }) {
    const omitted: Omission[] = [];
    const shapesIn = shapesByUnit(label);
    const files = label.units.flatMap((unit): FormatFile[] => {
      const drawn = shapesIn.get(unit.id);
      const rows = !drawn ? negative : isSized(unit) ? rowsOf(unit, drawn, classOf, options) : undefined;
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
  collect: (classes, options) => [
    {
      path: 'data.yaml',
      contentType: 'application/yaml',
      bytes: Buffer.from(dataYaml(classes, options)),
      namedAfter: 'dataset',
    },
  ],
  read,
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
    omitted.push(...why.map((reason) => ({ ...reason, unit: unit.id, annotation: id })));
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

/** The annotations of a shape, in the label's order. */
function shapesByUnit({ annotations }: LabelOf<BoxedKind>): Map<string, AnnotationOf<BoxedKind>[]> {
  const byUnit = new Map<string, AnnotationOf<BoxedKind>[]>();
  for (const annotation of annotations) {
    if (!annotation.shape) continue;
    const others = byUnit.get(annotation.unit);
    if (others) others.push(annotation);
    else byUnit.set(annotation.unit, [annotation]);
  }
  return byUnit;
}
