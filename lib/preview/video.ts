import { given } from '../contracts/given.ts';
import type { CountRange, Place } from '../label/label.ts';
import { chosenFrames, framesWithin } from './chosen-frames.ts';
import type { Frames } from './drawing.ts';
import { frameRows } from './frame-rows.ts';
import type { Mark } from './mark.ts';
import { joined } from './markup.ts';
import type { Drawn, DrawnUnit } from './media.ts';
import { notesOf, planesOf } from './planes.ts';
import { marksOn, outlined, pictureOn, surface } from './stage.ts';
import { timeLine } from './time-line.ts';
import type { TrackMarks } from './track-marks.ts';

const mostFrames = 60;
/** With those in which tracks are interpolated. */
const enoughFrames = 24;

/** Frames of a video, slices of a volume, sweeps of a scene: what is in each, one at a time, and a line of all of them. */
export function drawVideo(unit: DrawnUnit, marks: readonly Mark[], tracks: readonly TrackMarks[]): Drawn {
  const views = new Set([...marks.map(({ at }) => viewOf(at)), ...tracks.map(({ track }) => track.view)]);
  if (views.size > 1) views.delete(undefined); // what has no view is drawn in each
  const drawn = [...views].map((view) => drawView(unit, view, marks.filter(inView(view)), tracks));
  const { rows, shown } = frameRows(unit, marks, tracks);
  const last = rows.flatMap(({ bars }) => bars).reduce((most, { end }) => Math.max(most, end), 1);
  const axis = { start: 0, end: unit.frames ?? last, isWhole: true, textOf: (frame: number) => `frame ${frame}` };
  return {
    blocks: [...drawn.flatMap(({ blocks }) => blocks), ...(rows.length > 0 ? [timeLine(rows, axis)] : [])],
    shown: new Set([...drawn.flatMap((each) => [...each.shown]), ...shown]),
    notes: drawn.flatMap(({ notes = [] }) => notes),
  };
}

const viewOf = (at: Place): string | undefined => ('view' in at ? at.view : undefined);

const inView =
  (view: string | undefined) =>
  ({ at }: Mark): boolean =>
    viewOf(at) === view || viewOf(at) === undefined;

function drawView(
  unit: DrawnUnit,
  view: string | undefined,
  marks: readonly Mark[],
  tracks: readonly TrackMarks[],
): Drawn {
  const shaped = marks.filter(({ shape }) => shape);
  const own = tracks.filter(({ track }) => track.view === view);
  const annotated = shaped.flatMap(({ at }) => endsOf(at));
  const between = own.flatMap(({ track, markAt }) => framesWithin(track.frames, enoughFrames).filter(markAt));
  const frames = chosenFrames(annotated, between, { most: mostFrames, enough: enoughFrames });
  const planes = planesOf({ ...unit, ...sizeOf(unit) }, shaped);
  const blocks = planes.map(({ plane, stage, drawn }) => {
    const inPlane = new Set(drawn.map(({ mark }) => mark.shape?.kind));
    const bodyOf = (frame: number) => {
      const here = drawn.filter(({ mark }) => isIn(mark.at, frame, unit));
      const present = new Set(here.map(({ mark }) => mark.track));
      const filled = own.flatMap((track) => (present.has(track.track.id) ? [] : (track.markAt(frame) ?? [])));
      const interpolated = outlined(filled).filter(({ mark }) => inPlane.has(mark.shape?.kind));
      return joined([surface(stage), marksOn(stage, [...here, ...interpolated])]);
    };
    const block: Frames = {
      height: stage.height,
      frames: (frames.length > 0 ? frames : [0]).map((frame) => ({
        name: `${frames.length > 0 ? `frame ${frame}` : 'every frame'}${view === undefined ? '' : `, ${view}`}`,
        body: bodyOf(frame),
        ...secondsAt(frame, unit),
      })),
      ...given({ picture: plane === 'picture' ? pictureOn(stage) : undefined }),
    };
    return { block, notes: notesOf(plane, stage, drawn) };
  });
  const count = new Set(annotated).size;
  const drawn = planes.flatMap((each) => each.drawn.map(({ mark }) => mark)); // a shape may have no outline
  return {
    blocks: blocks.map(({ block }) => block),
    shown: new Set(drawn.filter(({ at }) => frames.length === 0 || frames.some((frame) => isIn(at, frame, unit)))),
    notes: [
      ...blocks.flatMap(({ notes }) => notes),
      ...(count > frames.length ? [`${frames.length} of the ${count} frames that have shapes are drawn.`] : []),
    ],
  };
}

/** Its middle: a browser that is asked for its very beginning may show the frame before it. */
const secondsAt = (frame: number, { media, framesPerSecond }: DrawnUnit): Pick<Frames['frames'][number], 'seconds'> =>
  framesPerSecond === undefined || (media !== undefined && media !== 'video')
    ? {}
    : { seconds: (frame + 0.5) / framesPerSecond };

/** Frames in which something begins or ends. */
const endsOf = (at: Place): number[] =>
  at.kind === 'frame' ? [at.frame] : at.kind === 'frames' ? at.ranges.flatMap(firstAndLast) : [];

const firstAndLast = ({ start, end }: CountRange): number[] => (start < end ? [start, end - 1] : []);

function isIn(at: Place, frame: number, { framesPerSecond }: DrawnUnit): boolean {
  if (at.kind === 'frame') return at.frame === frame;
  if (at.kind === 'frames') return at.ranges.some(({ start, end }) => start <= frame && frame < end);
  if (at.kind !== 'time' || framesPerSecond === undefined) return true;
  const milliseconds = (1_000 * frame) / framesPerSecond;
  return at.ranges.some(({ start, end }) => start <= milliseconds && milliseconds < end);
}

/** Slices of a volume may say their sizes where the volume does not. */
function sizeOf({ width, height, slices = [] }: DrawnUnit): Pick<DrawnUnit, 'width' | 'height'> {
  if (width !== undefined && height !== undefined) return { width, height };
  const sized = slices.find((slice) => slice.width !== undefined && slice.height !== undefined);
  return sized ? { width: sized.width, height: sized.height } : {};
}
