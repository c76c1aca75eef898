import * as z from 'zod/mini';
import { InvalidLabel } from '../../contracts/errors.ts';
import type { Category, Unit } from '../../label/label.ts';
import {
  type AnnotationOf,
  type ClassFacts,
  defineFormat,
  type FormatContext,
  type FormatFile,
  type LabelOf,
  type Omission,
} from '../format.ts';
import { flatAttributes } from './attributes.ts';
import { drawSkeleton, templateOf } from './keypoints.ts';
import { type Drawing, type DrawnKind, draw } from './segmentation.ts';

type Held = DrawnKind | 'skeleton';
type SizedUnit = Unit & { readonly width: number; readonly height: number };

/** One file a unit: object detection with segmentation, and keypoints, https://cocodataset.org/#format-data (1 and 2). */
export default defineFormat({
  id: 'coco',
  title: 'COCO (boxes, polygons, masks, keypoints)',
  specification: 'https://cocodataset.org/#format-data',
  readsDocument: false,
  Options: z.strictObject({}),
  holds: {
    media: ['image'],
    coordinates: ['pixels'],
    places: ['whole'],
    shapes: ['box', 'polygon', 'ellipse', 'path', 'mask', 'skeleton'],
    shapelessObjects: false,
    classifications: false,
    attributes: true,
    relations: false,
    tracks: 'ids',
  },
  write(label, _options, { classOf, paths }) {
    const omitted: Omission[] = [];
    const categories = categoriesOf(label.categories, classOf);
    const files = label.units.flatMap((unit): FormatFile[] => {
      if (!isSized(unit)) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        return [];
      }
      const annotations = annotationsOf(unit, label, classOf);
      omitted.push(...annotations.omitted);
      const document = {
        info: { description: unit.name, date_created: label.source.updatedAt },
        licenses: [],
        images: [imageOf(unit)],
        categories,
        annotations: annotations.written,
      };
      return [
        {
          path: `annotations/${paths.get(unit.id)}.json`,
          contentType: 'application/json',
          bytes: Buffer.from(oneItemALine(document)),
          namedAfter: 'unit',
          emptyUnit: annotations.written.length === 0 ? unit.id : undefined,
        },
      ];
    });
    return { files, omitted };
  },
});

const isSized = (unit: Unit): unit is SizedUnit => unit.width !== undefined && unit.height !== undefined;

const imageOf = ({ name, width, height, sourceUri }: SizedUnit) => ({
  id: 1,
  width,
  height,
  file_name: name,
  ...(sourceUri === undefined ? {} : { coco_url: sourceUri }),
});

/**
 * Ids begin at 1: evaluators take an annotation 0 for "no match" (https://github.com/cocodataset/cocoapi/pull/332), and
 * many trainers a category 0 for the background.
 */
const idOf = ({ number }: Pick<ClassFacts, 'number'>) => number + 1;

const categoriesOf = (categories: readonly Category[], classOf: FormatContext['classOf']) =>
  categories
    .filter(({ kind }) => kind === 'object')
    .map(({ name }) => classOf(name))
    .map(({ name, number, parent, skeleton }) => ({
      id: idOf({ number }),
      name,
      supercategory: parent ?? name,
      ...(skeleton ? templateOf(skeleton) : {}),
    }))
    .sort((one, other) => one.id - other.id);

function annotationsOf(unit: SizedUnit, label: LabelOf<Held>, classOf: FormatContext['classOf']) {
  const written: object[] = [];
  const omitted: Omission[] = [];
  let runLengths = 0;
  for (const annotation of label.annotations) {
    const { shape } = annotation;
    if (annotation.unit !== unit.id || !shape) continue;
    const facts = classOf(annotation.category);
    const drawn = shape.kind === 'skeleton' ? drawSkeleton(shape, facts.skeleton, unit) : draw(shape, unit);
    omitted.push(...drawn.omitted.map((why) => ({ ...why, unit: unit.id, annotation: annotation.id })));
    if (!drawn.drawing) continue;
    runLengths += runLengthsOf(drawn.drawing);
    if (runLengths > mostRunLengths) throw tooManyRuns(unit);
    written.push({
      id: written.length + 1,
      image_id: 1,
      category_id: idOf(facts),
      ...drawn.drawing,
      iscrowd: 0,
      ...(annotation.confidence === undefined ? {} : { score: annotation.confidence }),
      attributes: flatAttributes(annotation.attributes, {
        track_id: annotation.track,
        rotation: degrees(shape),
      }),
    });
  }
  return { written, omitted };
}

/**
 * Characters of all masks of a file. A mask of few runs row by row may have thousands of times as many column by column,
 * and TransformLabel holds each character about eight times over, of 512 MB.
 */
const mostRunLengths = 24 * 1024 * 1024;

const runLengthsOf = ({ segmentation }: Partial<Drawing>): number =>
  segmentation && 'counts' in segmentation ? segmentation.counts.length : 0;

const tooManyRuns = ({ name }: Unit) =>
  new InvalidLabel(
    `The masks of ${name} must have at most ${mostRunLengths} characters in COCO's run-length code, but have more. Smooth them on the platform, or leave "coco" out of the route.`,
  );

const degrees = (shape: AnnotationOf<Held>['shape']): number | undefined =>
  shape?.kind === 'box' && shape.rotationDegrees !== 0 ? shape.rotationDegrees : undefined;

/** JSON with a line for each image, category and annotation: people compare two versions of such files. */
function oneItemALine(document: Readonly<Record<string, unknown>>): string {
  const lines = (value: unknown) =>
    Array.isArray(value) && value.length > 0
      ? `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
      : JSON.stringify(value);
  const members = Object.entries(document).map(([key, value]) => `${JSON.stringify(key)}: ${lines(value)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}
