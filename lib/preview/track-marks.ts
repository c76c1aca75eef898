import { shapesOfTrack } from '../label/interpolation.ts';
import type { Label, Track } from '../label/label.ts';
import type { Mark } from './mark.ts';
import { shapeText } from './shape-text.ts';

/** A listed track of a unit, and what is to be drawn of it where no annotation is. */
export type TrackMarks = {
  readonly track: Track;
  readonly category: string;
  /** Undefined where the track is not there, or nothing lies between its annotations. */
  markAt(frame: number): Mark | undefined;
};

export function tracksOfLabel({ tracks = [], annotations, categories }: Label, unit: string): TrackMarks[] {
  return tracks
    .filter((track) => track.unit === unit)
    .map((track) => {
      const { id, view } = track;
      const category = annotations.find((annotation) => annotation.track === id)?.category ?? '';
      const { skeleton } = categories.find(({ kind, name }) => kind === 'object' && name === category) ?? {};
      const shapeIn = shapesOfTrack(track, annotations);
      return {
        track,
        category,
        markAt(frame) {
          const shape = shapeIn(frame);
          if (!shape) return undefined;
          const about = [category, `track ${id}`, `frame ${frame}, interpolated`, shapeText(shape)];
          const at = { kind: 'frame', frame, ...(view === undefined ? {} : { view }) } as const;
          return { category, at, shape, track: id, skeleton, about, answers: [], isBetween: true };
        },
      };
    });
}
