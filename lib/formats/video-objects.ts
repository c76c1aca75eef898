import { shapesOfTrack } from '../label/interpolation.ts';
import type { CountRange, ShapeKind, ShapeOf, Track, Unit } from '../label/label.ts';
import type { AnnotationOf, Omission } from './holdings.ts';

/** The things of a video by frame, for formats of tracks. */

export type KeyFrame<Kind extends ShapeKind> = {
  /** From 0. */
  readonly frame: number;
  readonly shape: ShapeOf<Kind>;
  readonly annotation: AnnotationOf<Kind>;
};

/** One thing, and what was drawn of it: one shape a frame, the first frame first. */
export type VideoObject<Kind extends ShapeKind> = {
  /** Of its track; of the annotation, where it is of none. */
  readonly id: string;
  readonly drawn: readonly KeyFrame<Kind>[];
  /** Where the platform says more of it than its annotations do. */
  readonly track?: Track | undefined;
};

/** The things of one unit, in the order of their first annotations. Reports a second shape of a thing in one frame, and views. */
export function videoObjects<Kind extends ShapeKind>(
  unit: Unit,
  annotations: readonly AnnotationOf<Kind>[],
  tracks: readonly Track[],
): { readonly objects: readonly VideoObject<Kind>[]; readonly omitted: readonly Omission[] } {
  const omitted: Omission[] = [];
  const byThing = new Map<string, Map<number, KeyFrame<Kind>>>();
  for (const annotation of annotations) {
    const { id, track, at, shape } = annotation;
    if (at.kind !== 'frame' || !shape) continue;
    // A track and an annotation may have one id, and are two things.
    const key = track === undefined ? `annotation ${id}` : `track ${track}`;
    const drawn = byThing.get(key) ?? new Map<number, KeyFrame<Kind>>();
    const omit = (code: Omission['code'], detail: string) =>
      omitted.push({ code, unit: unit.id, annotation: id, detail });
    if (at.view !== undefined) omit('place-not-held', 'view');
    else if (drawn.has(at.frame)) omit('duplicate', 'of one track in one frame');
    else byThing.set(key, drawn.set(at.frame, { frame: at.frame, shape, annotation }));
  }
  const listed = new Map(tracks.filter((track) => track.unit === unit.id).map((track) => [track.id, track]));
  const objects = [...byThing.values()].map((frames): VideoObject<Kind> => {
    const drawn = [...frames.values()].sort((one, other) => one.frame - other.frame);
    const { id, track } = drawn[0]?.annotation ?? { id: '' };
    return { id: track ?? id, drawn, track: track === undefined ? undefined : listed.get(track) };
  });
  return { objects, omitted };
}

/**
 * Every frame of which the shape is known, the first frame first: what was drawn and, where the platform says that frames
 * between are linear, what lies between. `annotation` is the one drawn there, or the last one before.
 */
export function* shapesByFrame<Kind extends ShapeKind>(
  object: VideoObject<Kind>,
  unit: Pick<Unit, 'frames'>,
): Generator<KeyFrame<Kind>> {
  const { drawn, track } = object;
  const annotations = drawn.map(({ annotation }) => annotation);
  const shapeIn = track && shapesOfTrack(track, annotations);
  for (const [index, keyFrame] of drawn.entries()) {
    yield keyFrame;
    const end = endOf(object, index, unit);
    for (let frame = keyFrame.frame + 1; frame < end; frame += 1) {
      const shape = shapeIn?.(frame) as ShapeOf<Kind> | undefined; // what lies between two shapes is of their kind
      if (shape) yield { ...keyFrame, frame, shape };
    }
  }
}

type Frames = {
  readonly drawn: readonly { readonly frame: number }[];
  readonly track?: Track | undefined;
};

/** No fewer than `shapesByFrame` gives, without looking at each. */
export const mostFrames = (object: Frames, unit: Pick<Unit, 'frames'>): number =>
  object.drawn.reduce((sum, { frame }, index) => sum + Math.max(endOf(object, index, unit) - frame, 1), 0);

/** The frame before which a shape, or what lies between it and the next, ends. */
export function endOf(
  { drawn, track }: Frames,
  index: number,
  { frames = Number.POSITIVE_INFINITY }: Pick<Unit, 'frames'>,
): number {
  const range = track?.interpolation === 'linear' ? rangeOf(drawn[index]?.frame ?? 0, track) : undefined;
  return Math.min(range?.end ?? 0, drawn[index + 1]?.frame ?? Number.POSITIVE_INFINITY, frames);
}

export const rangeOf = (frame: number, { frames }: Pick<Track, 'frames'>): CountRange | undefined =>
  frames.find(({ start, end }) => start <= frame && frame < end);

/** In how many frames of a listed track the thing is there, and nobody says where; `known` are those of which somebody does. */
export function framesWithoutShape(
  { track }: Pick<Frames, 'track'>,
  { frames = Number.POSITIVE_INFINITY }: Pick<Unit, 'frames'>,
  known: readonly number[],
): number {
  if (!track) return 0;
  const all = track.frames.reduce((sum, { start, end }) => sum + Math.max(Math.min(end, frames) - start, 0), 0);
  return all - known.filter((frame) => rangeOf(frame, track)).length;
}
