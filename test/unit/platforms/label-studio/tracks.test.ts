import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { withPixelCoordinates } from '../../../../lib/label/pixel-coordinates.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { labelOf, refusalOf } from './label-of.ts';

const config =
  '<View><Video name="video" value="$clip" frameRate="$rate"/><VideoRectangle name="box" toName="video"/><TimelineLabels name="phase" toName="video"><Label value="Red"/></TimelineLabels></View>';
const data = { clip: 'https://videos.example.com/a.mp4', rate: 25 };

type Key = {
  frame: number;
  enabled?: boolean;
  rotation?: number;
  auto?: boolean;
  score?: number;
  confidence?: number;
};
const sequence = (keys: readonly Key[], more: Record<string, unknown> = {}) => ({
  id: 'car',
  from_name: 'box',
  to_name: 'video',
  type: 'videorectangle',
  value: {
    framesCount: 100,
    sequence: keys.map((key) => ({ enabled: true, rotation: 0, x: 10, y: 20, width: 30, height: 40, time: 0, ...key })),
    labels: ['Car'],
  },
  ...more,
});
const read = (...results: unknown[]): Label => labelOf(results, config, { data });
const rangesOf = (keys: readonly Key[]) => read(sequence(keys)).tracks?.[0]?.frames;

it('counts frames from 0, and coordinates from 0 to 1 where no result has the size of the video', () => {
  const label = read(sequence([{ frame: 1 }, { frame: 11 }]));
  expect(label.units).toEqual([expect.objectContaining({ media: 'video', frames: 100, coordinates: 'relative' })]);
  expect(label.annotations.map(({ id, track, at }) => [id, track, at])).toEqual([
    ['car#0', 'car', { kind: 'frame', frame: 0 }],
    ['car#10', 'car', { kind: 'frame', frame: 10 }],
  ]);
  expect(label.annotations[0]?.shape).toMatchObject({ x: 0.1, y: 0.2, width: 0.3, height: 0.4 });
});

it('counts in pixels where a result has the size, and turns boxes', () => {
  const result = sequence([{ frame: 1, rotation: 90 }], { original_width: 200, original_height: 100 });
  expect(read(result).annotations[0]?.shape).toEqual({
    kind: 'box', // of 60 × 40, its first corner at (20, 20): its centre comes to (0, 50)
    x: expect.closeTo(-30, 9),
    y: expect.closeTo(30, 9),
    width: 60,
    height: 40,
    rotationDegrees: 90,
  });
});

it('has the same turned boxes where a result has the size as where the file of the video says it later', () => {
  fc.assert(
    fc.property(fc.double({ min: -360, max: 360, noNaN: true }), (rotation) => {
      const size = { width: 200, height: 100 };
      const keys = [{ frame: 1, rotation }];
      const shapeOf = (label: Label) => label.annotations[0]?.shape;
      const said = read(sequence(keys, { original_width: size.width, original_height: size.height }));
      const unsaid = read(sequence(keys));
      const later = withPixelCoordinates({ ...unsaid, units: unsaid.units.map((unit) => ({ ...unit, ...size })) });
      const numbers = (label: Label) =>
        Object.values(shapeOf(label) ?? {}).filter((value) => typeof value === 'number');
      expect(Object.keys(shapeOf(later) ?? {}).sort()).toEqual(Object.keys(shapeOf(said) ?? {}).sort());
      for (const [index, number] of numbers(later).entries()) expect(number).toBeCloseTo(numbers(said)[index] ?? 0, 9);
    }),
    { numRuns: propertyRuns(30) },
  );
});

it.each<[string, Key[], [number, number][]]>([
  ['lives until the video ends', [{ frame: 1 }], [[0, 100]]],
  ['lives through key frames that are enabled', [{ frame: 3 }, { frame: 9 }], [[2, 100]]],
  ['is in the frame that ends it', [{ frame: 1 }, { frame: 11, enabled: false }], [[0, 11]]],
  [
    'comes back after a gap',
    [{ frame: 1 }, { frame: 5, enabled: false }, { frame: 9 }],
    [
      [0, 5],
      [8, 100],
    ],
  ],
  ['may be in a single frame', [{ frame: 7, enabled: false }], [[6, 7]]],
  [
    'in neighbouring frames is one range',
    [
      { frame: 7, enabled: false },
      { frame: 8, enabled: false },
    ],
    [[6, 8]],
  ],
])('a region %s', (_what, keys, ranges) => {
  expect(rangesOf(keys)).toEqual(ranges.map(([start, end]) => ({ start, end })));
});

it('has a region in a frame exactly when Label Studio shows it there', () => {
  const anyKeys = fc.uniqueArray(fc.record({ frame: fc.integer({ min: 1, max: 40 }), enabled: fc.boolean() }), {
    selector: ({ frame }) => frame,
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(anyKeys, (keys) => {
      const ranges = rangesOf(keys) ?? [];
      for (let frame = 1; frame <= 100; frame += 1) {
        const last = keys.toSorted((a, b) => a.frame - b.frame).findLast((key) => key.frame <= frame);
        const isShown = last !== undefined && (last.enabled || last.frame === frame);
        const isHeld = ranges.some(({ start, end }) => start <= frame - 1 && frame - 1 < end);
        if (isShown !== isHeld) expect.fail(`frame ${frame} of ${JSON.stringify(keys)}`);
      }
      for (const [index, { start }] of ranges.entries()) expect(start).toBeGreaterThan(ranges[index - 1]?.end ?? -1);
    }),
  );
});

it('takes the longest length that a region has for the length of the video', () => {
  const longer = sequence([{ frame: 1 }], { id: 'bus' });
  (longer.value as { framesCount: number }).framesCount = 120;
  const label = read(sequence([{ frame: 1 }]), longer);
  expect(label.units[0]?.frames).toBe(120);
  expect(label.tracks?.map(({ frames }) => frames)).toEqual([[{ start: 0, end: 120 }], [{ start: 0, end: 120 }]]);
});

it('distinguishes key frames of a person from those of a machine', () => {
  const { annotations } = read(sequence([{ frame: 1 }, { frame: 2, auto: true }]));
  expect(annotations.map(({ keyFrame }) => keyFrame)).toEqual([true, false]);
});

it('sorts the key frames', () => {
  expect(read(sequence([{ frame: 9 }, { frame: 2 }])).annotations.map(({ id }) => id)).toEqual(['car#1', 'car#8']);
});

it.each<[string, Record<string, unknown>, RegExp]>([
  ['with a frame 0', sequence([{ frame: 0 }]), /sequence\[0\]\.frame must be a whole number from 1/],
  ['with half a frame', sequence([{ frame: 1.5 }]), /sequence\[0\]\.frame/],
  [
    'that stays until an unknown end',
    sequence([{ frame: 1 }], { value: { sequence: [{ frame: 1, x: 0, y: 0, width: 1, height: 1 }] } }),
    /framesCount must be a number, but is missing/,
  ],
])('refuses a sequence %s', (_what, result, message) => {
  expect(refusalOf(() => read(result))).toMatch(message);
});

it('leaves out a sequence without key frames, and keeps the other regions', () => {
  const { annotations, leftOut } = read(sequence([], { id: 'empty' }), sequence([{ frame: 1 }]));
  expect(annotations.map(({ id }) => id)).toEqual(['car#0']);
  expect(leftOut).toEqual([
    { id: 'empty', code: 'degenerate', path: 'result[0]', detail: 'a sequence without key frames', unit: '501' },
  ]);
});

it('keeps the first of two key frames of one frame, as the editor shows it, and reports another one that differs', () => {
  const { annotations, leftOut } = read(sequence([{ frame: 4 }, { frame: 4 }, { frame: 4, rotation: 360 }]));
  expect(annotations.map(({ id }) => id)).toEqual(['car#3']);
  expect(leftOut?.map(({ id, path, detail }) => [id, path, detail])).toEqual([
    ['car#3', 'result[0].value.sequence[2]', 'another key frame of frame 4'],
  ]);
});

it.each([
  ['a key frame', sequence([{ frame: 101 }]), 101, ['car#100']],
  [
    'a range of a timeline',
    {
      id: 'red',
      from_name: 'phase',
      to_name: 'video',
      type: 'timelinelabels',
      value: { framesCount: 99, ranges: [{ start: 90, end: 102 }], timelinelabels: ['Red'] },
    },
    102,
    ['red'],
  ],
])('takes the video for as long as %s goes, which is past the number of its frames', (_what, result, frames, ids) => {
  const label = read(result);
  expect(label.units[0]?.frames).toBe(frames);
  expect(label.annotations.map(({ id }) => id)).toEqual(ids);
  expect(label.leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
    [ids[0], 'value-not-kept', 'result[0].value.framesCount'],
  ]);
});

it('takes the score of a key frame for its confidence, and that of the region for key frames without one', () => {
  const keys = [{ frame: 1, score: 0.25 }, { frame: 2 }, { frame: 3, confidence: 0.75 }, { frame: 4, score: 87 }];
  const { annotations, leftOut } = read(sequence(keys, { score: 0.5 }));
  expect(annotations.map(({ confidence }) => confidence)).toEqual([0.25, 0.5, 0.75, 0.5]);
  expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
    ['car#3', 'value-not-kept', 'result[0].value.sequence[3].score'],
  ]);
});

it('notes the keys of key frames that nobody reads, and refuses those that could move the region', () => {
  const { annotations, unread } = read(
    sequence([
      { frame: 1, mood: 'calm' },
      { frame: 2, mood: null },
    ] as unknown as Key[]),
  );
  expect(annotations).toHaveLength(2);
  expect(unread).toEqual([{ path: 'result[].value.sequence[].mood', count: 2 }]);
  expect(refusalOf(() => read(sequence([{ frame: 1, z: 3 }] as unknown as Key[])))).toMatch(
    /sequence\[0\] has a key "z"/,
  );
});

it('leaves out a key frame whose coordinates are all null, and a track that has no other', () => {
  const lost = { x: null, y: null, width: null, height: null };
  const label = read(
    sequence([{ frame: 1 }, { frame: 5, ...lost }] as unknown as Key[]),
    sequence([{ frame: 1, ...lost }] as unknown as Key[], { id: 'bus' }),
  );
  expect(label.annotations.map(({ id }) => id)).toEqual(['car#0']);
  expect(label.tracks?.map(({ id }) => id)).toEqual(['car']);
  expect(label.leftOut?.map(({ id, path }) => [id, path])).toEqual([
    ['car#4', 'result[0].value.sequence[1]'],
    ['bus#0', 'result[1].value.sequence[0]'],
  ]);
});
