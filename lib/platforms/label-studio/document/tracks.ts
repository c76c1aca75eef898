import type { CountRange, Place, Shape, Track, Unit } from '../../../label/label.ts';
import { asFields, countIn, type FieldPath, type Fields, invalidAt, isMissing, listIn } from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';
import { box, type Percent, percentOf, vectorPath } from './shapes.ts';

/** Label Studio counts frames from 1. */
export const firstFrame = 1;

type Placement = {
  readonly at: Place & { kind: 'frame' };
  readonly shape: Shape;
  readonly keyFrame: boolean;
  readonly score: unknown;
  readonly path: FieldPath;
};
export type Sequence = {
  readonly placements: readonly Placement[];
  readonly track: Pick<Track, 'frames' | 'interpolation'>;
};

/**
 * The key frames of a region, and the frames that have it. Between two key frames Label Studio moves it in a straight line:
 * https://labelstud.io/tags/videorectangle
 */
export function sequenceIn(value: Fields, unit: Unit, path: FieldPath): Sequence {
  const percent = percentOf(unit);
  const listPath = path.at('sequence');
  const list = listIn(value, 'sequence', path);
  const keyFrames = list.map((entry, index) => keyFrameOf(entry, percent, listPath.at(index)));
  keyFrames.sort((a, b) => a.frame - b.frame);
  for (const [index, { frame, path: at }] of keyFrames.entries()) {
    if (keyFrames[index - 1]?.frame === frame) {
      throw invalidAt(at.at('frame'), 'must be in the sequence once, but another key frame has it too');
    }
  }
  return {
    placements: keyFrames.map(({ frame, shape, isSet, score, path: at }) => ({
      at: { kind: 'frame', frame },
      shape,
      keyFrame: isSet,
      score,
      path: at,
    })),
    track: { frames: lifespans(keyFrames, unit, path), interpolation: 'linear' },
  };
}

type KeyFrame = {
  readonly frame: number;
  readonly isEnabled: boolean;
  readonly isSet: boolean;
  readonly shape: Shape;
  readonly score: unknown;
  readonly path: FieldPath;
};

function keyFrameOf(entry: unknown, percent: Percent, path: FieldPath): KeyFrame {
  const fields = asFields(entry, path);
  const isPath = !isMissing(fields.vertices);
  checkKeys(fields, isPath ? keys.pathKeyFrame : keys.keyFrame, path);
  return {
    frame: countIn(fields, 'frame', path, firstFrame) - firstFrame,
    isEnabled: fields.enabled !== false,
    isSet: fields.auto !== true, // else a model filled it in, or an export with interpolated frames
    shape: isPath ? vectorPath(fields, percent, path) : box(fields, percent, path),
    score: fields.score,
    path,
  };
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
