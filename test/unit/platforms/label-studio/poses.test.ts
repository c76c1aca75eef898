import { expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { labelOf } from './label-of.ts';
import { aResult } from './tasks.ts';

type Json = Record<string, unknown>;

const configWith = (index: (number: number) => string) =>
  `<View><Image name="image" value="$image"/><KeyPointLabels name="joint" toName="image"><Label value="hand" ${index(1)}/><Label value="head" ${index(0)}/></KeyPointLabels><RectangleLabels name="box" toName="image"><Label value="Person"/><Label value="Child"/></RectangleLabels></View>`;
const numbered = configWith((number) => `model_index="${number}"`);
const plain = configWith(() => '');

const value = { x: 10, y: 20, width: 30, height: 40, rotation: 0 };
const person = (id: string, more: Json = {}) =>
  aResult({ id, value: { ...value, rectanglelabels: ['Person'] }, ...more });
const joint = (id: string, name: string | string[], parentID: string | undefined, more: Json = {}) =>
  aResult({
    ...{ id, from_name: 'joint', type: 'keypointlabels', parentID },
    value: { x: 20, y: 50, width: 0.5, keypointlabels: [name].flat() },
    ...more,
  });
const category = ({ categories }: Label, name: string) => categories.find((each) => each.name === name);
const namesIn = ({ annotations }: Label) =>
  annotations.map(({ id, shape }) => [
    id,
    shape?.kind === 'skeleton' ? shape.keypoints.map(({ name }) => name) : shape?.kind,
  ]);

it('makes one skeleton of a rectangle and the keypoints in it, which keeps the rectangle as its box', () => {
  const label = labelOf([joint('h', 'head', 'p'), person('p'), joint('i', 'hand', 'p#9001')], numbered);
  expect(label.annotations).toEqual([
    {
      ...{ id: 'p', category: 'Person', unit: '501', at: { kind: 'whole' }, attributes: [] },
      shape: {
        kind: 'skeleton',
        keypoints: [
          { name: 'head', x: 128, y: 240, visibility: 2 },
          { name: 'hand', x: 128, y: 240, visibility: 2 },
        ],
        box: { x: 64, y: 96, width: 192, height: 192, rotationDegrees: 0 },
      },
    },
  ]);
  expect(label.categories).toEqual([
    { name: 'Person', kind: 'object', skeleton: { keypoints: ['head', 'hand'], edges: [] } },
    { name: 'Child', kind: 'object', skeleton: { keypoints: ['head', 'hand'], edges: [] } },
  ]);
});

it('gives every category of rectangles the same keypoints in every label where the configuration numbers them', () => {
  const label = labelOf([person('p')], numbered);
  expect(label.annotations[0]?.shape?.kind).toBe('box');
  expect(category(label, 'Child')?.skeleton?.keypoints).toEqual(['head', 'hand']);
  expect(label.categories.map(({ name }) => name)).toEqual(['Person', 'Child']);
});

it('gives the categories of the poses of a label their keypoints where the configuration does not number them', () => {
  const label = labelOf([person('p'), joint('f', 'foot', 'p')], plain);
  expect(category(label, 'Person')?.skeleton?.keypoints).toEqual(['hand', 'head', 'foot']);
  expect(category(label, 'Child')?.skeleton).toBeUndefined();
  expect(label.categories.map(({ name }) => name)).toEqual(['Person', 'Child']);
  const withoutPose = labelOf([person('p'), joint('f', 'head', undefined)], plain);
  expect(withoutPose.categories.map(({ name }) => name)).toEqual(['hand', 'head', 'Person', 'Child']);
});

it('reads a pose without a configuration', () => {
  const label = labelOf([person('p'), joint('h', 'head', 'p')], '');
  expect(category(label, 'Person')?.skeleton?.keypoints).toEqual(['head']);
});

it('keeps keypoints that are in no rectangle, in another picture, or of a name that the pose already has', () => {
  const ellipse = { x: 1, y: 2, radiusX: 3, radiusY: 4, rotation: 0, ellipselabels: ['Wheel'] };
  const label = labelOf(
    [
      person('p'),
      joint('h', 'head', 'p'),
      joint('second', 'head', 'p'),
      joint('lone', 'head', undefined),
      aResult({ id: 'e', type: 'ellipselabels', value: ellipse }),
      joint('hub', 'head', 'e'),
      joint('elsewhere', 'hand', 'p', { to_name: 'another' }),
    ],
    numbered,
  );
  expect(namesIn(label)).toEqual([
    ['p', ['head']],
    ['second', 'point'],
    ['lone', 'point'],
    ['e', 'ellipse'],
    ['hub', 'point'],
    ['elsewhere', 'point'],
  ]);
  expect(label.annotations.find(({ id }) => id === 'second')?.relations).toEqual([
    { name: 'parent', to: 'p', bothWays: false },
  ]);
  expect(label.categories.map(({ name }) => name)).toEqual(['Person', 'Child', 'head', 'Wheel', 'hand']);
});

it('leaves out alone a keypoint without coordinates, and keeps the keypoints of a rectangle without any', () => {
  const lost = { x: null, y: null, width: 0.5, keypointlabels: ['hand'] };
  const whole = labelOf([person('p'), joint('h', 'head', 'p'), joint('i', 'hand', 'p', { value: lost })], numbered);
  expect(namesIn(whole)).toEqual([['p', ['head']]]);
  expect(whole.leftOut?.map(({ id, code }) => [id, code])).toEqual([['i', 'degenerate']]);
  const nowhere = { x: null, y: null, width: null, height: null, rectanglelabels: ['Person'] };
  const broken = labelOf([person('p', { value: nowhere }), joint('h', 'head', 'p')], numbered);
  expect(namesIn(broken)).toEqual([['h', 'point']]);
  expect(broken.leftOut?.map(({ id, code }) => [id, code])).toEqual([
    ['p', 'degenerate'],
    ['h', 'value-not-kept'],
  ]);
});

it('makes a skeleton for each label of the rectangle, and a keypoint for each label of the keypoint', () => {
  const both = { ...value, rectanglelabels: ['Person', 'Child'] };
  expect(namesIn(labelOf([person('p', { value: both }), joint('h', ['head', 'hand'], 'p')], numbered))).toEqual([
    ['p/Person', ['head', 'hand']],
    ['p/Child', ['head', 'hand']],
  ]);
});

it('keeps what is known of a keypoint as attributes of its name, and says that a person changed the pose of a model', () => {
  const answer = { ...joint('h', [], 'p'), type: 'choices', from_name: 'seen', value: { choices: ['half'] } };
  const { annotations } = labelOf(
    [
      person('p', { origin: 'prediction', score: 0.9 }),
      joint('h', 'head', 'p', { origin: 'manual', score: 0.5, meta: { text: 'blurred' } }),
      answer,
    ],
    numbered,
  );
  expect(annotations).toHaveLength(1);
  expect(annotations[0]).toMatchObject({ confidence: 0.9, origin: 'model-edited' });
  expect(annotations[0]?.attributes.map(({ name }) => name)).toEqual([
    'head.seen',
    'head.meta.text',
    'head.confidence',
  ]);
});

it('leads relations of a keypoint to its pose, and reports that, and those within one pose', () => {
  const { annotations, leftOut } = labelOf(
    [
      person('p'),
      joint('h', 'head', 'p'),
      joint('i', 'hand', 'p'),
      aResult({ id: 'car', parentID: 'h' }),
      { type: 'relation', from_id: 'car', to_id: 'i', direction: 'left', labels: ['opens'] },
      { type: 'relation', from_id: 'h', to_id: 'i' },
    ],
    numbered,
  );
  expect(annotations.map(({ id, relations }) => [id, relations])).toEqual([
    ['p', [{ name: 'opens', to: 'car', bothWays: false }]],
    ['car', [{ name: 'parent', to: 'p', bothWays: false }]],
  ]);
  expect(leftOut?.map(({ id, path }) => [id, path])).toEqual([
    ['car', 'result[3].parentID'],
    ['p', 'result[4].to_id'],
    ['p', 'result[5]'],
  ]);
});
