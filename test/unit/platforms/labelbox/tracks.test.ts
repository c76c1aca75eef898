import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { invalidLabel, labelOf as labelWith } from './labels-of.ts';

const labelOf = (annotations: object, media: object = {}) => labelWith({ annotations, media });
const box = (feature_id?: string) => ({
  ...(feature_id ? { feature_id } : {}),
  name: 'ferry',
  annotation_kind: 'VideoBoundingBox',
  bounding_box: { top: 1, left: 2, width: 3, height: 4 },
});
const answer = (name: string, feature_id = 'q') => ({ feature_id, name: 'act', radio_answer: { name } });
const objectsAt = (...frames: number[]) =>
  Object.fromEntries(frames.map((frame) => [frame, { objects: { a: box('a') }, classifications: [] }]));

describe('an object of a video', () => {
  it('becomes an annotation in each of its frames, counted from 0, and one track', () => {
    const { annotations } = labelOf({ frames: objectsAt(1, 18) });
    expect(annotations.map(({ id, track, at }) => [id, track, at])).toEqual([
      ['a#0', 'a', { kind: 'frame', frame: 0 }],
      ['a#17', 'a', { kind: 'frame', frame: 17 }],
    ]);
  });

  it('has half-open segments as its frames, with gaps between them', () => {
    const { tracks } = labelOf({
      frames: objectsAt(13, 18, 19),
      segments: {
        a: [
          [13, 13],
          [18, 25],
        ],
      },
    });
    const frames = [
      { start: 12, end: 13 },
      { start: 17, end: 25 },
    ];
    expect(tracks).toEqual([{ id: 'a', unit: 'row-1', frames, interpolation: 'linear' }]);
  });

  it('has its segments in their order, those that share frames as one, those that only touch as two', () => {
    const segments = {
      a: [
        [21, 30],
        [1, 12],
        [10, 20],
      ],
    };
    const { tracks } = labelOf({ frames: objectsAt(1, 20), segments });
    expect(tracks?.[0]?.frames).toEqual([
      { start: 0, end: 20 },
      { start: 20, end: 30 },
    ]);
  });

  it('is in no frame that is null', () => {
    const { annotations } = labelOf({ frames: { ...objectsAt(1), 2: null } });
    expect(annotations.map(({ id }) => id)).toEqual(['a#0']);
  });

  it('is not interpolated where each frame of its segments has it', () => {
    const { tracks } = labelOf({ frames: objectsAt(1, 2, 3), segments: { a: [[1, 3]] } });
    expect(tracks?.[0]?.interpolation).toBe('none');
  });

  it.each([
    ['a list', [13, 19]],
    ['a list of texts', ['13', '19']],
    ['an object', { 13: true, 18: false, 19: true }],
  ])('takes its key frames from %s', (_what, frames) => {
    const { annotations } = labelOf({ frames: objectsAt(13, 18, 19), key_frame_feature_map: { a: frames } });
    expect(annotations.map(({ keyFrame }) => keyFrame)).toEqual([true, false, true]);
  });

  it('has no key frames where the map has none for it', () => {
    const [annotation] = labelOf({ frames: objectsAt(1), key_frame_feature_map: { a: null } }).annotations;
    expect(annotation).not.toHaveProperty('keyFrame');
  });

  it('is read under names that every object of JavaScript has', () => {
    const frames = { 1: { objects: { constructor: box(), toString: box() } } };
    const label = labelOf({ frames, segments: { toString: [[1, 1]] }, key_frame_feature_map: {} });
    expect(label.annotations.map(({ id }) => id)).toEqual(['constructor#0', 'toString#0']);
    expect(label.tracks?.map(({ id }) => id)).toEqual(['toString']);
  });

  it.each<[string, object, RegExp]>([
    ['a frame 0', { frames: objectsAt(0) }, /frames.0 must be the number of a frame, from 1 on/],
    ['a frame of words', { frames: { first: {} } }, /frames.first must be the number of a frame/],
    [
      'another id than its own',
      { frames: { 1: { objects: { a: box('b') } } } },
      /frames.1.objects.a.feature_id must be the id that is the key of its object/,
    ],
    ['a segment from frame 0', { frames: objectsAt(1), segments: { a: [[0, 3]] } }, /starts before the first frame/],
    [
      'a segment that ends before it starts',
      { frames: objectsAt(1), segments: { a: [[3, 1]] } },
      /ends before it starts/,
    ],
    ['a segment of three', { frames: objectsAt(1), segments: { a: [[1, 2, 3]] } }, /two numbers, start and end/],
    [
      'a segment of nothing known',
      { frames: objectsAt(1), segments: { b: [[1, 2]] } },
      /segments.b belongs to a feature that is nowhere in the label/,
    ],
    [
      'a key frame of nothing known',
      { frames: objectsAt(1), key_frame_feature_map: { b: [1] } },
      /map.b belongs to a feature that is nowhere in the label/,
    ],
    [
      'a key frame 0',
      { frames: objectsAt(1), key_frame_feature_map: { a: [0] } },
      /must be a list of frames from 1 on/,
    ],
    ['objects outside of frames', { frames: objectsAt(1), objects: [box()] }, /annotations.objects is a part/],
    [
      'a part of a frame unknown here',
      { frames: { 1: { objects: {}, voxels: [1] } } },
      /frames.1.voxels is a part that a frame/,
    ],
    ['relationships of a frame', { frames: { 1: { relationships: [{}] } } }, /holds relationships of a single frame/],
  ])('is refused with %s', (_what, annotations, message) => {
    expect(() => labelOf(annotations)).toThrow(invalidLabel(message));
  });

  it.each([
    ['a frame', { frames: objectsAt(11) }],
    ['a segment', { frames: objectsAt(10), segments: { a: [[10, 11]] } }],
  ])('outweighs a number of frames that %s goes past, which Labelbox only estimates', (_what, annotations) => {
    const { units, annotations: found, leftOut } = labelOf(annotations, { frame_count: 10 });
    expect(found).toHaveLength(1);
    expect(units[0]).not.toHaveProperty('frames');
    expect(leftOut).toEqual([
      {
        id: 'row-1',
        code: 'value-not-kept',
        path: 'media_attributes.frame_count',
        detail: 'a count of 10 frames, and the label goes up to frame 11',
      },
    ]);
    expect(labelOf({ frames: objectsAt(10) }, { frame_count: 10 }).units[0]?.frames).toBe(10);
  });

  it('is related to another object as a track', () => {
    const frames = { 2: { objects: { a: box(), b: box() } }, 3: { objects: { a: box() } } };
    const relationships = [{ name: 'tows', unidirectional_relationship: { source: 'a', target: 'b' } }];
    const { annotations } = labelOf({ frames, relationships });
    expect(annotations.map(({ id, relations }) => [id, relations])).toEqual([
      ['a#1', [{ name: 'tows', to: 'b', bothWays: false }]],
      ['b#1', undefined],
      ['a#2', undefined],
    ]);
  });
});

describe('an answer over the frames of a video', () => {
  const answersOf = (frames: object, segments: object) =>
    labelOf({ frames, segments }).annotations.map(({ id, track, at }) => [id, track, at]);
  const at = (frames: Record<number, string>) =>
    Object.fromEntries(Object.entries(frames).map(([frame, name]) => [frame, { classifications: [answer(name)] }]));

  it('holds in all segments of its question where it never changes', () => {
    expect(
      answersOf(at({ 7: 'x', 18: 'x' }), {
        q: [
          [7, 13],
          [18, 19],
        ],
      }),
    ).toEqual([
      [
        'q',
        undefined,
        {
          kind: 'frames',
          ranges: [
            { start: 6, end: 13 },
            { start: 17, end: 19 },
          ],
        },
      ],
    ]);
  });

  it('holds until the next one, and never across a gap', () => {
    expect(
      answersOf(at({ 7: 'x', 10: 'y', 18: 'x' }), {
        q: [
          [7, 13],
          [18, 19],
        ],
      }),
    ).toEqual([
      ['q#6', 'q', { kind: 'frames', ranges: [{ start: 6, end: 9 }] }],
      ['q#9', 'q', { kind: 'frames', ranges: [{ start: 9, end: 13 }] }],
      ['q#17', 'q', { kind: 'frames', ranges: [{ start: 17, end: 19 }] }],
    ]);
  });

  it('holds for its frame where its question has no segment', () => {
    expect(answersOf(at({ 7: 'x' }), {})).toEqual([['q#6', 'q', { kind: 'frame', frame: 6 }]]);
  });

  it('holds in the segments of its question where the question is about the whole', () => {
    const label = labelOf({ frames: {}, classifications: [answer('x'), answer('y', 'r')], segments: { q: [[1, 2]] } });
    expect(label.annotations.map((annotation) => annotation.at)).toEqual([
      { kind: 'frames', ranges: [{ start: 0, end: 2 }] },
      { kind: 'whole' },
    ]);
  });

  it('covers every frame from the first answer of a segment to its end, once', () => {
    const segment = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat({ max: 20 }));
    const given = fc.dictionary(fc.integer({ min: 1, max: 60 }).map(String), fc.constantFrom('x', 'y'), { minKeys: 1 });
    fc.assert(
      fc.property(segment, given, ([start, length], answers) => {
        const end = start + length;
        const changes = new Set(Object.values(answers)).size > 1;
        const covered = answersOf(at(answers), { q: [[start, end]] }).flatMap(([, , place]) =>
          framesOf(place as Label['annotations'][number]['at']),
        );
        const inside = Object.keys(answers)
          .map(Number)
          .filter((frame) => frame >= start && frame <= end);
        const outside = Object.keys(answers)
          .map(Number)
          .filter((frame) => frame < start || frame > end);
        const first = changes ? Math.min(...inside, end + 1) : start;
        const expected = Array.from({ length: Math.max(end + 1 - first, 0) }, (_, index) => first - 1 + index);
        const alone = changes ? outside.map((frame) => frame - 1) : [];
        expect(covered.sort((a, b) => a - b)).toEqual([...expected, ...alone].sort((a, b) => a - b));
      }),
    );
  });
});

const framesOf = (at: Label['annotations'][number]['at']): number[] =>
  at.kind === 'frames'
    ? at.ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index))
    : [];

describe('a volume', () => {
  const line = {
    name: 'vessel',
    annotation_kind: 'DICOMPolyline',
    line: [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ],
  };
  const inPlane = (frame: number) => ({ frames: { [frame]: { objects: { a: line } } } });

  it('keeps its planes apart, also where one object is in two of them', () => {
    const { annotations, tracks } = labelOf({
      groups: { Axial: inPlane(1), Coronal: inPlane(1) },
      segments: { Axial: { a: [[1, 4]] }, Coronal: {} },
      key_frame_feature_map: { a: { Axial: { 1: true }, Coronal: [2] } },
    });
    expect(annotations.map(({ id, track, at, keyFrame }) => [id, track, at, keyFrame])).toEqual([
      ['a#Axial#0', 'a', { kind: 'frame', frame: 0, view: 'Axial' }, true],
      ['a#Coronal#0', 'a', { kind: 'frame', frame: 0, view: 'Coronal' }, false],
    ]);
    expect(tracks).toEqual([
      { id: 'a', unit: 'row-1', frames: [{ start: 0, end: 4 }], view: 'Axial', interpolation: 'linear' },
    ]);
  });

  it('has answers to one question in two of its planes', () => {
    const groups = { Axial: { frames: { 1: { classifications: [answer('x')] } } }, Coronal: {} };
    const segments = { Axial: { q: [[1, 2]], r: [[3, 3]] }, Coronal: { r: [[4, 5]] } };
    const { annotations } = labelOf({ groups, segments, classifications: [answer('y', 'r')] });
    expect(annotations.map(({ id, track, at }) => [id, track, at.kind === 'frames' && at.view])).toEqual([
      ['q#Axial', 'q', 'Axial'],
      ['r#Axial', 'r', 'Axial'],
      ['r#Coronal', 'r', 'Coronal'],
    ]);
    const both = { Axial: groups.Axial, Coronal: groups.Axial };
    const inBoth = labelOf({ groups: both, segments: { Axial: { q: [[1, 2]] }, Coronal: { q: [[1, 2]] } } });
    expect(inBoth.annotations.map(({ id }) => id)).toEqual(['q#Axial', 'q#Coronal']);
  });

  it.each<[string, object, RegExp]>([
    [
      'an answer for a whole plane',
      { groups: { Axial: { classifications: [answer('x')] } } },
      /groups.Axial.classifications holds for one plane/,
    ],
    [
      'a segment of nothing known',
      { groups: {}, segments: { Axial: { b: [[1, 1]] } } },
      /segments.Axial.b belongs to a feature/,
    ],
    [
      'a segment in a plane without it',
      { groups: { Axial: inPlane(1) }, segments: { Coronal: { a: [[1, 1]] } } },
      /segments.Coronal.a belongs to a feature/,
    ],
    [
      'key frames of no plane',
      { groups: { Axial: inPlane(1) }, key_frame_feature_map: { a: [1] } },
      /object with a field for each plane/,
    ],
  ])('is refused with %s', (_what, annotations, message) => {
    expect(() => labelOf(annotations)).toThrow(invalidLabel(message));
  });
});
