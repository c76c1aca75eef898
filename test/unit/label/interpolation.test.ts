import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turnedAboutPivot } from '../../../lib/label/geometry.ts';
import { shapesOfTrack } from '../../../lib/label/interpolation.ts';
import type { Annotation, Shape, Track } from '../../../lib/label/label.ts';
import { anAnnotation } from '../../support/labels.ts';

const box = (x: number, rotationDegrees = 0): Shape => ({
  kind: 'box',
  x,
  y: 2 * x,
  width: 10 + x,
  height: 20,
  rotationDegrees,
});
const keyFrame = (frame: number, shape: Shape, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({ id: `car#${frame}`, track: 'car', at: { kind: 'frame', frame }, shape, ...parts });
const track = (parts: Partial<Track> = {}): Track => ({
  id: 'car',
  unit: 'unit-1',
  frames: [{ start: 0, end: 100 }],
  interpolation: 'linear',
  ...parts,
});

describe('the shape of a track in a frame', () => {
  it('is that of the key frame, the very one', () => {
    const shape = shapesOfTrack(track(), [keyFrame(0, box(0.1)), keyFrame(10, box(0.3)), keyFrame(20, box(0.7))]);
    expect(shape(10)).toEqual(box(0.3));
    expect(shape(20)).toEqual(box(0.7));
  });

  it('lies on the straight way between two key frames, in whatever order they come', () => {
    const shape = shapesOfTrack(track(), [keyFrame(30, box(20, 30)), keyFrame(10, box(0)), keyFrame(20, box(10))]);
    expect(shape(15)).toEqual(box(5));
    expect(shapesOfTrack(track(), [keyFrame(10, box(0, 30)), keyFrame(20, box(10, 30))])(12)).toEqual(box(2, 30));
    expect(shape(20)).toEqual(box(10));
  });

  it('of a box that turns keeps to the straight way of its first corner', () => {
    const turning = (x: number, y: number, degrees: number): Shape =>
      turnedAboutPivot({ x, y, width: 40, height: 20, rotationDegrees: degrees }, [x, y]);
    const shape = shapesOfTrack(track(), [keyFrame(0, turning(10, 10, 0)), keyFrame(10, turning(30, 10, 90))]);
    const expected = turning(20, 10, 45);
    const found = shape(5);
    for (const [key, value] of Object.entries(expected)) {
      expect(found).toHaveProperty(key, typeof value === 'number' ? expect.closeTo(value, 9) : value);
    }
  });

  it.each([
    [-170, 170, -175],
    [350, 10, 355],
    [10, 350, 5],
    [0, 180, 45],
    [0, -180, 45],
    [30, 390, 30],
  ])('of a box turns the shorter way, from %i to %i degrees', (from, to, quarter) => {
    const shape = shapesOfTrack(track(), [keyFrame(0, box(0, from)), keyFrame(20, box(0, to))])(5);
    expect(shape).toMatchObject({ rotationDegrees: expect.closeTo(quarter, 9) });
  });

  it('stays what it was after the last key frame, to the end of the range', () => {
    const shape = shapesOfTrack(track({ frames: [{ start: 0, end: 30 }] }), [keyFrame(10, box(1))]);
    expect(shape(29)).toEqual(box(1));
    expect(shape(30)).toBeUndefined();
  });

  it('is unknown before the first key frame of a range', () => {
    expect(shapesOfTrack(track(), [keyFrame(10, box(1))])(9)).toBeUndefined();
  });

  it('is never interpolated across a gap: the frames in between have none, those before stay', () => {
    const frames = [
      { start: 0, end: 20 },
      { start: 30, end: 50 },
    ];
    const shape = shapesOfTrack(track({ frames }), [keyFrame(10, box(0)), keyFrame(40, box(30))]);
    expect(shape(15)).toEqual(box(0));
    expect(shape(25)).toBeUndefined();
    expect(shape(35)).toBeUndefined();
    expect(shape(45)).toEqual(box(30));
  });

  it('is known in key frames alone where nothing is to be interpolated', () => {
    const shape = shapesOfTrack(track({ interpolation: 'none' }), [keyFrame(10, box(0)), keyFrame(20, box(10))]);
    expect([10, 15, 20, 25].map((frame) => shape(frame)?.kind)).toEqual(['box', undefined, 'box', undefined]);
  });

  it('is made of the annotations of this track, unit and view alone', () => {
    const strangers = [
      keyFrame(20, box(99), { track: 'bus' }),
      keyFrame(20, box(99), { unit: 'unit-2' }),
      keyFrame(20, box(99), { at: { kind: 'frame', frame: 20, view: 'left' } }),
      keyFrame(20, box(99), { at: { kind: 'whole' } }),
    ];
    const shape = shapesOfTrack(track(), [keyFrame(10, box(0)), ...strangers, keyFrame(30, box(20))]);
    expect(shape(20)).toEqual(box(10));
    const left = [keyFrame(0, box(0), { at: { kind: 'frame', frame: 0, view: 'left' } })];
    expect(shapesOfTrack(track({ view: 'left' }), left)(5)).toEqual(box(0));
  });

  const skeleton = (x: number, visibility: 1 | 2): Shape => ({
    kind: 'skeleton',
    keypoints: [{ name: 'nose', x, y: 1, visibility }],
  });

  it.each<[Shape, Shape, Shape]>([
    [
      { kind: 'point', x: 0, y: 4 },
      { kind: 'point', x: 2, y: 0 },
      { kind: 'point', x: 1, y: 2 },
    ],
    [
      { kind: 'ellipse', x: 0, y: 0, radiusX: 2, radiusY: 4, rotationDegrees: 10 },
      { kind: 'ellipse', x: 4, y: 8, radiusX: 4, radiusY: 2, rotationDegrees: -10 },
      { kind: 'ellipse', x: 2, y: 4, radiusX: 3, radiusY: 3, rotationDegrees: 0 },
    ],
    [
      {
        kind: 'polyline',
        points: [
          [0, 0],
          [1, 1],
        ],
      },
      {
        kind: 'polyline',
        points: [
          [2, 0],
          [3, 5],
        ],
      },
      {
        kind: 'polyline',
        points: [
          [1, 0],
          [2, 3],
        ],
      },
    ],
    [
      {
        kind: 'polygon',
        polygons: [
          [
            [
              [0, 0],
              [1, 1],
              [0, 1],
            ],
          ],
        ],
      },
      {
        kind: 'polygon',
        polygons: [
          [
            [
              [2, 0],
              [3, 3],
              [2, 1],
            ],
          ],
        ],
      },
      {
        kind: 'polygon',
        polygons: [
          [
            [
              [1, 0],
              [2, 2],
              [1, 1],
            ],
          ],
        ],
      },
    ],
    [skeleton(0, 1), skeleton(8, 2), skeleton(4, 1)],
  ])('is half of each half way: %j', (from, to, half) => {
    expect(shapesOfTrack(track(), [keyFrame(0, from), keyFrame(2, to)])(1)).toEqual(half);
  });

  const ring = (count: number): Shape => ({
    kind: 'polyline',
    points: Array.from({ length: count }, (_, index): [number, number] => [index, index]),
  });

  it.each<[string, Shape, Shape]>([
    ['of two kinds', box(0), { kind: 'point', x: 0, y: 0 }],
    ['with other numbers of positions', ring(3), ring(4)],
    [
      'with other keypoints',
      skeleton(0, 1),
      { kind: 'skeleton', keypoints: [{ name: 'ear', x: 0, y: 0, visibility: 1 }] },
    ],
    [
      'that are masks',
      { kind: 'mask', width: 2, height: 1, counts: [2] },
      { kind: 'mask', width: 2, height: 1, counts: [0, 2] },
    ],
  ])('is unknown between shapes %s', (_what, from, to) => {
    const shape = shapesOfTrack(track(), [keyFrame(0, from), keyFrame(2, to)]);
    expect(shape(0)).toEqual(from);
    expect(shape(1)).toBeUndefined();
    expect(shape(2)).toEqual(to);
  });

  it('never leaves the stretch between its key frames', () => {
    const frames = fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 2, maxLength: 8 });
    const x = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(frames, fc.array(x, { minLength: 8, maxLength: 8 }), fc.nat({ max: 99 }), (all, places, frame) => {
        const keys = all.map((key, index) => ({ key, x: places[index] ?? 0 })).sort((a, b) => a.key - b.key);
        const shape = shapesOfTrack(
          track(),
          keys.map(({ key, x: at }) => keyFrame(key, { kind: 'point', x: at, y: 0 })),
        )(frame);
        const before = keys.findLast(({ key }) => key <= frame);
        const after = keys.find(({ key }) => key >= frame) ?? before;
        if (!before || !after) {
          expect(shape).toBeUndefined();
          return;
        }
        expect(shape?.kind).toBe('point');
        const found = shape?.kind === 'point' ? shape.x : Number.NaN;
        expect(found).toBeGreaterThanOrEqual(Math.min(before.x, after.x) - 1e-8);
        expect(found).toBeLessThanOrEqual(Math.max(before.x, after.x) + 1e-8);
      }),
    );
  });
});
