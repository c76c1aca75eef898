import { expect, it } from 'vitest';
import { labelOf, refusalOf } from './label-of.ts';
import { aResult } from './tasks.ts';

type Json = Record<string, unknown>;

it('makes one annotation of the results of one id, with their answers, in whatever order they come', () => {
  const value = { x: 10, y: 20, width: 30, height: 40, rotation: 0 };
  const results = [
    aResult({ type: 'textarea', from_name: 'text', value: { ...value, text: ['AB'] } }),
    aResult({ type: 'rectangle', from_name: 'frame', value }),
    aResult({ type: 'labels', from_name: 'kind', value: { ...value, labels: ['Sign'] } }),
  ];
  const read = (order: number[]) => labelOf(order.map((index) => results[index])).annotations;
  expect(read([0, 1, 2])).toEqual([
    expect.objectContaining({
      id: 'region-1',
      category: 'Sign',
      attributes: [{ name: 'text', value: { kind: 'text', text: 'AB' } }],
    }),
  ]);
  expect(read([2, 1, 0])).toEqual(read([0, 1, 2]));
});

it('refuses results of one id that mark two places, because one of them would be lost', () => {
  const elsewhere = { x: 1, y: 2, width: 3, height: 4, rotation: 0, rectanglelabels: ['Car'] };
  const refused = /result\[1\]\.id must be an id of its own, but result\[0\] has it too/;
  expect(refusalOf(() => labelOf([aResult({}), aResult({ value: elsewhere })]))).toMatch(refused);
  expect(refusalOf(() => labelOf([aResult({}), aResult({ to_name: 'another' })]))).toMatch(refused);
});

it('makes an annotation for each label of a region, and each names the region', () => {
  const value = { x: 0, y: 0, width: 10, height: 10, rectanglelabels: ['Car', 'Taxi', 'Car'] };
  const { annotations, categories } = labelOf([aResult({ value })]);
  expect(annotations.map(({ id, category, region }) => [id, category, region])).toEqual([
    ['region-1/Car', 'Car', 'region-1'],
    ['region-1/Taxi', 'Taxi', 'region-1'],
  ]);
  expect(categories.map(({ name }) => name)).toEqual(['Car', 'Taxi']);
});

it('makes an annotation for each answer of one id that is not about a region', () => {
  const answer = (from_name: string, value: Json, type: string) => ({
    id: 'one',
    from_name,
    to_name: 'image',
    type,
    value,
  });
  const { annotations } = labelOf([answer('a', { choices: ['x'] }, 'choices'), answer('b', { rating: 3 }, 'rating')]);
  expect(annotations.map(({ id, category, region }) => [id, category, region])).toEqual([
    ['one/a', 'a', 'one'],
    ['one/b', 'b', 'one'],
  ]);
});

it('gives a region without a label the name of the control that it was drawn with', () => {
  const value = { x: 0, y: 0, width: 10, height: 10, rectanglelabels: [] };
  expect(labelOf([aResult({ value })]).annotations).toEqual([expect.objectContaining({ category: 'box' })]);
});

it('reads the confidence of a model from the result and from its value', () => {
  const value = { x: 1, y: 2, width: 3, height: 4, rectanglelabels: ['Car'], score: 0.25 };
  expect(labelOf([aResult({ value })]).annotations[0]?.confidence).toBe(0.25);
  expect(labelOf([aResult({ value, score: 0.5 })]).annotations[0]?.confidence).toBe(0.5);
});

it('reports a confidence that is not a number from 0 to 1, and takes the next one', () => {
  const value = { x: 1, y: 2, width: 3, height: 4, rectanglelabels: ['Car'], confidence: 0.5 };
  const { annotations, leftOut } = labelOf([aResult({ score: 87.5, value }), aResult({ id: 'b', score: '0.9' })]);
  expect(annotations.map(({ confidence }) => confidence)).toEqual([0.5, undefined]);
  expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
    ['region-1', 'value-not-kept', 'result[0].score'],
    ['b', 'value-not-kept', 'result[1].score'],
  ]);
});

it('says whether a person or a model made a region, and an answer where that differs', () => {
  const value = { x: 1, y: 2, width: 3, height: 4 };
  const answer = (origin: string) =>
    aResult({ type: 'textarea', from_name: 'text', value: { ...value, text: [origin] }, origin });
  const originsOf = (origin: string | undefined) =>
    labelOf([aResult({ value, origin }), answer('manual'), answer('prediction')]).annotations.map((annotation) => [
      annotation.origin,
      ...annotation.attributes.map((attribute) => attribute.origin),
    ]);
  expect(originsOf('manual')).toEqual([['person', undefined, 'model']]);
  expect(originsOf('prediction')).toEqual([['model', 'person', undefined]]);
  expect(originsOf('prediction-changed')).toEqual([['model-edited', 'person', 'model']]);
  expect(originsOf(undefined)).toEqual([[undefined, 'person', 'model']]);
  const { annotations, unread } = labelOf([aResult({ origin: 'oracle' })]);
  expect(annotations[0]).not.toHaveProperty('origin');
  expect(unread).toEqual([{ path: 'result[].origin', count: 1 }]);
});
