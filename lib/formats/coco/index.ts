import * as z from 'zod/mini';
import { InvalidLabel } from '../../contracts/errors.ts';
import type { Unit } from '../../label/label.ts';
import { isCrowd } from '../crowd.ts';
import { drawnSkeletons } from '../drawn-skeletons.ts';
import { flatAttributes } from '../flat-attributes.ts';
import {
  type AnnotationOf,
  defineFormat,
  type FormatContext,
  type FormatFile,
  type Omission,
  type Piece,
  shapedObjects,
} from '../format.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { categoriesOf, idOf, imageOf, instancesFile, instancesPath, oneItemALine } from './document.ts';
import { drawSkeleton } from './keypoints.ts';
import { read } from './read.ts';
import { type Drawing, type DrawnKind, draw, type Segmentation } from './segmentation.ts';

type Held = DrawnKind | 'skeleton';

/** One file a unit: object detection with segmentation, and keypoints, https://cocodataset.org/#format-data (1 and 2). */
export default defineFormat({
  id: 'coco',
  title: 'COCO (boxes, polygons, masks, keypoints)',
  specification: 'https://cocodataset.org/#format-data',
  readers: ['pycocotools'],
  readsDocument: false,
  needs: ['size'],
  Options: z.strictObject({ segmentation: z._default(z.enum(['as-drawn', 'polygons', 'rle']), 'as-drawn') }),
  cases: [{ segmentation: 'polygons' }, { segmentation: 'rle' }],
  variant: ({ segmentation }) => (segmentation === 'as-drawn' ? undefined : segmentation),
  holds: {
    ...shapedObjects,
    shapes: ['box', 'polygon', 'ellipse', 'path', 'mask', 'skeleton'],
    attributes: true,
    tracks: 'ids',
  },
  write(label, { segmentation }, context) {
    const { paths, dataSet } = context;
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const templates = drawnSkeletons(label.annotations);
    const classOf = (name: string) => ({ skeleton: templates.get(name), ...context.classOf(name) });
    const categories = categoriesOf(
      label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => classOf(name)),
    );
    const annotations = Map.groupBy(label.annotations, ({ unit }) => unit);
    for (const unit of label.units) {
      if (!isSized(unit)) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        continue;
      }
      const { written, omitted: why } = annotationsOf(
        { unit, annotations: annotations.get(unit.id) ?? [], isNumbered: !dataSet, segmentation },
        classOf,
      );
      for (const omission of why) omitted.push(omission);
      const emptyUnit = written.length === 0 ? unit.id : undefined;
      if (dataSet) {
        const file = instancesPath(dataSet.splitOf(unit.id));
        pieces.push({ file, stream: 'images', json: imageOf(unit, dataSet.pictureOf(unit.id)), emptyUnit });
        for (const annotation of written) pieces.push({ file, stream: 'annotations', json: annotation });
        continue;
      }
      const document = {
        info: { description: unit.name, date_created: label.source.updatedAt },
        licenses: [],
        images: [{ id: 1, ...imageOf(unit, unit.name) }],
        categories,
        annotations: written,
      };
      files.push({
        path: `annotations/${paths.get(unit.id)}.json`,
        contentType: 'application/json',
        bytes: Buffer.from(oneItemALine(document)),
        namedAfter: 'unit',
        emptyUnit,
      });
    }
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }) =>
    (splits.length === 0 ? [undefined] : splits).map((split) => instancesFile(split, classes)),
  read,
});

type InUnit = {
  readonly unit: SizedUnit;
  readonly annotations: readonly AnnotationOf<Held>[];
  /** In a data set, the numbers are those of all labels, and not given here. */
  readonly isNumbered: boolean;
  readonly segmentation: Segmentation;
};

function annotationsOf({ unit, annotations, isNumbered, segmentation }: InUnit, classOf: FormatContext['classOf']) {
  const written: Record<string, unknown>[] = [];
  const omitted: Omission[] = [];
  let runLengths = 0;
  for (const annotation of annotations) {
    const { shape } = annotation;
    if (!shape) continue;
    const facts = classOf(annotation.category);
    const isGroup = isCrowd(annotation);
    const drawn =
      shape.kind === 'skeleton'
        ? drawSkeleton(shape, facts.skeleton ?? noKeypoints, unit)
        : draw(shape, unit, isGroup ? 'rle' : segmentation);
    for (const why of drawn.omitted) omitted.push({ ...why, unit: unit.id, annotation: annotation.id });
    if (!drawn.drawing) continue;
    runLengths += runLengthsOf(drawn.drawing);
    if (runLengths > mostRunLengths) throw tooManyRuns(unit);
    // JSON leaves out what is undefined.
    written.push({
      id: isNumbered ? written.length + 1 : undefined,
      image_id: isNumbered ? 1 : undefined,
      category_id: idOf(facts),
      ...drawn.drawing,
      iscrowd: isGroup ? 1 : 0,
      score: annotation.confidence,
      attributes: flatAttributes(annotation.attributes, {
        track_id: annotation.track,
        rotation: degrees(shape),
      }),
    });
  }
  return { written, omitted };
}

const noKeypoints = { keypoints: [], edges: [] };

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
