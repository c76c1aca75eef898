import * as z from 'zod/mini';
import { transpose } from '../../label/rle.ts';
import type { FormatFile, ReadObject, ReadUnit } from '../format.ts';

const side = z.int().check(z.positive());
const Rle = z.object({ size: z.tuple([side, side]), counts: z.array(z.int().check(z.nonnegative())) });
const Document = z.object({
  videos: z.array(z.object({ id: z.int(), width: side, height: side, file_names: z.array(z.string()) })),
  categories: z.array(z.object({ id: z.int(), name: z.string() })),
  annotations: z.array(
    z.object({
      id: z.int(),
      video_id: z.int(),
      category_id: z.int(),
      segmentations: z.array(z.nullable(Rle)),
      bboxes: z.array(z.nullable(z.array(z.number()))),
    }),
  ),
});
type File = Pick<FormatFile, 'path' | 'bytes'>;
type Video = z.infer<typeof Document>['videos'][number];

/** What is seen of each thing in every picture of the file of one video, one mask after the other. */
export function read({ path, bytes }: File): readonly ReadObject[] {
  const unit = unitOf(path);
  const { videos, categories, annotations } = documentIn(path, bytes);
  return annotations.flatMap(({ id, video_id, category_id, segmentations, bboxes }): ReadObject[] => {
    const where = `Annotation ${id} of ${path}`;
    const video = videos.find((each) => each.id === video_id);
    const category = categories.find((each) => each.id === category_id);
    if (!video) throw new SyntaxError(`${where} must be of one of the videos, but is of ${video_id}.`);
    if (!category) throw new SyntaxError(`${where} must be of one of the categories, but is of ${category_id}.`);
    const pictures = video.file_names.length;
    if (segmentations.length !== pictures || bboxes.length !== pictures) {
      throw new SyntaxError(
        `${where} must have a mask and a box, or null, for each of ${pictures} pictures, but has not.`,
      );
    }
    return segmentations.flatMap((rle, picture): ReadObject[] => {
      if (!rle) return [];
      const at = { kind: 'frame', frame: frameOf(video.file_names[picture] ?? '') } as const;
      return [{ unit, category: category.name, at, track: `${id}`, shape: maskIn(rle, video, where) }];
    });
  });
}

/** The size of the one video of a file. */
export function readUnits({ path, bytes }: File): ReadonlyMap<string, ReadUnit> {
  const { videos } = documentIn(path, bytes);
  return new Map(videos.map(({ width, height }) => [unitOf(path), { width, height }]));
}

/** The name of a picture ends in the number of its frame. */
function frameOf(picture: string): number {
  const digits = /(\d+)\.[^./]+$/.exec(picture)?.[1];
  if (digits === undefined) throw new SyntaxError(`The picture ${picture} must be named after its frame, but is not.`);
  return Number(digits);
}

function unitOf(path: string): string {
  const unit = /^annotations\/(.+)\.json$/s.exec(path)?.[1];
  if (unit === undefined) throw new SyntaxError('The path must be annotations/<name>.json, but is not.');
  return unit;
}

/** Columns of a mask are the rows of its mirror image. */
function maskIn(
  { size: [height, width], counts }: z.infer<typeof Rle>,
  video: Video,
  where: string,
): ReadObject['shape'] {
  const pixels = counts.reduce((sum, run) => sum + run, 0);
  if (width !== video.width || height !== video.height || pixels !== width * height) {
    throw new SyntaxError(`${where} must have masks of ${video.width} × ${video.height} pixels, but has not.`);
  }
  return { kind: 'mask', width, height, counts: transpose(counts, height, width) };
}

function documentIn(path: string, bytes: Uint8Array): z.infer<typeof Document> {
  try {
    return Document.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new SyntaxError(
      `${path} must hold videos, categories and annotations of YouTube-VIS as JSON, but does not.`,
      {
        cause,
      },
    );
  }
}
