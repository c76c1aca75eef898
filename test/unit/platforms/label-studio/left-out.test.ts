import { expect, it } from 'vitest';
import { normalise } from '../../../../lib/platforms/label-studio/document/normalise.ts';
import { labelOf, refusalOf } from './label-of.ts';
import { aResult, aTask, imageConfig, occurredAt } from './tasks.ts';

type Json = Record<string, unknown>;
const value = { x: 10, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: ['Car'] };

it.each([90, 180, 270, 360, '90'])('reads a region of a view turned by %j as of one that is not turned', (angle) => {
  const { unread, ...turned } = labelOf([aResult({ image_rotation: angle })]);
  expect(turned).toEqual(labelOf([aResult({})]));
  expect(unread).toEqual([{ path: 'result[].image_rotation', count: 1 }]);
});

it.each<[string, Json]>([
  ['a polygon without points', { type: 'polygonlabels', value: { points: [] } }],
  [
    'a polygon of two points',
    {
      type: 'polygonlabels',
      value: {
        points: [
          [1, 1],
          [2, 2],
        ],
        closed: true,
      },
    },
  ],
  [
    'a polygon of one point twice and another',
    {
      type: 'polygonlabels',
      value: {
        points: [
          [1, 1],
          [1, 1],
          [2, 2],
        ],
      },
    },
  ],
  ['an unfinished polygon of one point', { type: 'polygonlabels', value: { points: [[1, 1]], closed: false } }],
  ['a polygon of nulls', { type: 'polygonlabels', value: { points: [[null, null], null] } }],
  ['a polygon that is null', { type: 'polygon', value: { points: null } }],
  ['a rectangle of nulls', { value: { x: null, y: null, width: null, height: null, rotation: null } }],
  [
    'a rectangle of nulls by its labels alone',
    { type: 'labels', value: { x: null, y: null, width: null, height: null } },
  ],
  ['an ellipse of nulls', { type: 'ellipse', value: { x: null, y: null, radiusX: null, radiusY: null } }],
  ['a keypoint of nulls', { type: 'keypointlabels', value: { x: null, y: null, width: 0.5 } }],
  ['a vector of one vertex', { type: 'vectorlabels', value: { vertices: [{ id: 'a', x: 1, y: 1 }] } }],
  ['a vector of nulls', { type: 'vector', value: { vertices: [{ id: 'a', x: null, y: null }] } }],
  ['a brush without bytes', { type: 'brushlabels', value: { format: 'rle', rle: [] } }],
])('leaves out alone %s', (_what, parts) => {
  const { annotations, leftOut, categories } = labelOf([aResult({}), aResult({ id: 'broken', ...parts })]);
  expect(annotations.map(({ id }) => id)).toEqual(['region-1']);
  expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([['broken', 'degenerate', 'result[1]']]);
  expect(categories.map(({ name }) => name)).toEqual(['Car']);
});

it.each<[string, Json, RegExp]>([
  [
    'a rectangle of which some coordinates are null',
    { value: { ...value, x: null } },
    /value\.x must be .*, but is null/,
  ],
  ['a rectangle without a height', { value: { x: 1, y: 2, width: 3 } }, /value\.height must be .*, but is missing/],
  [
    'a rectangle of labels without a height',
    { type: 'labels', value: { x: 1, y: 2, width: 3, height: null } },
    /value\.height/,
  ],
  [
    'an ellipse that has a width, too',
    { type: 'labels', value: { ...value, radiusX: 1, radiusY: 2 } },
    /a key "width"/,
  ],
])('refuses %s, which would be read as something else', (_what, parts, message) => {
  expect(refusalOf(() => labelOf([aResult(parts)]))).toMatch(message);
});

it('reports every label of a region that marks nothing', () => {
  const polygon = { points: [], polygonlabels: ['Car', 'Taxi'] };
  const { leftOut } = labelOf([aResult({ type: 'polygonlabels', value: polygon })]);
  expect(leftOut?.map(({ id }) => id)).toEqual(['region-1/Car', 'region-1/Taxi']);
});

it('keeps a rectangle without area, which formats report', () => {
  const { annotations, leftOut } = labelOf([aResult({ value: { ...value, width: 0, height: 0 } })]);
  expect(annotations[0]?.shape).toMatchObject({ kind: 'box', width: 0, height: 0 });
  expect(leftOut).toBeUndefined();
});

it.each(['ocrtext', 'closed', 'id', 'category_id', 'zIndex', 'original_width', 'text', 'touches'])(
  'reads a rectangle with the key %s in its value as without it, and notes the key',
  (key) => {
    const { unread, ...label } = labelOf([aResult({ value: { ...value, [key]: 7 } })]);
    expect(label).toEqual(labelOf([aResult({})]));
    expect(unread).toEqual([{ path: `result[].value.${key}`, count: 1 }]);
  },
);

it('notes the keys of a result and of a relation that nobody reads', () => {
  const more = { readonly: true, hidden: false, foo: { a: 1 } };
  const relation = { type: 'relation', from_id: 'region-1', to_id: 'b', note: 'x' };
  const { unread } = labelOf([aResult(more), aResult({ ...more, id: 'b' }), relation]);
  expect(unread).toEqual([
    { path: 'result[].foo', count: 2 },
    { path: 'result[].hidden', count: 2 },
    { path: 'result[].note', count: 1 },
    { path: 'result[].readonly', count: 2 },
  ]);
});

it.each(['frame', 'z', 'angle', 'Page_Number', 'deleted'])(
  'refuses a value with the key %s, which could move it',
  (key) => {
    expect(refusalOf(() => labelOf([aResult({ value: { ...value, [key]: 3 } })]))).toMatch(
      new RegExp(`^result\\[0\\]\\.value has a key "${key}".* could change what it says`),
    );
  },
);

it.each<[string, Json]>([
  ['0', { original_width: 0, original_height: 0 }],
  ['0 on one side', { original_width: 0 }],
  ['missing on one side', { original_height: null }],
  ['half a pixel', { original_width: 640.5 }],
])('takes the size of a picture for unknown where it is %s', (_what, size) => {
  const { units, annotations } = labelOf([aResult(size)]);
  expect(units).toEqual([expect.objectContaining({ coordinates: 'relative' })]);
  expect(units[0]).not.toHaveProperty('width');
  expect(annotations[0]?.shape).toMatchObject({ x: 0.1, y: 0.2, width: 0.3, height: 0.4 });
});

it('takes the length of a sound for unknown where it cannot be one', () => {
  const config = '<View><Audio name="a" value="$a"/><Labels name="l" toName="a"><Label value="L"/></Labels></View>';
  const sound = { id: 'r', from_name: 'l', to_name: 'a', type: 'labels', value: { start: 0, end: 1, labels: ['L'] } };
  const { units, unread } = labelOf([{ ...sound, original_length: -1 }], config, { data: { a: 'x.wav' } });
  expect(units[0]).not.toHaveProperty('durationMs');
  expect(unread).toEqual([{ path: 'result[].original_length', count: 1 }]);
});

const withKind = (results: unknown[], config: string, unknownKinds?: 'leave-out') =>
  normalise({ ref: { occurredAt }, document: aTask(results), ontology: { label_config: config } }, '12', {
    unknownKinds,
  });

it('names the type of a result that is not supported, also where its control shows the data itself', () => {
  const config = '<View><ReactCode name="rc" toName="rc" data="$image"/></View>';
  const result = { id: 'a', from_name: 'rc', to_name: 'rc', type: 'reactcode', value: { reactcode: { label: 'x' } } };
  expect(refusalOf(() => withKind([result], config))).toBe(
    'result[0].type is "reactcode", which is not supported yet.',
  );
});

it('makes the label without results of a kind that is not supported, where the connection wants that', () => {
  const config = imageConfig.replace('</View>', '<Pcd name="scan" value="$image"/></View>');
  const results = [
    aResult({}),
    aResult({ id: 'ghost', type: 'hologram' }),
    { id: 'scan-1', from_name: 'q', to_name: 'scan', type: 'choices', value: { choices: ['x'] } },
    { type: 'relation', from_id: 'region-1', to_id: 'ghost' },
  ];
  expect(refusalOf(() => withKind(results, config))).toMatch(/^result\[1\]\.type is "hologram"/);
  expect(refusalOf(() => withKind(results.toSpliced(1, 1), config))).toMatch(/^result\[1\] is about a tag <pcd>/);
  const { annotations, leftOut } = withKind(results, config, 'leave-out');
  expect(annotations.map(({ id, relations }) => [id, relations])).toEqual([['region-1', undefined]]);
  expect(leftOut?.map(({ id, code }) => [id, code])).toEqual([
    ['ghost', 'unknown-kind'],
    ['scan-1', 'unknown-kind'],
    ['region-1', 'value-not-kept'],
  ]);
});
