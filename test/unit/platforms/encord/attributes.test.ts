import { describe, expect, it } from 'vitest';
import { answer, group, invalid, type Json, normalise, object, option, question, rowOf } from './label-rows.ts';

describe('the answers of an object', () => {
  const ontology = {
    objects: [
      {
        name: 'Car',
        featureNodeHash: 'car-hash',
        attributes: [
          question('Colour', 'radio', 'colour', [
            option('Red', 'red', [question('Shade', 'radio', 'shade', [option('Dark', 'dark')])]),
            option('Blue', 'blue', [question('Note', 'text', 'note')]),
          ]),
          question('Flags', 'checklist', 'flags', [option('Old', 'old')]),
        ],
      },
    ],
  };
  const attributes = (classifications: Json[], structure?: unknown) =>
    normalise({ ...rowOf(object()), object_answers: { 'object-1': { classifications } } }, structure).annotations[0]
      ?.attributes;
  const dark = answer('Shade', 'shade', [{ name: 'Dark', featureHash: 'dark' }]);
  const red = answer('Colour', 'colour', [{ name: 'Colour', featureHash: 'red' }]);

  it('answers about an object are nested by the ontology, in its order, under its names', () => {
    expect(attributes([dark, answer('Flags', 'flags', []), red], ontology)).toEqual([
      {
        name: 'Colour',
        value: {
          kind: 'radio',
          choice: {
            name: 'Red',
            attributes: [{ name: 'Shade', value: { kind: 'radio', choice: { name: 'Dark', attributes: [] } } }],
          },
        },
      },
      { name: 'Flags', value: { kind: 'checklist', choices: [] } },
    ]);
  });

  it('answers stay flat where their parent has another answer or the ontology does not know them', () => {
    const blue = answer('Colour', 'colour', [{ name: 'Blue', featureHash: 'blue' }]);
    expect(attributes([dark, blue, answer('Gone', 'gone', 5)], ontology)).toEqual([
      { name: 'Colour', value: { kind: 'radio', choice: { name: 'Blue', attributes: [] } } },
      { name: 'Shade', value: { kind: 'radio', choice: { name: 'Dark', attributes: [] } } },
      { name: 'Gone', value: { kind: 'number', number: 5 } },
    ]);
  });

  it('answers are flat lists of choices without an ontology', () => {
    expect(attributes([dark, answer('Text', 'text', 'words'), answer('Empty', 'empty', null)])).toEqual([
      { name: 'Shade', value: { kind: 'checklist', choices: [{ name: 'Dark', attributes: [] }] } },
      { name: 'Text', value: { kind: 'text', text: 'words' } },
    ]);
  });

  it('an empty radio question gives no attribute, and one with two answers is refused', () => {
    expect(attributes([answer('Colour', 'colour', [])], ontology)).toEqual([]);
    const both = answer('Colour', 'colour', [
      { name: 'Red', featureHash: 'red' },
      { name: 'Blue', featureHash: 'blue' },
    ]);
    expect(() => attributes([both], ontology)).toThrow(invalid('object_answers.object-1', '2 answers'));
  });

  it('answers that change along an image group hold in the units of their range', () => {
    const objects = [object()];
    const lights = (answers: string, ...range: number[][]) => ({ ...answer('Light', 'light', answers), range });
    const { annotations } = normalise(
      group({ object_actions: { 'object-1': { actions: [lights('off', [0, 0], [2, 2]), lights('on', [1, 1])] } } }, [
        { objects },
        { objects },
        { objects },
      ]),
    );
    expect(annotations.map(({ id, track, unit: unitId, attributes }) => [id, track, unitId, attributes])).toEqual(
      ['off', 'on', 'off'].map((text, index) => [
        `object-1#${index}`,
        'object-1',
        `unit-${index}`,
        [{ name: 'Light', value: { kind: 'text', text } }],
      ]),
    );
  });
});
