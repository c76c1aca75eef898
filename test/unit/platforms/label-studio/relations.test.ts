import { expect, it } from 'vitest';
import { labelOf } from './label-of.ts';
import { aResult } from './tasks.ts';

type Json = Record<string, unknown>;

const between = (parts: Json, more: Json[] = []) => {
  const regions = [aResult({ id: 'a' }), aResult({ id: 'b', parentID: null }), ...more];
  const { annotations } = labelOf([...regions, { type: 'relation', from_id: 'a', to_id: 'b', ...parts }]);
  return Object.fromEntries(annotations.flatMap(({ id, relations }) => (relations ? [[id, relations]] : [])));
};

it.each<[string, unknown]>([
  ['right', { a: [{ to: 'b', bothWays: false }] }],
  ['left', { b: [{ to: 'a', bothWays: false }] }],
  ['bi', { a: [{ to: 'b', bothWays: true }] }],
])('attaches a relation of direction %s to the annotation that it starts from', (direction, relations) => {
  expect(between({ direction })).toEqual(relations);
});

it('makes a relation for each of several labels', () => {
  expect(between({ direction: 'right', labels: ['near', 'like'] })).toEqual({
    a: [
      { name: 'near', to: 'b', bothWays: false },
      { name: 'like', to: 'b', bothWays: false },
    ],
  });
});

it('makes a relation from a nested region to the one around it', () => {
  const nested = aResult({ id: 'c', parentID: 'a#9001' }); // behind `#`: the annotation it was copied in
  expect(between({ direction: 'right' }, [nested])).toMatchObject({
    c: [{ name: 'parent', to: 'a', bothWays: false }],
  });
});

it('reports a relation to a region that does not exist, or that was left out, and keeps the region that it leads from', () => {
  const points = { points: [[1, 1]], polygonlabels: ['Car'] };
  const { annotations, leftOut } = labelOf([
    aResult({ id: 'a' }),
    aResult({ id: 'b', parentID: 'gone' }),
    aResult({ id: 'c', type: 'polygonlabels', value: points }),
    { type: 'relation', from_id: 'a', to_id: 'c', direction: 'right' },
    { type: 'relation', from_id: 'gone', to_id: 'b', direction: 'bi' },
    { type: 'relation', from_id: 'gone', to_id: 'lost' },
  ]);
  expect(annotations.map(({ id, relations }) => [id, relations])).toEqual([
    ['a', undefined],
    ['b', undefined],
  ]);
  expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
    ['c', 'degenerate', 'result[2]'],
    ['b', 'value-not-kept', 'result[1].parentID'],
    ['a', 'value-not-kept', 'result[3].to_id'],
    ['b', 'value-not-kept', 'result[4].from_id'],
    ['gone', 'degenerate', 'result[5]'],
  ]);
});
