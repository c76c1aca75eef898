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
