import { isDeepStrictEqual } from 'node:util';
import type { CountRange, Shape, Unit } from '../../../label/label.ts';
import {
  asFields,
  countIn,
  type FieldPath,
  type Fields,
  invalidAt,
  isFields,
  isMissing,
  listIn,
  optionalNumberIn,
} from '../../kit/fields.ts';
import { type Degenerate, degenerate, isNowhere, nowhere } from '../../kit/kept-shape.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';
import { type Mark, marksNothing, type Note, type Placement } from './mark.ts';
import { box, type Percent, percentOf, vectorPath } from './shapes.ts';

/** Label Studio counts frames from 1. */
export const firstFrame = 1;

/**
 * The key frames of a region, and the frames that have it. Between two key frames Label Studio moves it in a straight line:
 * https://labelstud.io/tags/videorectangle
 */
export function sequenceIn(value: Fields, unit: Unit, path: FieldPath): Mark {
  const percent = percentOf(unit);
  const listPath = path.at('sequence');
  const list = listIn(value, 'sequence', path);
  if (list.length === 0) return marksNothing(degenerate('a sequence without key frames'));
  const all = list.map((entry, index) => keyFrameOf(entry, percent, listPath.at(index)));
  all.sort((a, b) => a.frame - b.frame); // stable: of two key frames of one frame the first stays the first
  const notes: Note[] = [...lengthNotes(value, path)];
  const keyFrames = all.filter((keyFrame, index) => {
    const earlier = all[index - 1];
    if (earlier?.frame !== keyFrame.frame) return true;
    // The editor shows the first one: `getShape` in VideoRegion.js, see below.
    if (earlier.isEnabled !== keyFrame.isEnabled || !isDeepStrictEqual(earlier.shape, keyFrame.shape)) {
      notes.push({ path: keyFrame.entry.path, detail: `another key frame of frame ${keyFrame.frame + firstFrame}` });
    }
    return false;
  });
  return {
    placements: keyFrames.map(
      ({ frame, shape, isSet, entry }): Placement => ({ at: { kind: 'frame', frame }, shape, keyFrame: isSet, entry }),
    ),
    track: { frames: lifespans(keyFrames, unit, path), interpolation: 'linear' },
    notes,
  };
}

type KeyFrame = {
  readonly frame: number;
  readonly isEnabled: boolean;
  readonly isSet: boolean;
  readonly shape: Shape | Degenerate;
  readonly entry: { readonly fields: Fields; readonly path: FieldPath };
};

function keyFrameOf(entry: unknown, percent: Percent, path: FieldPath): KeyFrame {
  const fields = asFields(entry, path);
  const isPath = !isMissing(fields.vertices);
  checkKeys(fields, isPath ? keys.pathAtFrame : keys.boxAtFrame, path);
  const frame = countIn(fields, 'frame', path, firstFrame) - firstFrame;
  return {
    frame,
    isEnabled: fields.enabled !== false,
    isSet: fields.auto !== true, // else a model filled it in, or an export with interpolated frames
    shape: isPath ? vectorPath(fields, percent, path) : boxAt(fields, percent, path),
    entry: { fields, path },
  };
}

const boxAt = (fields: Fields, percent: Percent, path: FieldPath): Shape | Degenerate =>
  isNowhere(fields, ['x', 'y', 'width', 'height']) ? nowhere : box(fields, percent, path);

/** The last frame, from 1, that a region of a video names: its length as Label Studio counts it may fall short of that. */
export function reachOf({ sequence, ranges }: Fields): number {
  let reach = 0;
  for (const entry of [...listOr(sequence), ...listOr(ranges)]) {
    const { frame, start, end } = isFields(entry) ? entry : {};
    for (const named of [frame, start, end]) if (Number.isSafeInteger(named)) reach = Math.max(reach, Number(named));
  }
  return reach;
}

const listOr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function* lengthNotes(value: Fields, path: FieldPath): Generator<Note> {
  const frames = optionalNumberIn(value, 'framesCount', path) ?? 0;
  if (frames > 0 && reachOf(value) > Math.ceil(frames)) {
    yield { path: path.at('framesCount'), detail: 'a number of frames that is less than the last frame of the region' };
  }
}

/**
 * An enabled key frame lasts until the next one, the last one until the end of the video. A key frame that is not enabled
 * lasts for its own frame only: `isInLifespan` in
 * https://github.com/HumanSignal/label-studio/blob/develop/web/libs/editor/src/regions/VideoRegion.js
 */
function lifespans(keyFrames: readonly KeyFrame[], { frames }: Unit, path: FieldPath): CountRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const [index, { frame, isEnabled }] of keyFrames.entries()) {
    const next = keyFrames[index + 1]?.frame ?? frames;
    if (isEnabled && next === undefined) {
      throw invalidAt(
        path.at('framesCount'),
        'must be a number, but is missing: the region stays until the end of the video',
      );
    }
    const end = isEnabled ? Math.max(next ?? 0, frame + 1) : frame + 1;
    const last = ranges.at(-1);
    if (last?.end === frame) last.end = end;
    else ranges.push({ start: frame, end });
  }
  return ranges;
}
