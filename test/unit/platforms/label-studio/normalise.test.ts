import { expect, it } from 'vitest';
import { normalise } from '../../../../lib/platforms/label-studio/document/normalise.ts';
import { labelOf, refusalOf } from './label-of.ts';
import { aResult, aTask, occurredAt } from './tasks.ts';

type Json = Record<string, unknown>;

it('reports a skipped task as NotLabelled', () => {
  expect(() => labelOf([], undefined, { annotation: { was_cancelled: true } })).toThrow(
    expect.objectContaining({ name: 'NotLabelled' }),
  );
});

it.each([[null], [[]], [undefined]])('reads the result %j as labelled, and nothing there', (result) => {
  expect(labelOf(result)).toMatchObject({ annotations: [], units: [{ id: '501', media: 'image', name: '1.jpg' }] });
});

const value = { x: 10, y: 20, width: 30, height: 40, rotation: 0 };
it.each<[string, Json[], RegExp]>([
  ['an unknown type', [aResult({ type: 'hologram' })], /^result\[0\]\.type is "hologram"/],
  [
    'an unknown key',
    [aResult({ value: { ...value, depth: 1 } })],
    /^result\[0\]\.value has a key "depth", which is not supported yet/,
  ],
  [
    'a coordinate that is a string',
    [aResult({ value: { ...value, x: '10' } })],
    /^result\[0\]\.value\.x must be a finite number, but is a string/,
  ],
  [
    'a rectangle without a height',
    [aResult({ type: 'rectangle', value: { x: 1, y: 2, width: 3, rotation: 0, radiusX: 1 } })],
    /value has a key "radiusX"/,
  ],
  [
    'two sizes of one picture',
    [aResult({}), aResult({ id: 'b', original_width: 641 })],
    /^result\[1\]\.original_width must be the same/,
  ],
  [
    'a picture past the end of the list',
    [aResult({ item_index: 3 })],
    /^result\[0\]\.item_index must be one of the 1 items/,
  ],
  [
    'a relation in no direction',
    [aResult({}), { type: 'relation', from_id: 'region-1', to_id: 'region-1', direction: 'up' }],
    /^result\[1\]\.direction/,
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
    /vertices\[1\]\.prevPointId must be the id of a vertex, but is null/,
  ],
  [
    'a result about nothing',
    [aResult({ type: 'labels', value: { labels: ['Car'] } })],
    /^result\[0\]\.value must mark a place or answer a question/,
  ],
])('refuses %s by name', (_what, results, message) => {
  expect(refusalOf(() => labelOf(results))).toMatch(message);
});

it('refuses two annotations at once, no annotation, and a document that is too deep', () => {
  const read = (document: unknown) => () => normalise({ ref: { occurredAt }, document }, '12');
  expect(refusalOf(read({ ...aTask([]), annotations: [] }))).toMatch(/annotations/);
  expect(refusalOf(read({ ...aTask([]), annotations: [{ id: 1 }, { id: 2 }] }))).toMatch(/annotations/);
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = { deep };
  expect(refusalOf(read({ ...aTask([]), data: deep }))).toMatch(/nested more than 200 levels deep/);
});

it('repeats nothing that a person wrote in a message', () => {
  const secret = 'the diagnosis';
  const message = refusalOf(() => labelOf([aResult({ value: { ...value, x: secret } })]));
  expect(message).not.toContain(secret);
});
