import { given } from '../contracts/given.ts';
import { shapesOfTrack } from '../label/interpolation.ts';
import type { Shape, ShapeKind, ShapeOf, Track, Unit } from '../label/label.ts';
import { type ChosenFrames, choiceOf } from './chosen-frames.ts';
import type { AnnotationOf, LabelOf, Omission } from './holdings.ts';
import { positionsIn } from './positions-in.ts';
import { endOf, type KeyFrame, mostFrames, type VideoObject, videoObjects } from './video-objects.ts';

/** Frames of videos as pictures, for formats of pictures. */

/** Files of one video, of which a data set may have many. */
const mostPictures = 20_000;
/** Of all shapes in the pictures of one video: some 100 MB while they are written. A box counts as four. */
const mostPositions = 1_000_000;

/** One picture of a data set: a unit that is one, or a frame of a video. */
export type Picture<Kind extends ShapeKind> = {
  /** Of a frame, an image with the id and the size of its video, named as its picture is. */
  readonly unit: Unit;
  /** Without an ending, as in `FormatContext.paths`: that of a frame is `drive/000012`, below that of its video. */
  readonly path: string;
  /** Of a frame, its number in the video, from 0. */
  readonly frame?: number | undefined;
  readonly annotations: readonly AnnotationOf<Kind>[];
};

export type Pictures<Kind extends ShapeKind> = {
  /** In the order of the units, the frames of each ascending. A frame is made when it is asked for. */
  readonly pictures: Iterable<Picture<Kind>>;
  readonly omitted: readonly Omission[];
};

/**
 * The pictures of a label. In a frame of a video is what is drawn there and, where the platform says that the frames between
 * two key frames are linear, what lies between them: never across frames in which the thing is not there.
 */
export function picturesOf<Kind extends ShapeKind>(
  { units, annotations, tracks = [] }: Pick<LabelOf<Kind>, 'units' | 'annotations' | 'tracks'>,
  paths: ReadonlyMap<string, string>,
  frames: ChosenFrames,
): Pictures<Kind> {
  const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
  const all = units.map((unit): Pictures<Kind> => {
    const [path, own] = [paths.get(unit.id) ?? '', annotationsOf.get(unit.id) ?? []];
    if (unit.media !== 'video') return { pictures: [{ unit, path, annotations: own }], omitted: [] };
    return framesOf({ unit, path, frames }, videoObjects(unit, own, tracks));
  });
  return { pictures: inTurn(all), omitted: all.flatMap(({ omitted }) => omitted) };
}

function* inTurn<Kind extends ShapeKind>(all: readonly Pictures<Kind>[]): Generator<Picture<Kind>> {
  for (const { pictures } of all) yield* pictures;
}

/** The path of the unit whose picture has this path: that of its video where it is a frame of one. */
export function unitPathOf(picture: string, isUnit: (path: string) => boolean): string {
  const video = /^(.+)\/\d{6,}$/s.exec(picture)?.[1];
  return video !== undefined && !isUnit(picture) && isUnit(video) ? video : picture;
}

type Video = { readonly unit: Unit; readonly path: string; readonly frames: ChosenFrames };
type Objects<Kind extends ShapeKind> = ReturnType<typeof videoObjects<Kind>>;
/** A thing in a frame: the key frame there, or the last one before. */
type Seen<Kind extends ShapeKind> = { readonly thing: Thing<Kind>; readonly keyFrame: KeyFrame<Kind> };
type Thing<Kind extends ShapeKind> = {
  readonly object: VideoObject<Kind>;
  shapeIn(frame: number): Shape | undefined;
};

function framesOf<Kind extends ShapeKind>(video: Video, { objects, omitted }: Objects<Kind>): Pictures<Kind> {
  const { unit, frames } = video;
  const leave = (code: Omission['code'], detail?: string): Pictures<Kind> => ({
    pictures: [],
    omitted: [...omitted, given({ code, unit: unit.id, detail })],
  });
  if (frames !== 'keys' && unit.frames === undefined) return leave('frames-unknown');
  const chosen = choiceOf(frames, unit.frames ?? 0, objects);
  if (chosen.count === 0) return leave('unit-left-out', 'no frame is chosen');
  if (chosen.count > mostPictures) return leave('too-many-frames', `${chosen.count} frames`);
  const shapes = objects.reduce((sum, object) => sum + mostFrames(object, unit), 0);
  if (shapes > mostPositions) return leave('too-many-frames', `${shapes} shapes`);
  const seen = new Map<number, Seen<Kind>[]>(chosen.all().map((frame) => [frame, []]));
  const lost: Omission[] = [];
  let [positions, notChosen] = [0, 0];
  for (const object of objects) {
    const thing = thingOf(object);
    let known = 0;
    for (const [index, keyFrame] of object.drawn.entries()) {
      if (!seen.has(keyFrame.frame)) notChosen += 1;
      const end = Math.max(endOf(object, index, unit), keyFrame.frame + 1);
      for (let frame = keyFrame.frame; frame < end; frame += 1) {
        const inFrame = seen.get(frame);
        if (!inFrame || (frame > keyFrame.frame && !thing.shapeIn(frame))) continue;
        inFrame.push({ thing, keyFrame });
        positions += positionsIn(keyFrame.shape);
        if (isThere(frame, object.track)) known += 1;
      }
    }
    const unknown = (object.track ? chosen.within(object.track.frames) : 0) - known;
    const annotation = object.drawn[0]?.annotation.id;
    if (unknown > 0) lost.push({ code: 'shape-unknown', unit: unit.id, annotation, detail: `${unknown} frames` });
  }
  if (positions > mostPositions) return leave('too-many-frames', `${positions} positions`);
  if (notChosen > 0) lost.push({ code: 'frames-not-chosen', unit: unit.id, detail: `${notChosen} that were drawn` });
  return { pictures: picturesIn(video, seen), omitted: [...omitted, ...lost] };
}

function* picturesIn<Kind extends ShapeKind>(
  { unit, path }: Video,
  seen: ReadonlyMap<number, readonly Seen<Kind>[]>,
): Generator<Picture<Kind>> {
  const { sourceUri: _, ...own } = unit; // it is that of the video
  for (const [frame, things] of seen) {
    const below = `${path}/${String(frame).padStart(6, '0')}`;
    yield {
      unit: { ...own, media: 'image', name: `${below}.jpg` },
      path: below,
      frame,
      annotations: things.map(({ thing, keyFrame }) => ({
        ...keyFrame.annotation,
        shape: frame === keyFrame.frame ? keyFrame.shape : (thing.shapeIn(frame) as ShapeOf<Kind>), // of its kind
      })),
    };
  }
}

function thingOf<Kind extends ShapeKind>(object: VideoObject<Kind>): Thing<Kind> {
  const { track, drawn } = object;
  const shapeIn =
    track &&
    shapesOfTrack(
      track,
      drawn.map(({ annotation }) => annotation),
    );
  return { object, shapeIn: (frame) => shapeIn?.(frame) };
}

const isThere = (frame: number, track: Track | undefined): boolean =>
  track?.frames.some(({ start, end }) => start <= frame && frame < end) ?? false;
