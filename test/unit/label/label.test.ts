import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Label } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel } from '../../support/labels.ts';
import { refusal } from '../../support/refusal.ts';

const withShape = (shape: unknown) => ({ ...aLabel(), annotations: [{ ...anAnnotation(), shape }] });
const box = { kind: 'box', x: 0, y: 0, width: 1, height: 1, rotationDegrees: 0 };

describe('the canonical label', () => {
  it('may hold nothing: labelled, and nothing there', () => {
    expect(refusal(aLabel({ categories: [], annotations: [] }))).toBeUndefined();
  });

  it('is the same after a way through JSON', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const text = JSON.stringify(label);
        expect(JSON.stringify(Label.parse(JSON.parse(text)))).toBe(text);
      }),
    );
  });

  it('may have a category of each kind by one name', () => {
    const categories = (['object', 'classification'] as const).map((kind) => ({ name: 'car', kind }));
    const { shape: _shape, ...answer } = anAnnotation({ id: 'answer' });
    expect(refusal({ ...aLabel(), categories, annotations: [anAnnotation(), answer] })).toBeUndefined();
  });

  it('may nest questions in answers to any depth', () => {
    const nested = (depth: number): unknown => ({
      name: `question ${depth}`,
      value: { kind: 'radio', choice: { name: 'yes', attributes: depth > 0 ? [nested(depth - 1)] : [] } },
    });
    expect(refusal({ ...aLabel(), annotations: [{ ...anAnnotation(), attributes: [nested(20)] }] })).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['no unit', { ...aLabel(), units: [] }, /units must be at least 1/],
    ['a key nobody knows', { ...aLabel(), more: 1 }, /unknown keys: more/],
    ['another schema', { ...aLabel(), schema: 2 }, /schema must be 1/],
    [
      'an unknown shape',
      withShape({ kind: 'hologram' }),
      /annotations\[0\]\.shape\.kind fits none of the known shapes/,
    ],
    ['a number that is none', withShape({ ...box, x: Number.NaN }), /annotations\[0\]\.shape\.x/],
    ['an infinite number', withShape({ ...box, y: Number.POSITIVE_INFINITY }), /annotations\[0\]\.shape\.y/],
    ['a box turned inside out', withShape({ ...box, width: -1 }), /shape\.width must be at least 0/],
    [
      'a ring of two positions',
      withShape({
        kind: 'polygon',
        polygons: [
          [
            [
              [0, 0],
              [1, 1],
            ],
          ],
        ],
      }),
      /polygons\[0\]\[0\] must be at least 3/,
    ],
    ['a polyline of one point', withShape({ kind: 'polyline', points: [[0, 0]] }), /points must be at least 2/],
    [
      'a mask that does not fill its size',
      withShape({ kind: 'mask', width: 640, height: 480, counts: [1] }),
      /counts must add up to width × height/,
    ],
    [
      'a mask that is narrower than its unit',
      withShape({ kind: 'mask', width: 2, height: 480, counts: [960] }),
      /shape is a mask of another size/,
    ],
    [
      'a category that is not listed',
      { ...aLabel(), annotations: [anAnnotation({ category: 'van' })] },
      /category is not among the label's object categories/,
    ],
    [
      'a shape in a category of questions',
      { ...aLabel({ categories: [{ name: 'car', kind: 'classification' }] }), annotations: [anAnnotation()] },
      /not among the label's object categories/,
    ],
    [
      'an annotation of no unit',
      { ...aLabel(), annotations: [anAnnotation({ unit: 'another' })] },
      /unit is not the id of a unit/,
    ],
    [
      'an annotation twice',
      { ...aLabel(), annotations: [anAnnotation(), anAnnotation()] },
      /annotations\[1\]\.id is in the label twice/,
    ],
    [
      'a category twice',
      { ...aLabel(), categories: [...aLabel().categories, ...aLabel().categories] },
      /categories names one category twice/,
    ],
    ['a unit twice', { ...aLabel(), units: [...aLabel().units, ...aLabel().units] }, /units holds one unit id twice/],
    [
      'more confidence than certainty',
      { ...aLabel(), annotations: [anAnnotation({ confidence: 1.1 })] },
      /confidence must be at most 1/,
    ],
    [
      'a colour by name',
      { ...aLabel(), categories: [{ name: 'car', kind: 'object', color: 'red' }] },
      /categories\[0\]\.color/,
    ],
    ['a revision that is not a count', aLabelOfRevision(-1), /source\.revision must be at least 0/],
    [
      'a time in words',
      { ...aLabel(), source: { ...aLabel().source, updatedAt: 'Monday' } },
      /source\.updatedAt must be a valid datetime/,
    ],
  ])('is refused with %s', (_what, label, message) => {
    expect(refusal(label)).toMatch(message);
  });
});

function aLabelOfRevision(revision: number) {
  const label = aLabel();
  return { ...label, source: { ...label.source, revision } };
}
