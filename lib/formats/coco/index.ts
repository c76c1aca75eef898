import * as z from 'zod/mini';
import { framesOption, framesWord, videoNeeds } from '../chosen-frames.ts';
import { eachSplit } from '../data-set-files.ts';
import { drawnSkeletons } from '../drawn-skeletons.ts';
import { defineFormat, type FormatFile, type Omission, type Piece, shapedObjects } from '../format.ts';
import { oneItemALine } from '../item-lines.ts';
import { reporter } from '../reporter.ts';
import { picturesOf } from '../video-frames.ts';
import { isSized } from '../visible-parts.ts';
import { categoriesOf, imageOf, instancesFile, instancesPath } from './document.ts';
import { heldKinds, pictureAnnotations } from './picture-annotations.ts';

const held = { shapes: heldKinds, attributes: true, tracks: 'ids' } as const;

/** One file a picture: object detection with segmentation, and keypoints, https://cocodataset.org/#format-data (1 and 2). */
export default defineFormat({
  id: 'coco',
  title: 'COCO (boxes, polygons, masks, keypoints)',
  specification: 'https://cocodataset.org/#format-data',
  readers: ['pycocotools'],
  readsDocument: false,
  needs: ({ frames }) => ['size', ...videoNeeds(frames)],
  // A file a frame is of no use without the others, and a video has thousands.
  live: ({ frames }) => frames === 'none',
  samples: ({ frames }) => frames === 'none',
  Options: z.strictObject({
    segmentation: z._default(z.enum(['as-drawn', 'polygons', 'rle']), 'as-drawn'),
    frames: framesOption,
  }),
  cases: [
    { segmentation: 'polygons' },
    { segmentation: 'rle' },
    { frames: 'every' },
    { frames: 'keys' },
    { segmentation: 'polygons', frames: 5 },
  ],
  variant: ({ segmentation, frames }) =>
    [segmentation === 'as-drawn' ? undefined : segmentation, framesWord(frames)].filter(Boolean).join('-') || undefined,
  holds: ({ frames }) => [
    { ...shapedObjects, ...held },
    ...(frames === 'none' ? [] : [{ ...shapedObjects, media: ['video'], places: ['frame'], ...held } as const]),
  ],
  write(label, { segmentation, frames }, context) {
    const { paths, dataSet } = context;
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const templates = drawnSkeletons(label.annotations);
    const classOf = (name: string) => ({ skeleton: templates.get(name), ...context.classOf(name) });
    const categories = categoriesOf(
      label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => classOf(name)),
    );
    const units = label.units.filter(isSized);
    const omitted: Omission[] = label.units
      .filter((unit) => !isSized(unit))
      .map(({ id }) => ({ code: 'size-unknown', unit: id }));
    const pictures = picturesOf({ ...label, units }, paths, frames);
    for (const omission of pictures.omitted) omitted.push(omission);
    const annotationsOf = pictureAnnotations({
      segmentation,
      isNumbered: !dataSet,
      classOf,
      report: reporter(omitted),
    });
    for (const picture of pictures.pictures) {
      const { unit, path, frame } = picture;
      if (!isSized(unit)) continue; // reported above
      const written = annotationsOf(picture, unit);
      const empty = written.length === 0 ? { emptyUnit: unit.id, emptyFrame: frame } : {};
      if (dataSet) {
        const file = instancesPath(dataSet.splitOf(unit.id));
        const name = frame === undefined ? dataSet.pictureOf(unit.id) : unit.name;
        pieces.push({ file, stream: 'images', json: imageOf(unit, name), ...empty });
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
        path: `annotations/${path}.json`,
        contentType: 'application/json',
        bytes: Buffer.from(oneItemALine(document)),
        namedAfter: 'unit',
        ...empty,
      });
    }
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }) => eachSplit(splits).map((split) => instancesFile(split, classes)),
  ownReader: () => import('./read.ts'),
});
