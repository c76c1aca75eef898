import * as z from 'zod/mini';
import { eachSplit } from '../data-set-files.ts';
import { defineFormat, type FormatFile, type Omission, type Piece, shapedObjects } from '../format.ts';
import { cuboidRow, safeWord } from './row.ts';
import { samplesOf } from './samples.ts';

/** One text file a point cloud, a frame of a scene or a unit that is one, with a row a cuboid. */
export default defineFormat({
  id: 'openpcdet',
  title: 'OpenPCDet (boxes in point clouds)',
  specification: 'https://github.com/open-mmlab/OpenPCDet/blob/master/docs/CUSTOM_DATASET_TUTORIAL.md',
  readsDocument: false,
  // A file a frame, and a list of them: a live tree has no end.
  live: false,
  samples: false,
  pictureFolder: () => 'points',
  Options: z.strictObject({}),
  holds: {
    ...shapedObjects,
    media: ['pointcloud'],
    // Whatever a unit's own coordinates count, a cuboid is in the space of its scene.
    coordinates: ['pixels', 'relative', 'points'],
    places: ['whole', 'frame'],
    shapes: ['cuboid'],
    tracks: 'none',
  },
  write({ units, annotations, tracks = [] }, _options, { paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const found = samplesOf(unit, annotationsOf.get(unit.id) ?? [], tracks);
      omitted.push(...found.omitted);
      let isWritten = false;
      for (const { frame, cuboids } of found.samples) {
        const rows: string[] = [];
        for (const { id, category, shape, isDrawn } of cuboids) {
          const { row, omitted: why } = cuboidRow(shape, category);
          const reasons = row === undefined ? why : [...why, ...changedName(category)];
          if (isDrawn) for (const reason of reasons) omitted.push({ ...reason, unit: unit.id, annotation: id });
          if (row !== undefined) rows.push(row);
        }
        if (rows.length === 0) continue; // OpenPCDet reads no file without a box
        isWritten = true;
        const sample = sampleName(paths.get(unit.id) ?? '', frame);
        const bytes = Buffer.from(rows.join(''));
        files.push({ path: `labels/${sample}.txt`, contentType, bytes, namedAfter: 'unit' });
        if (dataSet) pieces.push({ file: listOf(dataSet.splitOf(unit.id)), stream: 'samples', text: `${sample}\n` });
      }
      if (!isWritten) omitted.push({ code: 'unit-left-out', unit: unit.id, detail: 'no box' });
    }
    return { files, pieces, omitted };
  },
  whole: ({ splits }) =>
    eachSplit(splits).map((split) => ({
      path: listOf(split),
      contentType,
      parts: [{ stream: 'samples' }],
    })),
});

const contentType = 'text/plain; charset=utf-8';

const listOf = (split = 'all') => `ImageSets/${split}.txt`;

/** Below no folder: OpenPCDet makes names of files of it, for the points of each object. */
const sampleName = (path: string, frame: number | undefined): string =>
  `${safeWord(path)}${frame === undefined ? '' : `--${String(frame).padStart(6, '0')}`}`;

const changedName = (category: string): readonly Pick<Omission, 'code' | 'detail'>[] =>
  safeWord(category) === category ? [] : [{ code: 'name-changed', detail: 'category' }];
