import { encodeBinary } from '@thi.ng/rle-pack';
import fc from 'fast-check';
import { encode as encodePng } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { corners } from '../../../../lib/label/geometry.ts';
import type { ShapeOf } from '../../../../lib/label/label.ts';
import { normalise } from '../../../../lib/platforms/label-studio/document/normalise.ts';
import { aResult, aTask, labelOf, occurredAt, refusalOf } from '../../../support/label-studio.ts';

type Json = Record<string, unknown>;
const shapeOf = (parts: Json) => labelOf([aResult(parts)]).annotations[0]?.shape;
const box = (value: Json) =>
  shapeOf({ value: { x: 10, y: 20, width: 30, height: 40, rotation: 0, ...value } }) as ShapeOf<'box'>;

describe('a rectangle', () => {
  it('is where a drawing program puts it: turned clockwise about its first corner, in pixels', () => {
    const percent = fc.double({ min: -50, max: 150, noNaN: true });
    const side = fc.double({ min: 0.1, max: 100, noNaN: true });
    const angle = fc.double({ min: -360, max: 720, noNaN: true });
    fc.assert(
      fc.property(percent, percent, side, side, angle, (x, y, width, height, rotation) => {
        const [first, second, , fourth] = corners(box({ x, y, width, height, rotation }));
        const radians = (rotation * Math.PI) / 180;
        const [left, top, across, down] = [6.4 * x, 4.8 * y, 6.4 * width, 4.8 * height];
        const expected = [
          [left, top],
          [left + across * Math.cos(radians), top + across * Math.sin(radians)],
          [left - down * Math.sin(radians), top + down * Math.cos(radians)],
        ];
        for (const [index, corner] of [first, second, fourth].entries()) {
          expect(corner?.[0]).toBeCloseTo(expected[index]?.[0] ?? Number.NaN, 6);
          expect(corner?.[1]).toBeCloseTo(expected[index]?.[1] ?? Number.NaN, 6);
        }
      }),
    );
  });

  it('that was drawn upwards and to the left is the same one', () => {
    expect(box({ x: 40, y: 60, width: -30, height: -40 })).toEqual(box({}));
    const turned = corners(box({ x: 40, y: 60, width: -30, height: -40, rotation: 30 }));
    expect(turned.some(([x, y]) => Math.abs(x - 256) < 1e-9 && Math.abs(y - 288) < 1e-9)).toBe(true); // it turned about that corner
  });

  it('that was not turned keeps its very numbers', () => {
    expect(box({ x: 50.4, width: 12.5 })).toEqual({
      kind: 'box',
      x: 322.56,
      y: 96,
      width: 80,
      height: 192,
      rotationDegrees: 0,
    });
  });
});

it('keeps an unclosed polygon as the line it is', () => {
  const points = [
    [0, 0],
    [50, 50],
    [100, 0],
  ];
  const drawn = (closed: boolean) =>
    shapeOf({ type: 'polygonlabels', value: { points, closed, polygonlabels: ['Car'] } });
  expect(drawn(false)).toEqual({
    kind: 'polyline',
    points: [
      [0, 0],
      [320, 240],
      [640, 0],
    ],
  });
  expect(drawn(true)).toMatchObject({ kind: 'polygon' });
});

describe('a mask', () => {
  const size = { original_width: 5, original_height: 3 };
  const alpha = [0, 255, 127, 128, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255];
  const wanted = { kind: 'mask', width: 5, height: 3, counts: [1, 1, 1, 1, 6, 1, 3, 1] };
  const rgba = Uint8Array.from(alpha.flatMap((value) => [9, 9, 9, value]));

  it('of a brush is its alpha channel', () => {
    const rle = [...encodeBinary(rgba, rgba.length)];
    expect(shapeOf({ ...size, type: 'brushlabels', value: { format: 'rle', rle, brushlabels: ['Car'] } })).toEqual(
      wanted,
    );
  });

  it('of a bitmap is its alpha channel', () => {
    const png = encodePng({ width: 5, height: 3, data: rgba, channels: 4, depth: 8 });
    const imageDataURL = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
    const value = { imageDataURL, bitmasklabels: ['Car'] };
    expect(shapeOf({ ...size, type: 'bitmasklabels', value })).toEqual(wanted);
    expect(refusalOf(() => shapeOf({ type: 'bitmasklabels', value }))).toMatch(
      /imageDataURL is a picture of another size/,
    );
    const broken = { ...value, imageDataURL: imageDataURL.slice(0, 80) };
    expect(refusalOf(() => shapeOf({ ...size, type: 'bitmasklabels', value: broken }))).toMatch(/damaged PNG|no PNG/);
  });

  it('that does not fill its picture, or has no size, is refused', () => {
    const rle = [...encodeBinary(rgba, rgba.length)];
    const brush =
      (parts: Json, bytes: unknown = rle) =>
      () =>
        shapeOf({ ...size, type: 'brushlabels', value: { format: 'rle', rle: bytes, brushlabels: ['Car'] }, ...parts });
    expect(refusalOf(brush({ original_width: 6 }))).toMatch(/result\[0\]\.value\.rle.*60 values.*6 × 3/);
    expect(refusalOf(brush({}, rle.slice(0, -2)))).toMatch(/rle.*ends before/);
    expect(refusalOf(brush({}, [...rle.slice(0, 6), 'x']))).toMatch(/rle.*Item 6/);
    expect(refusalOf(brush({ original_width: null, original_height: null }))).toMatch(/lacks original_width/);
  });
});

describe('results of one id', () => {
  it('are one annotation with their answers, whichever of them comes first', () => {
    const value = { x: 10, y: 20, width: 30, height: 40, rotation: 0 };
    const results = [
      aResult({ type: 'textarea', from_name: 'text', value: { ...value, text: ['AB'] } }),
      aResult({ type: 'rectangle', from_name: 'frame', value }),
      aResult({ type: 'labels', from_name: 'kind', value: { ...value, labels: ['Sign'] } }),
    ];
    const read = (order: number[]) => labelOf(order.map((index) => results[index])).annotations;
    expect(read([0, 1, 2])).toEqual([
      expect.objectContaining({
        id: 'region-1',
        category: 'Sign',
        attributes: [{ name: 'text', value: { kind: 'text', text: 'AB' } }],
      }),
    ]);
    expect(read([2, 1, 0])).toEqual(read([0, 1, 2]));
  });

  it('that are in two places are refused: one of them would be lost', () => {
    const elsewhere = { x: 1, y: 2, width: 3, height: 4, rotation: 0, rectanglelabels: ['Car'] };
    const refused = /result\[1\]\.id is that of result\[0\] too, which is another place/;
    expect(refusalOf(() => labelOf([aResult({}), aResult({ value: elsewhere })]))).toMatch(refused);
    expect(refusalOf(() => labelOf([aResult({}), aResult({ to_name: 'another' })]))).toMatch(refused);
  });

  it('with several labels are an annotation each, that name their region', () => {
    const value = { x: 0, y: 0, width: 10, height: 10, rectanglelabels: ['Car', 'Taxi', 'Car'] };
    const { annotations, categories } = labelOf([aResult({ value })]);
    expect(annotations.map(({ id, category, region }) => [id, category, region])).toEqual([
      ['region-1/Car', 'Car', 'region-1'],
      ['region-1/Taxi', 'Taxi', 'region-1'],
    ]);
    expect(categories.map(({ name }) => name)).toEqual(['Car', 'Taxi']);
  });

  it('that are answers about no region are an annotation each, too', () => {
    const answer = (from_name: string, value: Json, type: string) => ({
      id: 'one',
      from_name,
      to_name: 'image',
      type,
      value,
    });
    const { annotations } = labelOf([answer('a', { choices: ['x'] }, 'choices'), answer('b', { rating: 3 }, 'rating')]);
    expect(annotations.map(({ id, category, region }) => [id, category, region])).toEqual([
      ['one/a', 'a', 'one'],
      ['one/b', 'b', 'one'],
    ]);
  });
});

describe('a relation', () => {
  const between = (parts: Json, more: Json[] = []) => {
    const regions = [aResult({ id: 'a' }), aResult({ id: 'b', parentID: null }), ...more];
    const { annotations } = labelOf([...regions, { type: 'relation', from_id: 'a', to_id: 'b', ...parts }]);
    return Object.fromEntries(annotations.flatMap(({ id, relations }) => (relations ? [[id, relations]] : [])));
  };

  it.each<[string, unknown]>([
    ['right', { a: [{ to: 'b', bothWays: false }] }],
    ['left', { b: [{ to: 'a', bothWays: false }] }],
    ['bi', { a: [{ to: 'b', bothWays: true }] }],
  ])('to the %s stands on the annotation it starts from', (direction, relations) => {
    expect(between({ direction })).toEqual(relations);
  });

  it('with several labels is one each', () => {
    expect(between({ direction: 'right', labels: ['near', 'like'] })).toEqual({
      a: [
        { name: 'near', to: 'b', bothWays: false },
        { name: 'like', to: 'b', bothWays: false },
      ],
    });
  });

  it('leads from a region that is nested in another one to that', () => {
    const nested = aResult({ id: 'c', parentID: 'a#9001' }); // behind `#`: the annotation it was copied in
    expect(between({ direction: 'right' }, [nested])).toMatchObject({
      c: [{ name: 'parent', to: 'a', bothWays: false }],
    });
  });
});

it('calls a region that nobody labelled by what it was drawn with', () => {
  const value = { x: 0, y: 0, width: 10, height: 10, rectanglelabels: [] };
  expect(labelOf([aResult({ value })]).annotations).toEqual([expect.objectContaining({ category: 'box' })]);
});

describe('an answer', () => {
  const config = (choice: string) =>
    `<View><Image name="image" value="$image"/><Choices name="q" toName="image" ${choice}><Choice value="a"/></Choices></View>`;
  const answered = (value: Json, type: string, choice = '') =>
    labelOf([{ id: 'a', from_name: 'q', to_name: 'image', type, value }], config(choice)).annotations[0]?.attributes;
  const choice = (name: string) => ({ name, attributes: [] });

  it('is one choice where one may be made, and a list where several may', () => {
    expect(answered({ choices: ['a'] }, 'choices')).toEqual([
      { name: 'q', value: { kind: 'radio', choice: choice('a') } },
    ]);
    expect(answered({ choices: ['a'] }, 'choices', 'choice="multiple"')).toEqual([
      { name: 'q', value: { kind: 'checklist', choices: [choice('a')] } },
    ]);
  });

  it('below another choice keeps the way to it', () => {
    const way = { name: 'q', value: { kind: 'radio', choice: choice('2.1') } };
    expect(answered({ taxonomy: [['2', '2.1'], ['2']] }, 'taxonomy')).toEqual([
      { name: 'q', value: { kind: 'checklist', choices: [{ name: '2', attributes: [way] }, choice('2')] } },
    ]);
  });

  it('may be a zero', () => {
    expect(answered({ number: 0 }, 'number')).toEqual([{ name: 'q', value: { kind: 'number', number: 0 } }]);
  });

  it('may be a text on its own, in place of a list', () => {
    expect(answered({ text: '5/5' }, 'textarea')).toEqual([{ name: 'q', value: { kind: 'text', text: '5/5' } }]);
  });
});

describe('where it comes from', () => {
  it('is the annotation, with the time of its last change to the microsecond', () => {
    expect(labelOf([]).source).toEqual({
      platform: 'label-studio',
      project: '12',
      label: '9001',
      revision: Date.parse('2026-05-04T09:30:00Z') * 1000 + 654_321,
      updatedAt: '2026-05-04T09:30:00.654Z',
      createdAt: '2026-05-04T09:12:00.123Z',
    });
  });

  it('names whoever did it by a hash, the same for a number and for a user of that number', () => {
    const by = (completed_by: unknown) => labelOf([], undefined, { annotation: { completed_by } }).source.annotator;
    expect(by(7)).toMatch(/^[0-9a-f]{16}$/);
    expect(by({ id: 7, email: 'annotator@example.org' })).toBe(by(7));
    expect(by(8)).not.toBe(by(7));
    expect(by(null)).toBeUndefined();
  });

  it('is no label of another project, and no other label than was asked for', () => {
    expect(refusalOf(() => labelOf([], undefined, { annotation: { project: 13 } }))).toMatch(/another project/);
    const asked = () => normalise({ ref: { label: '1', occurredAt }, document: aTask([]) }, '12');
    expect(refusalOf(asked)).toMatch(/annotations\[0\]\.id/);
  });
});

it('says that a skipped task has no label', () => {
  expect(() => labelOf([], undefined, { annotation: { was_cancelled: true } })).toThrow(
    expect.objectContaining({ name: 'LabelNotFound' }),
  );
});

it.each([[null], [[]], [undefined]])('takes the result %j for "labelled, and nothing there"', (result) => {
  expect(labelOf(result)).toMatchObject({ annotations: [], units: [{ id: '501', media: 'image', name: '1.jpg' }] });
});

it('takes how sure a model was from wherever the model put it', () => {
  const value = { x: 1, y: 2, width: 3, height: 4, rectanglelabels: ['Car'], score: 0.25 };
  expect(labelOf([aResult({ value })]).annotations[0]?.confidence).toBe(0.25);
  expect(labelOf([aResult({ value, score: 0.5 })]).annotations[0]?.confidence).toBe(0.5);
});

describe('what cannot be held is refused by name:', () => {
  const value = { x: 10, y: 20, width: 30, height: 40, rotation: 0 };
  it.each<[string, Json[], RegExp]>([
    ['a type nobody knows', [aResult({ type: 'hologram' })], /^result\[0\]\.type is "hologram"/],
    ['a field nobody knows', [aResult({ value: { ...value, depth: 1 } })], /^result\[0\]\.value has a field "depth"/],
    ['a turned picture', [aResult({ image_rotation: 90 })], /^result\[0\]\.image_rotation is not 0/],
    [
      'a coordinate that is none',
      [aResult({ value: { ...value, x: '10' } })],
      /^result\[0\]\.value\.x expected a finite number, found string/,
    ],
    [
      'a rectangle without a height',
      [aResult({ type: 'rectangle', value: { x: 1, y: 2, width: 3, rotation: 0, radiusX: 1 } })],
      /has a field "width"/,
    ],
    [
      'a picture of no width',
      [aResult({ original_width: 0 })],
      /^result\[0\]\.original_width must be a whole number from 1/,
    ],
    [
      'two sizes of one picture',
      [aResult({}), aResult({ id: 'b', original_width: 641 })],
      /^result\[1\]\.original_width is another one/,
    ],
    [
      'an angle on a picture of unknown size',
      [aResult({ original_width: null, original_height: null, value: { ...value, rotation: 5 } })],
      /^result\[0\]\.value\.rotation/,
    ],
    [
      'a picture past the end of the list',
      [aResult({ item_index: 3 })],
      /^result\[0\]\.item_index is past the 1 items/,
    ],
    [
      'a relation to nothing',
      [{ type: 'relation', from_id: 'a', to_id: 'b', direction: 'right' }],
      /^result\[0\]\.from_id is the id of no region/,
    ],
    [
      'a relation in no direction',
      [aResult({}), { type: 'relation', from_id: 'region-1', to_id: 'region-1', direction: 'up' }],
      /^result\[1\]\.direction/,
    ],
    ['a parent that is not there', [aResult({ parentID: 'gone' })], /^result\[0\]\.parentID/],
    [
      'a certainty past one',
      [aResult({ score: 1.5 })],
      /annotations\[0\]\.confidence must be at most 1.*annotations\[0\] is result\[0\]/,
    ],
    [
      'a path in two parts',
      [
        aResult({
          type: 'vector',
          value: {
            vertices: [
              { id: 'a', x: 0, y: 0 },
              { id: 'b', x: 1, y: 1, prevPointId: null },
            ],
            closed: false,
          },
        }),
      ],
      /vertices\[1\]\.prevPointId is null/,
    ],
    [
      'a result about nothing',
      [aResult({ type: 'labels', value: { labels: ['Car'] } })],
      /^result\[0\]\.value marks nothing/,
    ],
  ])('%s', (_what, results, message) => {
    expect(refusalOf(() => labelOf(results))).toMatch(message);
  });

  it('two annotations at once, none at all, a document that is too deep', () => {
    const read = (document: unknown) => () => normalise({ ref: { occurredAt }, document }, '12');
    expect(refusalOf(read({ ...aTask([]), annotations: [] }))).toMatch(/annotations/);
    expect(refusalOf(read({ ...aTask([]), annotations: [{ id: 1 }, { id: 2 }] }))).toMatch(/annotations/);
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = { deep };
    expect(refusalOf(read({ ...aTask([]), data: deep }))).toMatch(/nested more than 200 deep/);
  });

  it('and no message tells what a person wrote', () => {
    const secret = 'the diagnosis';
    const message = refusalOf(() => labelOf([aResult({ value: { ...value, x: secret } })]));
    expect(message).not.toContain(secret);
  });
});
