import { videoNeeds } from '../chosen-frames.ts';
import { defineFormat, type FormatFile, type Omission, type Piece, shapedObjects } from '../format.ts';
import { reporter } from '../reporter.ts';
import { picturePath } from '../unit-path.ts';
import { picturesOf } from '../video-frames.ts';
import { dataYaml, listOf } from './data-yaml.ts';
import { labelPath } from './label-path.ts';
import { Options, shapesOf, variantOf } from './options.ts';
import { pictureRows } from './picture-rows.ts';

/** One text file a picture, one row an object: a class number, and shares of the image's size. */
export default defineFormat({
  id: 'yolo',
  title: 'YOLO (Ultralytics)',
  specification: 'https://docs.ultralytics.com/datasets/',
  readsDocument: false,
  needs: ({ frames }) => ['drawn-size', ...videoNeeds(frames)],
  Options,
  cases: [
    { shapes: 'boxes' },
    { task: 'segment' },
    { task: 'obb' },
    { task: 'obb', shapes: 'boxes' },
    { task: 'pose', keypoints: 3 },
    { frames: 'every' },
    { frames: 'keys' },
    { task: 'segment', frames: 5 },
  ],
  // How many keypoints a row has depends on the categories of all labels of a data set, and a video has thousands of files.
  live: ({ task, frames }) => task !== 'pose' && frames === 'none',
  samples: ({ frames }) => frames === 'none',
  variant: variantOf,
  readers: ({ task, frames }) =>
    task === 'pose' || frames !== 'none' ? ['ultralytics'] : ['ultralytics', 'supervision'],
  holds: (options) => {
    const held = { ...shapedObjects, shapes: shapesOf(options) };
    return [held, ...(options.frames === 'none' ? [] : [{ ...held, media: ['video'], places: ['frame'] } as const])];
  },
  write(label, options, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const taken = new Set<string>(); // Ultralytics looks for the labels of `images/labels/y` and `labels/images/y` in one file
    const pictures = picturesOf(label, paths, options.frames);
    for (const omission of pictures.omitted) omitted.push(omission);
    const rowsOf = pictureRows(classOf, options, reporter(omitted));
    const unsized = new Set<string>();
    for (const picture of pictures.pictures) {
      const { unit, path, frame } = picture;
      const rows = rowsOf(picture);
      if (!rows) {
        if (!unsized.has(unit.id)) omitted.push({ code: 'size-unknown', unit: unit.id });
        unsized.add(unit.id);
        continue;
      }
      const file = labelPath(path);
      const empty = rows.length === 0 ? { emptyUnit: unit.id, emptyFrame: frame } : {};
      const split = dataSet?.splitOf(unit.id);
      const name = frame === undefined ? picturePath(unit, path) : unit.name;
      const unlabelled = taken.has(file) ? sharedLabel : split === undefined ? undefined : unlistable(name);
      if (unlabelled !== undefined) {
        omitted.push({ code: 'unit-left-out', unit: unit.id, detail: unlabelled });
        continue;
      }
      taken.add(file);
      files.push({
        path: file,
        contentType: plainText,
        bytes: Buffer.from(rows.map((text) => `${text}\n`).join('')),
        namedAfter: 'unit',
        ...empty,
      });
      if (split !== undefined) {
        pieces.push({ file: listOf(split), stream: 'pictures', text: `./images/${name}\n`, ...empty });
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
  ownReader: () => import('./read.ts'),
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
