import { describe, expect, it } from 'vitest';
import type { Attribute } from '../../../../lib/label/label.ts';
import { answer, group, invalid, type Json, normalise, object, option, question, rowOf, video } from './label-rows.ts';

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

describe('a checklist with an entry for each ticked option', () => {
  const option1 = (name: string) => answer('Cargo', 'cargo', [{ name, featureHash: `${name}-hash` }]);
  const during = (name: string, ...range: number[][]) => ({ ...option1(name), range });
  const choicesOf = (attributes: readonly Attribute[] | undefined) =>
    attributes?.map(({ name, value }) => [
      name,
      value.kind === 'checklist' ? value.choices.map((choice) => choice.name) : value.kind,
    ]);
  const structure = (type: string) => ({
    objects: [
      {
        name: 'Car',
        featureNodeHash: 'car-hash',
        attributes: [
          question('Load', type, 'cargo', [option('Black coal', 'Coal-hash'), option('Grain', 'Grain-hash')]),
        ],
      },
    ],
  });

  it('a checklist of several entries is one answer, with the ontology and without', () => {
    const document = {
      ...rowOf(object()),
      object_answers: { 'object-1': { classifications: [option1('Coal'), option1('Grain'), option1('Coal')] } },
    };
    expect(choicesOf(normalise(document).annotations[0]?.attributes)).toEqual([['Cargo', ['Coal', 'Grain']]]);
    expect(choicesOf(normalise(document, structure('checklist')).annotations[0]?.attributes)).toEqual([
      ['Load', ['Black coal', 'Grain']],
    ]);
  });

  it('a checklist along a video has in each frame what is ticked there', () => {
    const actions = [during('Coal', [0, 2]), during('Grain', [1, 3]), during('Ore', [2, 2]), during('Coal', [2, 4])];
    const frames = Object.fromEntries([0, 1, 2, 3, 4, 5].map((frame) => [frame, [object()]]));
    const { annotations } = normalise(video(frames, { object_actions: { 'object-1': { actions } } }));
    expect(annotations.map(({ attributes }) => choicesOf(attributes))).toEqual([
      [['Cargo', ['Coal']]],
      [['Cargo', ['Coal', 'Grain']]],
      [['Cargo', ['Coal', 'Grain', 'Ore']]],
      [['Cargo', ['Grain', 'Coal']]],
      [['Cargo', ['Coal']]],
      [],
    ]);
  });

  it('a checklist that is a classification is one answer, and names its question without an ontology', () => {
    const classifications = [option1('Coal'), option1('Grain')];
    const { annotations } = normalise(
      group({ classification_answers: { c: { featureHash: 'f', range: [[0, 0]], classifications } } }),
    );
    expect(annotations.map(({ category, attributes }) => [category, choicesOf(attributes)])).toEqual([
      ['Cargo', [['Cargo', ['Coal', 'Grain']]]],
    ]);
  });

  it('answers of one name to different questions, texts and radio questions stay apart', () => {
    const other = answer('Cargo', 'other', [{ name: 'Ore', featureHash: 'o' }]);
    const texts = [answer('Note', 'note', 'one'), answer('Note', 'note', 'two')];
    const classifications = [option1('Coal'), other, ...texts];
    const document = { ...rowOf(object()), object_answers: { 'object-1': { classifications } } };
    expect(choicesOf(normalise(document).annotations[0]?.attributes)).toEqual([
      ['Cargo', ['Coal']],
      ['Cargo', ['Ore']],
      ['Note', 'text'],
      ['Note', 'text'],
    ]);
    const radios = {
      ...rowOf(object()),
      object_answers: { 'object-1': { classifications: [option1('Coal'), option1('Grain')] } },
    };
    expect(choicesOf(normalise(radios, structure('radio')).annotations[0]?.attributes)).toEqual([
      ['Load', 'radio'],
      ['Load', 'radio'],
    ]);
  });
});

describe('who made it', () => {
  const by = (manualAnnotation: unknown, parts: Json = {}) => ({ ...parts, manualAnnotation });

  it('an object says who made it; in a frame, whether it was set by hand', () => {
    const originOf = (manual: unknown) => normalise(rowOf(object(by(manual)))).annotations[0]?.origin;
    expect([true, false, undefined, null].map(originOf)).toEqual(['person', 'model', undefined, undefined]);
    const { annotations } = normalise(video({ 0: [object(by(true))], 1: [object(by(false))] }));
    expect(annotations.map(({ keyFrame, origin }) => [keyFrame, origin])).toEqual([
      [true, undefined],
      [false, undefined],
    ]);
  });

  it('an answer says who made it where it was not who made the object', () => {
    const originsOf = (ofObject: unknown, ...ofAnswers: unknown[]) =>
      normalise({
        ...rowOf(object(by(ofObject))),
        object_answers: {
          'object-1': {
            classifications: ofAnswers.map((manual, index) => by(manual, answer(`${index}`, `${index}`, 'text'))),
          },
        },
      }).annotations[0]?.attributes.map(({ origin }) => origin);
    expect(originsOf(true, true, false, undefined)).toEqual([undefined, 'model', undefined]);
    expect(originsOf(false, true, false, undefined)).toEqual(['person', undefined, undefined]);
    expect(originsOf(undefined, true, false)).toEqual([undefined, 'model']);
  });

  it('a checklist that a person and a model ticked was edited', () => {
    const ticked = (name: string, manual: boolean) => by(manual, answer('Cargo', 'cargo', [{ name }]));
    const classifications = [ticked('Coal', false), ticked('Grain', true)];
    const document = { ...rowOf(object()), object_answers: { 'object-1': { classifications } } };
    expect(normalise(document).annotations[0]?.attributes.map(({ origin }) => origin)).toEqual(['model-edited']);
  });
});
