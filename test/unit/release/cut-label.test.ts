import { expect, it } from 'vitest';
import { Label } from '../../../lib/label/label.ts';
import { cutLabel } from '../../../lib/release/cut-label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

const units = ['one', 'two'].map((id) => ({ id, name: `${id}.jpg`, media: 'image' as const, width: 10, height: 10 }));
const relations = [
  { to: 'there', bothWays: false },
  { to: 'elsewhere', bothWays: false },
];
const label = aLabel({
  units,
  annotations: [
    anAnnotation({ id: 'here', unit: 'one', relations }),
    anAnnotation({ id: 'there', unit: 'one', relations: [{ to: 'elsewhere', bothWays: true }] }),
    anAnnotation({ id: 'elsewhere', unit: 'two' }),
  ],
});

it('a label that keeps all of its units is the same', () => {
  expect(cutLabel(label, new Set(['one', 'two']))).toEqual({ label, relationsCut: 0 });
});

it('a label that is cut to one unit is a whole label, without what leads to another', () => {
  const { label: cut, relationsCut } = cutLabel(label, new Set(['one']));
  expect(Label.parse(cut)).toEqual(cut);
  expect(cut.units.map(({ id }) => id)).toEqual(['one']);
  expect(cut.annotations.map(({ id, relations: kept }) => [id, kept])).toEqual([
    ['here', [{ to: 'there', bothWays: false }]],
    ['there', undefined],
  ]);
  expect(relationsCut).toBe(2);
});
