import type { CountRange, Place, Shape, Track, Unit } from '../../../label/label.ts';
import { countOf, type Fields, fieldsOf, invalidAt, isGiven, listOf, numberOf, onlyKnown } from './fields.ts';
import { box, type Percent, percentOf, vectorPath } from './shapes.ts';

/** Label Studio counts frames from 1. */
const firstFrame = 1;

type Placement = { readonly at: Place & { kind: 'frame' }; readonly shape: Shape; readonly keyFrame: boolean };
export type Sequence = {
  readonly placements: readonly Placement[];
  readonly track: Pick<Track, 'frames' | 'interpolation'>;
};

const common = ['frame', 'time', 'enabled', 'auto'];
const fieldsOfBox = new Set([...common, 'x', 'y', 'width', 'height', 'rotation']);
const fieldsOfPath = new Set([...common, 'vertices', 'closed']);
const isOfBox = (key: string) => fieldsOfBox.has(key);
const isOfPath = (key: string) => fieldsOfPath.has(key);

/**
 * The key frames of a region, and in which frames it is there. Between two key frames Label Studio draws what lies on the
 * straight way from one to the other: https://labelstud.io/tags/videorectangle
 */
export function sequenceOf(value: Fields, unit: Unit, path: string): Sequence {
  const percent = percentOf(unit);
  const list = listOf(value.sequence, `${path}.sequence`);
  if (list.length === 0) throw invalidAt(`${path}.sequence`, 'has no key frame');
  const read = list.map((entry, index) => keyFrameOf(entry, percent, `${path}.sequence[${index}]`));
  read.sort((one, other) => one.frame - other.frame);
  for (const [index, { frame, path: at }] of read.entries()) {
    if (read[index - 1]?.frame === frame) throw invalidAt(`${at}.frame`, 'stands twice in the sequence');
  }
  return {
    placements: read.map(({ frame, shape, isSet }) => ({ at: { kind: 'frame', frame }, shape, keyFrame: isSet })),
    track: { frames: lifespans(read, unit, path), interpolation: 'linear' },
  };
}

type ReadKeyFrame = {
  readonly frame: number;
  readonly isEnabled: boolean;
  readonly isSet: boolean;
  readonly shape: Shape;
  readonly path: string;
};

function keyFrameOf(entry: unknown, percent: Percent, path: string): ReadKeyFrame {
  const of = fieldsOf(entry, path);
  const isPath = isGiven(of.vertices);
  onlyKnown(of, isPath ? isOfPath : isOfBox, path);
  return {
    frame: countOf(of.frame, `${path}.frame`, firstFrame) - firstFrame,
    isEnabled: of.enabled !== false,
    isSet: of.auto !== true, // a model, or an export that was asked for interpolated frames, filled it in
    shape: isPath ? vectorPath(of, percent, path) : box(of, percent, path),
    path,
  };
}

type LifeSign = { readonly frame: number; readonly isEnabled: boolean; readonly path: string };

/**
 * An enabled key frame lives until the next one, the last until the end of the video; one that is not enabled is there in
 * its own frame only: `isInLifespan` in
 * https://github.com/HumanSignal/label-studio/blob/develop/web/libs/editor/src/regions/VideoRegion.js
 */
function lifespans(signs: readonly LifeSign[], { frames }: Unit, path: string): CountRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const [index, { frame, isEnabled }] of signs.entries()) {
    const next = signs[index + 1]?.frame ?? frames;
    if (isEnabled && next === undefined) {
      throw invalidAt(`${path}.framesCount`, 'is missing, and the region stays until the end of the video');
    }
    const end = isEnabled ? Math.max(next ?? 0, frame + 1) : frame + 1;
    const last = ranges.at(-1);
    if (last?.end === frame) last.end = end;
    else ranges.push({ start: frame, end });
  }
  return ranges;
}

/** A range of a timeline holds its last frame, too; one with a single end is that frame, or goes on until the end. */
export function timelineOf(value: Fields, { frames }: Unit, path: string): CountRange[] {
  const list = listOf(value.ranges, `${path}.ranges`);
  if (list.length === 0) throw invalidAt(`${path}.ranges`, 'holds no range');
  return list.map((entry, index) => {
    const at = `${path}.ranges[${index}]`;
    const of = fieldsOf(entry, at);
    onlyKnown(of, (key) => key === 'start' || key === 'end', at);
    const start = isGiven(of.start) ? countOf(of.start, `${at}.start`, firstFrame) : undefined;
    const end = isGiven(of.end) ? countOf(of.end, `${at}.end`, firstFrame) : undefined;
    const first = start ?? end;
    const last = end ?? frames;
    if (first === undefined || last === undefined) throw invalidAt(at, 'has no end');
    if (last < first) throw invalidAt(`${at}.end`, 'is before its start');
    return { start: first - firstFrame, end: last - firstFrame + 1 };
  });
}

/** How long a video is, as far as one of its results says; counted and played length are Label Studio's own. */
export function lengthOf(value: Fields, path: string): Pick<Unit, 'frames' | 'durationMs'> {
  // The editor writes 0 for a video that it has not loaded.
  const frames = isGiven(value.framesCount) ? numberOf(value.framesCount, `${path}.framesCount`) : 0;
  const seconds = isGiven(value.duration) ? numberOf(value.duration, `${path}.duration`) : 0;
  return {
    ...(frames > 0 ? { frames: countOf(Math.ceil(frames), `${path}.framesCount`) } : {}),
    ...(seconds > 0 ? { durationMs: seconds * 1000 } : {}),
  };
}
