import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { normalise } from '../../../../lib/platforms/labelbox/document/normalise.ts';

function labelOf(annotations: object, media: object = {}): Label {
  const document = {
    data_row: { id: 'row-1' },
    media_attributes: media,
    projects: { 'project-1': { labels: [{ id: 'label-1', annotations }] } },
  };
  return normalise({ ref: { occurredAt: '2026-05-04T12:00:00.000Z' }, document }, 'project-1');
}
const invalid = (message: RegExp) =>
  expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(message) });

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
  it('stands at each of its frames, counted from 0, as one track', () => {
    const { annotations } = labelOf({ frames: objectsAt(1, 18) });
    expect(annotations.map(({ id, track, at }) => [id, track, at])).toEqual([
      ['a#0', 'a', { kind: 'frame', frame: 0 }],
      ['a#17', 'a', { kind: 'frame', frame: 17 }],
    ]);
  });

  it('is there in its segments, which are half-open, with gaps between them', () => {
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

  it('is not to be interpolated where each frame of its segments is there', () => {
    const { tracks } = labelOf({ frames: objectsAt(1, 2, 3), segments: { a: [[1, 3]] } });
    expect(tracks?.[0]?.interpolation).toBe('none');
  });

  it.each([
    ['a list', [13, 19]],
    ['a list of texts', ['13', '19']],
    ['an object', { 13: true, 18: false, 19: true }],
  ])('has its key frames from %s', (_what, frames) => {
    const { annotations } = labelOf({ frames: objectsAt(13, 18, 19), key_frame_feature_map: { a: frames } });
    expect(annotations.map(({ keyFrame }) => keyFrame)).toEqual([true, false, true]);
  });

  it('has none where the map is silent', () => {
    const [annotation] = labelOf({ frames: objectsAt(1), key_frame_feature_map: { a: null } }).annotations;
    expect(annotation).not.toHaveProperty('keyFrame');
  });

  it('is found under names that objects of JavaScript have anyway', () => {
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
      /frames.1.objects.a.feature_id is another id/,
    ],
    ['a segment from frame 0', { frames: objectsAt(1), segments: { a: [[0, 3]] } }, /start before the first frame/],
    [
      'a segment that ends before it starts',
      { frames: objectsAt(1), segments: { a: [[3, 1]] } },
      /end before it starts/,
    ],
    ['a segment of three', { frames: objectsAt(1), segments: { a: [[1, 2, 3]] } }, /two numbers, start and end/],
    [
      'a segment of nothing known',
      { frames: objectsAt(1), segments: { b: [[1, 2]] } },
      /segments.b is of a feature that stands nowhere/,
    ],
    [
      'a key frame of nothing known',
      { frames: objectsAt(1), key_frame_feature_map: { b: [1] } },
      /map.b is of a feature that stands nowhere/,
    ],
    [
      'a key frame 0',
      { frames: objectsAt(1), key_frame_feature_map: { a: [0] } },
      /must be a list of frames, from 1 on/,
    ],
    ['objects outside of frames', { frames: objectsAt(1), objects: [box()] }, /annotations.objects is a part/],
    [
      'a part of a frame unknown here',
      { frames: { 1: { objects: {}, tags: [1] } } },
      /frames.1.tags is a part that a frame/,
    ],
    ['relationships of a frame', { frames: { 1: { relationships: [{}] } } }, /relationships of a single frame/],
  ])('is refused with %s', (_what, annotations, message) => {
    expect(() => labelOf(annotations)).toThrow(invalid(message));
  });

  it('is refused past the end of the video', () => {
    expect(() => labelOf({ frames: objectsAt(11) }, { frame_count: 10 })).toThrow(invalid(/past the end/));
    expect(labelOf({ frames: objectsAt(10) }, { frame_count: 10 }).annotations).toHaveLength(1);
  });

  it('that is related to another is related as a track', () => {
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

  it('holds for its frame where no segment is told', () => {
    expect(answersOf(at({ 7: 'x' }), {})).toEqual([['q#6', 'q', { kind: 'frame', frame: 6 }]]);
  });

  it('about the whole holds in the segments that are told for it', () => {
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

  it('holds answers to one question in two of its planes', () => {
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
      /segments.Axial.b is of a feature/,
    ],
    [
      'a segment in a plane without it',
      { groups: { Axial: inPlane(1) }, segments: { Coronal: { a: [[1, 1]] } } },
      /segments.Coronal.a is of a feature/,
    ],
    [
      'key frames of no plane',
      { groups: { Axial: inPlane(1) }, key_frame_feature_map: { a: [1] } },
      /object with a field for each plane/,
    ],
  ])('is refused with %s', (_what, annotations, message) => {
    expect(() => labelOf(annotations)).toThrow(invalid(message));
  });
});

describe('answers about stretches of an audio', () => {
  const placesOf = (timestamp: unknown, segments: object = {}) =>
    labelOf({ timestamp, segments, classifications: [] }, { asset_type: 'audio' }).annotations.map(({ id, at }) => [
      id,
      at,
    ]);
  const stretch = [['q', { kind: 'time', ranges: [{ start: 500, end: 2000.5 }] }]];

  it.each([
    ['by the millisecond they begin at', { 500: { classifications: [answer('x')], objects: {} } }],
    ['by the millisecond, as a list', { 500: [answer('x')] }],
    ['as a list', [answer('x')]],
    ['as a list under their own key', { classifications: [answer('x')] }],
    ['by feature', { q: { name: 'act', radio_answer: { name: 'x' } } }],
  ])('are read %s', (_what, timestamp) => {
    expect(placesOf(timestamp, { q: [[500, 2000.5]] })).toEqual(stretch);
  });

  it('hold until the next one', () => {
    expect(placesOf({ 0: [answer('x')], 700: [answer('y')] }, { q: [[0, 1000]] })).toEqual([
      ['q#0', { kind: 'time', ranges: [{ start: 0, end: 700 }] }],
      ['q#700', { kind: 'time', ranges: [{ start: 700, end: 1000 }] }],
    ]);
  });

  it('are of an instant where no stretch is told', () => {
    expect(placesOf({ 250: [answer('x')] })).toEqual([['q', { kind: 'time', ranges: [{ start: 250, end: 250 }] }]]);
  });

  it.each<[string, unknown, object, RegExp]>([
    ['without any time', [answer('x')], {}, /timestamp\[0\] tells no time/],
    ['without a feature id', { 0: [{ name: 'n', text_answer: { content: '' } }] }, {}, /feature_id is missing/],
    ['under a name that is neither time nor feature', { soon: { feature_id: 'q' } }, {}, /timestamp.soon is neither/],
    ['beside objects', { 0: { objects: { a: {} } } }, {}, /timestamp.0.objects is a part/],
    ['of a feature that is not there', {}, { q: [[0, 1]] }, /segments.q is of a feature that stands nowhere/],
    ['as a number', 7, {}, /timestamp must be an object/],
  ])('are refused %s', (_what, timestamp, segments, message) => {
    expect(() => placesOf(timestamp, segments)).toThrow(invalid(message));
  });
});
