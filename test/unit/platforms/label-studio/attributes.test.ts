import { expect, it } from 'vitest';
import { labelOf } from './label-of.ts';
import { aResult } from './tasks.ts';

type Json = Record<string, unknown>;

const config = (choice: string) =>
  `<View><Image name="image" value="$image"/><Choices name="q" toName="image" ${choice}><Choice value="a"/></Choices></View>`;
const answered = (value: Json, type: string, choice = '') =>
  labelOf([{ id: 'a', from_name: 'q', to_name: 'image', type, value }], config(choice)).annotations[0]?.attributes;
const choice = (name: string) => ({ name, attributes: [] });

it('reads an answer as one choice where the control allows one, and as a list where it allows several', () => {
  expect(answered({ choices: ['a'] }, 'choices')).toEqual([
    { name: 'q', value: { kind: 'radio', choice: choice('a') } },
  ]);
  expect(answered({ choices: ['a'] }, 'choices', 'choice="multiple"')).toEqual([
    { name: 'q', value: { kind: 'checklist', choices: [choice('a')] } },
  ]);
});

it('keeps the choices above a nested choice', () => {
  const way = { name: 'q', value: { kind: 'radio', choice: choice('2.1') } };
  expect(answered({ taxonomy: [['2', '2.1'], ['2']] }, 'taxonomy')).toEqual([
    { name: 'q', value: { kind: 'checklist', choices: [{ name: '2', attributes: [way] }, choice('2')] } },
  ]);
});

it('reads the number 0 as an answer', () => {
  expect(answered({ number: 0 }, 'number')).toEqual([{ name: 'q', value: { kind: 'number', number: 0 } }]);
});

it('reads a string alone like a list with one string', () => {
  expect(answered({ text: '5/5' }, 'textarea')).toEqual([{ name: 'q', value: { kind: 'text', text: '5/5' } }]);
});

it.each([{}, { number: null }])('reads a question without an answer, %j, as not answered', (value) => {
  expect(answered(value, 'number')).toEqual([]);
});

it.each<[unknown, unknown[]]>([
  [
    { text: ['torn', 'dirty'], depth: 3, is: { nested: [true] }, done: false, nothing: null },
    [
      ['meta.text', 'torn'],
      ['meta.text', 'dirty'],
      ['meta.depth', 3],
      ['meta.is', '{"nested":[true]}'],
      ['meta.done', 'false'],
    ],
  ],
  [
    [1, [2, 3]],
    [
      ['meta', 1],
      ['meta', '[2,3]'],
    ],
  ],
  ['a note', [['meta', 'a note']]],
  [[], []],
  [{}, []],
  [null, []],
])('keeps notes of whatever form as attributes: %j', (meta, notes) => {
  const attributes = labelOf([aResult({ meta })]).annotations[0]?.attributes;
  expect(attributes?.map(({ name, value }) => [name, Object.values(value)[1]])).toEqual(notes);
});
