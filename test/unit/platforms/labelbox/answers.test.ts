import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation, Label } from '../../../../lib/label/label.ts';
import { invalidLabel, labelOf as labelWith } from './labels-of.ts';

const labelOf = (annotations: object, asset_type = 'video'): Label => labelWith({ annotations, media: { asset_type } });
const option = (name: string, classifications: object[] = []) => ({ feature_id: `id-${name}`, name, classifications });
const radio = (name: string, below: object[] = []) => ({
  feature_id: 'q',
  name: 'act',
  radio_answer: option(name, below),
});
const checklist = (...names: string[]) => ({
  feature_id: 'q',
  name: 'seen',
  checklist_answers: names.map((name) => option(name)),
});
const at = (frames: Record<number, object>) =>
  Object.fromEntries(Object.entries(frames).map(([frame, question]) => [frame, { classifications: [question] }]));

const choicesOf = ({ attributes: [attribute] }: Annotation): string[] => {
  const value = attribute?.value;
  if (value?.kind === 'radio') return [value.choice.name];
  return value?.kind === 'checklist' ? value.choices.map(({ name }) => name) : [];
};
const seen = ({ annotations }: Label) =>
  annotations.map((annotation) => [
    annotation.id,
    choicesOf(annotation),
    'ranges' in annotation.at ? annotation.at.ranges : annotation.at.kind,
  ]);

describe('an answer with segments of its own', () => {
  it('holds in them: a list with different ones is an annotation for each run of equal choices', () => {
    const label = labelOf({
      frames: at({ 5: checklist('car'), 8: checklist('car', 'bus') }),
      segments: { 'id-car': [[5, 20]], 'id-bus': [[8, 10]] },
      key_frame_feature_map: { 'id-car': [5, 8], 'id-bus': { 8: true } },
    });
    expect(seen(label)).toEqual([
      ['q#4', ['car'], [{ start: 4, end: 7 }]],
      ['q#7', ['car', 'bus'], [{ start: 7, end: 10 }]],
      ['q#10', ['car'], [{ start: 10, end: 20 }]],
    ]);
    expect(label.tracks).toEqual([{ id: 'q', unit: 'row-1', frames: [{ start: 4, end: 20 }], interpolation: 'none' }]);
  });

  it('is one annotation where the same choices hold in all of them', () => {
    const segments = {
      'id-car': [
        [5, 6],
        [9, 9],
      ],
    };
    expect(seen(labelOf({ frames: at({ 5: checklist('car') }), segments }))).toEqual([
      [
        'q',
        ['car'],
        [
          { start: 4, end: 6 },
          { start: 8, end: 9 },
        ],
      ],
    ]);
  });

  it('holds in them also where its question has segments, too', () => {
    const label = labelOf({
      frames: at({ 3: radio('walk'), 8: radio('run') }),
      segments: { q: [[3, 12]], 'id-walk': [[3, 7]], 'id-run': [[8, 12]] },
    });
    expect(seen(label)).toEqual([
      ['q#2', ['walk'], [{ start: 2, end: 7 }]],
      ['q#7', ['run'], [{ start: 7, end: 12 }]],
    ]);
  });

  it('of two single choices at one frame gives way to the one that was given later', () => {
    const label = labelOf({
      frames: at({ 3: radio('walk'), 8: radio('run') }),
      segments: { 'id-walk': [[3, 8]], 'id-run': [[8, 12]] },
    });
    expect(seen(label).map(([, , ranges]) => ranges)).toEqual([[{ start: 2, end: 7 }], [{ start: 7, end: 12 }]]);
  });

  it('is not lost where it was given outside of them, or next to one that has none', () => {
    const label = labelOf({
      frames: at({ 3: checklist('car', 'bus'), 30: checklist('car') }),
      segments: { q: [[3, 9]], 'id-car': [[3, 4]] },
    });
    expect(seen(label)).toEqual([
      ['q#2', ['car', 'bus'], [{ start: 2, end: 4 }]],
      ['q#4', ['bus'], [{ start: 4, end: 9 }]],
      ['q#29', ['car'], [{ start: 29, end: 30 }]],
    ]);
  });

  it('holds in them where its question is about the whole, and other answers then hold for the whole', () => {
    const segments = {
      'id-car': [
        [2, 3],
        [7, 8],
      ],
    };
    const label = labelOf({ frames: {}, classifications: [checklist('car', 'bus')], segments });
    expect(seen(label)).toEqual([
      ['q', ['bus'], 'whole'],
      [
        'q#1',
        ['car'],
        [
          { start: 1, end: 3 },
          { start: 6, end: 8 },
        ],
      ],
    ]);
    const single = labelOf({ frames: {}, classifications: [radio('car')], segments });
    expect(seen(single)).toEqual([
      [
        'q',
        ['car'],
        [
          { start: 1, end: 3 },
          { start: 6, end: 8 },
        ],
      ],
    ]);
  });

  it('below another answer is there while it holds', () => {
    const colour = { feature_id: 'c', name: 'colour', radio_answer: option('red') };
    const { annotations } = labelOf({
      frames: at({ 2: radio('car', [colour]) }),
      segments: { q: [[2, 9]], c: [[4, 5]], 'id-red': [[4, 5]] },
    });
    const below = annotations.map(({ attributes: [attribute] }) =>
      attribute?.value.kind === 'radio' ? attribute.value.choice.attributes.length : -1,
    );
    expect(annotations.map(({ id }) => id)).toEqual(['q#1', 'q#3', 'q#5']);
    expect(below).toEqual([0, 1, 0]);
  });

  it('in a plane of a volume holds in that plane', () => {
    const label = labelOf(
      {
        groups: { Axial: { frames: at({ 1: radio('cyst') }) }, Coronal: { frames: {} } },
        segments: { Axial: { 'id-cyst': [[1, 3]] } },
        key_frame_feature_map: { 'id-cyst': { Axial: { 1: true } } },
      },
      'dicom',
    );
    expect(label.annotations.map(({ id, at }) => [id, at])).toEqual([
      ['q#Axial', { kind: 'frames', ranges: [{ start: 0, end: 3 }], view: 'Axial' }],
    ]);
  });

  it('of an audio holds in its stretches, whether it was given at an instant or for the whole', () => {
    const segments = { 'id-ann': [[0, 1500]], 'id-ben': [[1500, 4000.5]] };
    const key_frame_feature_map = { 'id-ann': [0], 'id-ben': [1500] };
    const expected = [
      ['q#0', ['ann'], [{ start: 0, end: 1500 }]],
      ['q#1500', ['ben'], [{ start: 1500, end: 4000.5 }]],
    ];
    const timestamp = { 0: [radio('ann')], 1500: [radio('ben')] };
    // Key frames of an audio begin at 0.
    expect(seen(labelOf({ timestamp, segments, key_frame_feature_map }, 'audio'))).toEqual(expected);
    const classifications = [checklist('ann', 'ben')];
    expect(seen(labelOf({ timestamp: {}, classifications, segments }, 'audio'))).toEqual(expected);
    expect(seen(labelOf({ timestamp: [checklist('ann', 'ben')], segments }, 'audio'))).toEqual(expected);
  });

  it('holds at every frame of its segments and at no other, whatever the segments are', () => {
    const ranges = fc
      .uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 6 })
      .map((ends) =>
        ends
          .toSorted((a, b) => a - b)
          .flatMap((end, index) => (index % 2 ? [[ends.toSorted((a, b) => a - b)[index - 1] ?? end, end]] : [])),
      );
    const names = ['x', 'y', 'z'];
    const given = fc.dictionary(fc.integer({ min: 1, max: 30 }).map(String), fc.subarray(names, { minLength: 1 }), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(given, fc.tuple(ranges, ranges, ranges), (entries, all) => {
        const named = new Set(Object.values(entries).flat());
        const segments = Object.fromEntries(
          names.flatMap((name, index) => (named.has(name) ? [[`id-${name}`, all[index]]] : [])),
        ) as Record<string, number[][]>;
        const frames = at(Object.fromEntries(Object.entries(entries).map(([key, list]) => [key, checklist(...list)])));
        const { annotations } = labelOf({ frames, segments });
        const found = annotations.flatMap((annotation) =>
          annotation.at.kind === 'frames'
            ? annotation.at.ranges.flatMap(({ start, end }) =>
                Array.from({ length: end - start }, (_, index) => `${start + index}: ${choicesOf(annotation).sort()}`),
              )
            : [],
        );
        const expected = Array.from({ length: 30 }, (_, frame) => {
          const holding = names.filter(
            (name) =>
              segments[`id-${name}`]?.some(([start = 0, end = 0]) => start - 1 <= frame && frame < end) ||
              entries[frame + 1]?.includes(name),
          );
          return holding.length > 0 ? [`${frame}: ${holding}`] : [];
        }).flat();
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });
});

describe('the segments of an answer about an object', () => {
  const boxAt = (...names: string[]) => ({
    objects: {
      a: {
        feature_id: 'a',
        name: 'ferry',
        annotation_kind: 'VideoBoundingBox',
        bounding_box: { top: 1, left: 2, width: 3, height: 4 },
        classifications: names.map((name) => radio(name)),
      },
    },
  });

  it('are those that the frames of the object show, and nothing is reported', () => {
    const { annotations, leftOut } = labelOf({
      frames: { 3: boxAt('full'), 6: boxAt('empty') },
      segments: { a: [[3, 9]], q: [[3, 9]], 'id-full': [[3, 5]], 'id-empty': [[6, 9]] },
      key_frame_feature_map: { a: [3, 6], q: [3, 6], 'id-full': [3], 'id-empty': [6] },
    });
    expect(annotations.map((annotation) => choicesOf(annotation))).toEqual([['full'], ['empty']]);
    expect(leftOut).toBeUndefined();
  });

  it('are reported where they are other ones', () => {
    const { annotations, leftOut } = labelOf({ frames: { 3: boxAt('full') }, segments: { a: [[3, 9]], q: [[3, 5]] } });
    expect(annotations).toHaveLength(1);
    expect(leftOut).toEqual([
      {
        id: 'a#2',
        code: 'value-not-kept',
        path: 'annotations.segments.q',
        detail: 'frames of an answer other than those of its object',
      },
    ]);
  });
});

describe('a question without an answer', () => {
  const box = {
    feature_id: 'box',
    name: 'boat',
    annotation_kind: 'ImageBoundingBox',
    bounding_box: { top: 1, left: 2, width: 3, height: 4 },
  };

  it.each([
    ['no key of an answer', {}],
    ['null', { radio_answer: null }],
    ['an answer that holds nothing', { radio_answer: {} }],
    ['a text that is null', { text_answer: { content: null } }],
  ])('is left out and reported where it has %s, and the rest of the label stays', (_what, answer) => {
    const question = { feature_id: 'open', name: 'occluded', ...answer };
    const { annotations, leftOut } = labelOf(
      { objects: [{ ...box, classifications: [question] }], classifications: [question] },
      'image',
    );
    expect(annotations.map(({ id, attributes }) => [id, attributes])).toEqual([['box', []]]);
    expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
      ['box', 'value-not-kept', 'annotations.objects[0].classifications[0]'],
      ['open', 'degenerate', 'annotations.classifications[0]'],
    ]);
  });

  it('ends an earlier answer at a later frame', () => {
    const frames = at({ 2: radio('x'), 5: { feature_id: 'q', name: 'act', radio_answer: null } });
    expect(seen(labelOf({ frames, segments: { q: [[2, 9]] } }))).toEqual([['q', ['x'], [{ start: 1, end: 4 }]]]);
  });

  it('is not one whose list of choices is empty: that says none of them', () => {
    const { annotations, leftOut } = labelOf({ objects: [], classifications: [checklist()] }, 'image');
    expect(annotations[0]?.attributes[0]?.value).toEqual({ kind: 'checklist', choices: [] });
    expect(leftOut).toBeUndefined();
  });
});

it('an answer of a kind that is not supported refuses the label, or is left out where the connection says so', async () => {
  const { platforms } = await import('../../../../lib/platforms/platforms.ts');
  const { default: reader } = await platforms.labelbox.reader();
  const strange = { feature_id: 'strange', name: 'kind', dropdown_answer: [{ name: 'x' }] };
  const annotations = { objects: [], classifications: [strange, radio('x', [strange])] };
  const fetched = {
    ref: { occurredAt: '2026-05-04T12:00:00.000Z' },
    document: {
      data_row: { id: 'row-1' },
      media_attributes: { asset_type: 'image' },
      projects: { p: { labels: [{ id: 'label-1', annotations }] } },
    },
  };
  expect(() => reader.normalise(fetched, 'p')).toThrow(invalidLabel(/must have one answer.*has dropdown_answer/));
  const label = reader.normalise(fetched, 'p', { unknownKinds: 'leave-out' });
  expect(label.annotations.map(({ id }) => id)).toEqual(['q']);
  expect(label.leftOut?.map(({ id, code }) => [id, code])).toEqual([
    ['strange', 'unknown-kind'],
    ['q', 'value-not-kept'],
  ]);
});

it('keeps how sure a model was of an answer: of the annotation, of an answer about an object, of a choice', () => {
  const question = { feature_id: 'q', name: 'Load', confidence: 0.9, radio_answer: { name: 'full', confidence: 0.8 } };
  const several = {
    name: 'Seen',
    checklist_answers: [
      { name: 'mast', confidence: 0.7 },
      { name: 'bow', confidence: 70 },
    ],
  };
  const ferry = { feature_id: 'a', name: 'ferry', annotation_kind: 'ImagePoint', point: { x: 1, y: 2 } };
  const { annotations, leftOut, unread } = labelOf(
    { objects: [{ ...ferry, classifications: [question, several] }], classifications: [question] },
    'image',
  );
  const load = { kind: 'radio', choice: { name: 'full', attributes: [], confidence: 0.8 } };
  expect(annotations.map(({ id, confidence, attributes }) => ({ id, confidence, attributes }))).toEqual([
    {
      id: 'a',
      attributes: [
        { name: 'Load', value: load, confidence: 0.9 },
        {
          name: 'Seen',
          value: {
            kind: 'checklist',
            choices: [
              { name: 'mast', attributes: [], confidence: 0.7 },
              { name: 'bow', attributes: [] },
            ],
          },
        },
      ],
    },
    { id: 'q', confidence: 0.9, attributes: [{ name: 'Load', value: load }] },
  ]);
  expect(leftOut?.map(({ id, code }) => [id, code])).toEqual([['a', 'value-not-kept']]);
  expect(unread).toBeUndefined();
});
