import { describe, expect, it } from 'vitest';
import { invalid, normalise, object, question, row, rowOf } from './label-rows.ts';

describe('the categories', () => {
  const ontology = {
    objects: [
      { name: 'Truck', featureNodeHash: 'truck', color: '#000001' },
      { name: 'Vehicle', featureNodeHash: 'car-hash' },
      { name: 'Truck', featureNodeHash: 'truck-polygon', color: '#000002' },
      { name: 'Bus', featureNodeHash: 'bus', color: 'red' },
    ],
    classifications: [{ featureNodeHash: 'w', attributes: [question('Vehicle', 'text', 'r')] }],
  };

  it('categories are the whole ontology in its order, then what the label has besides; one name is one category', () => {
    const stray = object({ objectHash: 'object-2', featureHash: 'gone', name: 'Stray', color: '#000003' });
    const label = normalise(rowOf(stray, object()), ontology);
    expect(label.categories).toEqual([
      { name: 'Truck', kind: 'object', color: '#000001' },
      { name: 'Vehicle', kind: 'object' },
      { name: 'Bus', kind: 'object' },
      { name: 'Stray', kind: 'object', color: '#000003' },
      { name: 'Vehicle', kind: 'classification' },
    ]);
    expect(label.annotations.map(({ category }) => category)).toEqual(['Stray', 'Vehicle']);
    expect(normalise(row(), ontology).categories).toEqual(label.categories.filter(({ name }) => name !== 'Stray'));
  });

  it('categories are in order of appearance without an ontology, each in its first colour', () => {
    const b = object({ objectHash: 'b', name: 'B', color: null });
    const a = object({ objectHash: 'a', name: 'A' });
    const again = object({ objectHash: 'c', name: 'B', color: '#000004' });
    expect(normalise(rowOf(b, a, again)).categories).toEqual([
      { name: 'B', kind: 'object', color: '#000004' },
      { name: 'A', kind: 'object', color: '#D33115' },
    ]);
  });

  it('an ontology of another form than the documented one is refused', () => {
    expect(() => normalise(row(), { objects: [{ name: 'Car' }] })).toThrow(
      invalid('ontology', 'objects[0].featureNodeHash'),
    );
  });

  it('the category of a skeleton has the keypoints and edges of its template, which the ontology keeps apart', () => {
    const point = (name: string) => ({ x: 0, y: 0, name });
    const template = {
      feature_node_hash: 'hand',
      skeleton: { 10: point('tip'), 2: point('wrist'), 3: point('thumb') },
      skeletonEdges: { 2: { 3: { color: '#000000' }, 10: {} }, 3: { 10: {} } },
    };
    const hands = { objects: [{ name: 'Hand', featureNodeHash: 'hand' }], skeleton_templates: [{ template }] };
    expect(normalise(row(), hands).categories).toEqual([
      {
        name: 'Hand',
        kind: 'object',
        skeleton: {
          keypoints: ['wrist', 'thumb', 'tip'],
          edges: [
            [0, 1],
            [0, 2],
            [1, 2],
          ],
        },
      },
    ]);
    const broken = { skeleton_templates: [{ template: { ...template, skeletonEdges: { 2: { 7: {} } } } }] };
    expect(() => normalise(row(), broken)).toThrow(
      invalid('ontology.skeleton_templates[0]', 'keypoints of the skeleton', 'number 7'),
    );
  });

  it('a feature without a name has no category as long as the label does not hold it', () => {
    const nameless = {
      objects: [{ name: '', featureNodeHash: 'nameless' }],
      classifications: [{ featureNodeHash: 'w', attributes: [question('', 'text', 'r')] }],
    };
    expect(normalise(row(), nameless).categories).toEqual([]);
    expect(normalise(rowOf(object({ featureHash: 'nameless' })), nameless).categories).toMatchObject([{ name: 'Car' }]);
  });

  it('an ontology that is nested without end is refused', () => {
    let questions = [question('Q', 'text', 'q')];
    for (let depth = 0; depth < 10_000; depth += 1) {
      questions = [question('Q', 'radio', 'q', [{ label: 'O', featureNodeHash: 'o', options: questions }])];
    }
    const deep = { objects: [{ name: 'Car', featureNodeHash: 'car', attributes: questions }] };
    expect(() => normalise(row(), deep)).toThrow(invalid('ontology', 'more than 20 levels'));
  });
});
