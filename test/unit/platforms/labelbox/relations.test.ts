import { describe, expect, it } from 'vitest';
import { invalidLabel, labelOf } from './labels-of.ts';

describe('a relationship', () => {
  const point = (feature_id: string) => ({
    feature_id,
    name: 'n',
    annotation_kind: 'ImagePoint',
    point: { x: 1, y: 2 },
  });
  const relationsOf = (relationship: object) => {
    const classifications = [{ feature_id: 'q', name: 'q', text_answer: { content: '' } }];
    const annotations = { objects: [point('a'), point('b')], classifications, relationships: [relationship] };
    return labelOf({ annotations }).annotations.map(({ relations }) => relations);
  };

  it('adds a relationship to the annotation from which it starts', () => {
    const unidirectional_relationship = { source: 'b', target: 'q' };
    expect(relationsOf({ feature_id: 'r', name: 'follows', unidirectional_relationship })).toEqual([
      undefined,
      [{ id: 'r', name: 'follows', to: 'q', bothWays: false }],
      undefined,
    ]);
    expect(relationsOf({ bidirectional_relationship: { source: 'a', target: 'b' } })[0]).toEqual([
      { to: 'b', bothWays: true },
    ]);
  });

  it.each([
    ['from nowhere', { source: 'x', target: 'a' }, 'a', 'a relation from x, which is nowhere in the label'],
    ['to nowhere', { source: 'a', target: 'x' }, 'a', 'a relation to x, which is nowhere in the label'],
    ['between what is nowhere', { source: 'x', target: 'y' }, 'r', 'a relation from x, which is nowhere in the label'],
  ])('%s is left out and reported, and the rest of the label stays', (_what, ends, id, detail) => {
    const relationships = [{ feature_id: 'r', unidirectional_relationship: ends }];
    const { annotations, leftOut } = labelOf({ annotations: { objects: [point('a')], relationships } });
    expect(annotations.map(({ relations }) => relations)).toEqual([undefined]);
    expect(leftOut).toEqual([{ id, code: 'value-not-kept', path: 'annotations.relationships[0]', detail }]);
  });

  it.each([
    ['of no direction', { name: 'n' }, /relationships\[0\] must have unidirectional_relationship or bidirectional/],
    [
      'with questions of its own',
      { bidirectional_relationship: { source: 'a', target: 'b' }, classifications: [{}] },
      /relationships\[0\].classifications holds questions about a relationship/,
    ],
  ])('refuses a relationship %s', (_what, relationship, message) => {
    expect(() => relationsOf(relationship)).toThrow(invalidLabel(message));
  });
});
