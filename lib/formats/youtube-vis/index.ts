import * as z from 'zod/mini';
import { chosenFrames, videoNeeds } from '../chosen-frames.ts';
import { eachSplit } from '../data-set-files.ts';
import type { DrawnKind } from '../drawn-segmentation.ts';
import { defineFormat, type FormatFile, type Omission, type Piece, shapedObjects } from '../format.ts';
import { oneItemALine } from '../item-lines.ts';
import { reporter } from '../reporter.ts';
import { picturesOf } from '../video-frames.ts';
import { isSized } from '../visible-parts.ts';
import { categoriesOf, instancesFile, instancesPath, videoOf } from './document.ts';
import { thingsIn } from './things.ts';

/** One file a video: what of each thing is seen in which frame, as a mask. */
export default defineFormat({
  id: 'youtube-vis',
  title: 'YouTube-VIS (tracks of masks)',
  specification: 'https://youtube-vos.org/dataset/vis/',
  readers: ['trackeval'],
  readsDocument: false,
  needs: ({ frames }) => videoNeeds(frames),
  Options: z.strictObject({ frames: z._default(chosenFrames, 'every') }),
  cases: [{ frames: 'keys' }, { frames: 5 }],
  variant: ({ frames }) => (frames === 'every' ? undefined : `frames-${frames}`),
  holds: ({ frames }) => ({
    ...shapedObjects,
    media: ['video'],
    places: ['frame'],
    shapes: ['box', 'polygon', 'ellipse', 'path', 'mask'] satisfies DrawnKind[],
    tracks: frames === 'every' ? 'ranges' : 'ids',
  }),
  write(label, { frames }, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const categories = categoriesOf(
      label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => classOf(name)),
    );
    const annotationsOf = Map.groupBy(label.annotations, ({ unit }) => unit);
    for (const unit of label.units) {
      if (!isSized(unit)) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        continue;
      }
      const path = paths.get(unit.id) ?? '';
      const own = { ...label, units: [unit], annotations: annotationsOf.get(unit.id) ?? [] };
      const chosen = picturesOf(own, new Map([[unit.id, oneFolder(path)]]), frames);
      for (const omission of chosen.omitted) omitted.push(omission);
      const pictures = [...chosen.pictures];
      if (pictures.length === 0) continue; // chosen.omitted says why
      const things = thingsIn(pictures, unit, classOf, reporter(omitted));
      if (!things) {
        omitted.push({ code: 'too-many-frames', unit: unit.id, detail: 'masks' });
        continue;
      }
      const video = videoOf(
        unit,
        pictures.map((picture) => picture.unit.name),
      );
      const emptyUnit = things.length === 0 ? unit.id : undefined;
      if (dataSet) {
        const file = instancesPath(dataSet.splitOf(unit.id));
        pieces.push({ file, stream: 'videos', json: video, emptyUnit });
        for (const thing of things) pieces.push({ file, stream: 'annotations', json: thing });
        continue;
      }
      const document = {
        info: { description: unit.name, date_created: label.source.updatedAt },
        licenses: [],
        videos: [{ id: 1, ...video }],
        categories,
        annotations: things.map((thing, index) => ({ id: index + 1, video_id: 1, ...thing })),
      };
      files.push({
        path: `annotations/${path}.json`,
        contentType: 'application/json',
        bytes: Buffer.from(oneItemALine(document)),
        namedAfter: 'unit',
        emptyUnit,
      });
    }
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }) => eachSplit(splits).map((split) => instancesFile(split, classes)),
  pictureFolder: () => 'JPEGImages',
  ownReader: () => import('./read.ts'),
});

/** The frames of a video are in one folder, below no other: TrackEval takes the first folder of a picture for the name of its video. */
const oneFolder = (path: string): string => path.replaceAll('/', '_2f');
