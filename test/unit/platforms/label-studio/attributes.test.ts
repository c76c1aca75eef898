import { expect, it } from 'vitest';
import { labelOf } from './label-of.ts';

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
