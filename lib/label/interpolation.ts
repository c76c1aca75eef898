import { corners, turnedAboutPivot } from './geometry.ts';
import type { Annotation, CountRange, Position, Shape, ShapeKind, ShapeOf, Track } from './label.ts';

type KeyFrame = { readonly frame: number; readonly shape: Shape };

/**
 * The shapes of a track by frame, of its key frames and of the frames between them. A frame has none where the track is
 * not there, before the first key frame of a range, and between key frames that cannot be interpolated: masks, and shapes
 * of different kinds or numbers of positions. After the last key frame of a range the shape stays as it is. Nothing is
 * ever interpolated across frames in which the track is not there.
 */
export function shapesOfTrack(track: Track, annotations: readonly Annotation[]): (frame: number) => Shape | undefined {
  const keyFrames = annotations.flatMap(({ track: id, unit, at, shape }): KeyFrame[] => {
    const belongs = id === track.id && unit === track.unit && at.kind === 'frame' && at.view === track.view;
    return belongs && shape ? [{ frame: at.frame, shape }] : [];
  });
  keyFrames.sort((one, other) => one.frame - other.frame);
  return (frame) => {
    const range = track.frames.find(({ start, end }) => start <= frame && frame < end);
    if (!range) return undefined;
    const next = firstAfter(keyFrames, frame);
    const before = within(range, keyFrames[next - 1]);
    if (!before || before.frame === frame) return before?.shape;
    if (track.interpolation === 'none') return undefined;
    const after = within(range, keyFrames[next]);
    return after
      ? between(before.shape, after.shape, (frame - before.frame) / (after.frame - before.frame))
      : before.shape;
  };
}

const within = ({ start, end }: CountRange, keyFrame: KeyFrame | undefined) =>
  keyFrame && start <= keyFrame.frame && keyFrame.frame < end ? keyFrame : undefined;

function firstAfter(keyFrames: readonly KeyFrame[], frame: number): number {
  let [low, high] = [0, keyFrames.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keyFrames[middle]?.frame ?? frame) <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Between<Kind extends ShapeKind> = (from: ShapeOf<Kind>, to: ShapeOf<Kind>, share: number) => Shape | undefined;

/** The shape that lies `share` of the way from one to the other; undefined where none does. */
function between(from: Shape, to: Shape, share: number): Shape | undefined {
  const interpolate = interpolations[from.kind] as Between<ShapeKind> | undefined;
  return from.kind === to.kind ? interpolate?.(from, to, share) : undefined;
}

const boxKeys = ['x', 'y', 'width', 'height', 'rotationDegrees'] as const;

const interpolations: { readonly [Kind in ShapeKind]?: Between<Kind> } = {
  box: boxBetween,
  ellipse: (from, to, share) => ({
    kind: 'ellipse',
    ...eachNumber(from, to, share, ['x', 'y', 'radiusX', 'radiusY', 'rotationDegrees']),
  }),
  point: (from, to, share) => ({ kind: 'point', ...eachNumber(from, to, share, ['x', 'y']) }),
  polyline(from, to, share) {
    const points = positionsBetween(from.points, to.points, share);
    return points && { kind: 'polyline', points };
  },
  polygon(from, to, share) {
    const polygons = pairwise(from.polygons, to.polygons, (fromRings, toRings) =>
      pairwise(fromRings, toRings, (fromRing, toRing) => positionsBetween(fromRing, toRing, share)),
    );
    return polygons && { kind: 'polygon', polygons };
  },
  /** A keypoint is as visible as at the key frame before. */
  skeleton(from, to, share) {
    const keypoints = pairwise(from.keypoints, to.keypoints, (one, other) =>
      one.name === other.name ? { ...one, ...eachNumber(one, other, share, ['x', 'y']) } : undefined,
    );
    if (!keypoints || !from.box || !to.box) return keypoints && { kind: 'skeleton', keypoints };
    return { kind: 'skeleton', keypoints, box: eachNumber(from.box, to.box, share, boxKeys) };
  },
};

/** Exact at both ends, as `from + (to - from) * share` is not. */
const mix = (from: number, to: number, share: number) => from * (1 - share) + to * share;

function eachNumber<Key extends string>(
  from: Readonly<Record<Key, number>>,
  to: Readonly<Record<Key, number>>,
  share: number,
  keys: readonly Key[],
): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, mix(from[key], to[key], share)])) as Record<Key, number>;
}

const positionsBetween = (from: readonly Position[], to: readonly Position[], share: number) =>
  pairwise(from, to, (one, other): Position => [mix(one[0], other[0], share), mix(one[1], other[1], share)]);

/** Undefined unless both have as many items, and each pair of them makes something. */
function pairwise<Item, Made>(
  from: readonly Item[],
  to: readonly Item[],
  make: (one: Item, other: Item) => Made | undefined,
): Made[] | undefined {
  if (from.length !== to.length) return undefined;
  const made = from.flatMap((one, index) => {
    const other = to[index];
    const pair = other === undefined ? undefined : make(one, other);
    return pair === undefined ? [] : [pair];
  });
  return made.length === from.length ? made : undefined;
}

/**
 * A box that turns keeps to the straight way of its own first corner, and turns the shorter way round, as in Label Studio, the one platform
 * that turns boxes of tracks: `interpolateProp` of its editor. Where it turns about a pivot, nobody knows before the picture's size is said.
 */
function boxBetween(from: ShapeOf<'box'>, to: ShapeOf<'box'>, share: number): ShapeOf<'box'> | undefined {
  if (from.pivot || to.pivot) return undefined;
  const turn = shorterWay(to.rotationDegrees - from.rotationDegrees);
  const rotationDegrees = from.rotationDegrees + turn * share;
  if (turn === 0)
    return { kind: 'box', ...eachNumber(from, to, share, ['x', 'y', 'width', 'height']), rotationDegrees };
  const [[startX, startY] = [0, 0]] = corners(from);
  const [[endX, endY] = [0, 0]] = corners(to);
  const [x, y] = [startX + (endX - startX) * share, startY + (endY - startY) * share];
  return turnedAboutPivot({ x, y, ...eachNumber(from, to, share, ['width', 'height']), rotationDegrees }, [x, y]);
}

/** Degrees, above -180 and to 180. */
const shorterWay = (degrees: number): number => degrees - 360 * Math.ceil((degrees - 180) / 360);
