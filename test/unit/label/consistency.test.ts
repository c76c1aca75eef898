import { describe, expect, it } from 'vitest';
import type { Annotation, Label, Shape, Track, Unit } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { refusal } from '../../support/refusal.ts';

const video: Unit = { id: 'unit-1', name: 'drive.mp4', media: 'video', width: 640, height: 480, frames: 100 };
const inFrame = (frame: number, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({ id: `car#${frame}`, track: 'car', at: { kind: 'frame', frame }, ...parts });
const track = (parts: Partial<Track> = {}): Track => ({
  id: 'car',
  unit: 'unit-1',
  frames: [{ start: 0, end: 10 }],
  interpolation: 'linear',
  ...parts,
});
const withoutShape = ({ shape: _shape, ...annotation }: Annotation): Annotation => annotation;
const labelOf = (parts: Partial<Label>): unknown => ({ ...aLabel(), ...parts });

describe('the kind of a category', () => {
  const car = (kind: 'object' | 'classification') => [{ name: 'car', kind }];

  it('is object with a shape and classification without, unless the annotation says it', () => {
    const answer = withoutShape(anAnnotation());
    expect(refusal(labelOf({ categories: car('object'), annotations: [anAnnotation()] }))).toBeUndefined();
    expect(refusal(labelOf({ categories: car('classification'), annotations: [answer] }))).toBeUndefined();
    expect(
      refusal(labelOf({ categories: car('object'), annotations: [{ ...answer, categoryKind: 'object' }] })),
    ).toBeUndefined();
  });

  it.each<[string, 'object' | 'classification', Annotation]>([
    ['with a shape is not named by a question', 'classification', anAnnotation()],
    ['without a shape is not named by an object', 'object', withoutShape(anAnnotation())],
    [
      'that says it is an object is not named by a question',
      'classification',
      withoutShape(anAnnotation({ categoryKind: 'object' })),
    ],
  ])('of an annotation %s', (_what, kind, annotation) => {
    expect(refusal(labelOf({ categories: car(kind), annotations: [annotation] }))).toMatch(
      /annotations\[0\]\.category is not among the label's (object|classification) categories/,
    );
  });

  it('classification never has a shape', () => {
    const annotation = anAnnotation({ categoryKind: 'classification' });
    expect(refusal(labelOf({ categories: car('classification'), annotations: [annotation] }))).toBe(
      'annotations[0].shape belongs to no classification',
    );
  });
});

describe('a relation', () => {
  const related = (to: string, ...more: Annotation[]) =>
    labelOf({
      units: [video],
      annotations: [anAnnotation({ at: { kind: 'whole' }, relations: [{ to, bothWays: false }] }), ...more],
    });

  it('may lead to an annotation, also one that stands later, and to a track', () => {
    expect(refusal(related('car#5', inFrame(5)))).toBeUndefined();
    expect(refusal(related('car', inFrame(5)))).toBeUndefined();
  });

  it('leads nowhere else', () => {
    expect(refusal(related('bus', inFrame(5)))).toBe(
      'annotations[0].relations[0].to is not an annotation or track of this label',
    );
    expect(refusal(related('unit-1'))).toMatch(/relations\[0\]\.to/);
  });

  it('says which of several is wrong', () => {
    const relations = [
      { to: 'annotation-1', bothWays: true },
      { id: 'relation-2', name: 'part of', to: 'nobody', bothWays: false },
    ];
    expect(refusal(labelOf({ annotations: [anAnnotation({ relations })] }))).toMatch(/relations\[1\]\.to/);
  });
});

describe('a track', () => {
  const tracked = (...tracks: Track[]) => labelOf({ units: [video], annotations: [inFrame(0), inFrame(9)], tracks });

  it('may say in which frames the thing is, with gaps', () => {
    const frames = [
      { start: 0, end: 3 },
      { start: 5, end: 10 },
    ];
    expect(refusal(tracked(track({ frames })))).toBeUndefined();
  });

  it('belongs to an annotation', () => {
    expect(refusal(tracked(track({ id: 'bus' })))).toBe('tracks[0].id is the track of no annotation');
  });

  it('belongs to a unit of the label', () => {
    expect(refusal(tracked(track({ unit: 'unit-2' })))).toBe('tracks[0].unit is not the id of a unit of this label');
  });

  it.each<[string, object, RegExp]>([
    ['a range that ends before it starts', { frames: [{ start: 3, end: 1 }] }, /frames\[0\]\.end must not be before/],
    ['a way to interpolate that nobody knows', { interpolation: 'cubic' }, /interpolation must be "none" or "linear"/],
  ])('is refused with %s', (_what, parts, message) => {
    expect(refusal(tracked({ ...track(), ...parts }))).toMatch(message);
  });
});

describe('a mask', () => {
  const mask = (width: number, height: number): Shape => ({ kind: 'mask', width, height, counts: [width * height] });
  const volume: Unit = {
    id: 'unit-1',
    name: 'scan',
    media: 'volume',
    width: 4,
    height: 3,
    frames: 10,
    slices: [
      { frame: 2, width: 8, height: 6 },
      { frame: 3, id: '1.2.840' },
    ],
  };
  const on = (frame: number, shape: Shape) => labelOf({ units: [volume], annotations: [inFrame(frame, { shape })] });

  it('has the size of its unit, or of its slice where the slice has a size of its own', () => {
    expect(refusal(on(0, mask(4, 3)))).toBeUndefined();
    expect(refusal(on(2, mask(8, 6)))).toBeUndefined();
    expect(refusal(on(3, mask(4, 3)))).toBeUndefined();
  });

  it.each([
    ['narrower than its unit', 0, mask(3, 3)],
    ['lower than its unit', 0, mask(4, 2)],
    ['of the size of its unit on a slice of another', 2, mask(4, 3)],
    ['of the size of another slice', 0, mask(8, 6)],
  ])('is refused when it is %s', (_what, frame, shape) => {
    expect(refusal(on(frame, shape))).toBe('annotations[0].shape is a mask of another size than its unit');
  });

  it('needs a unit whose size is known', () => {
    const units: Unit[] = [{ id: 'unit-1', name: '1.jpg', media: 'image' }];
    expect(refusal(labelOf({ units, annotations: [anAnnotation({ shape: mask(4, 3) })] }))).toMatch(
      /mask of another size/,
    );
  });
});

it('tells the first five of many faults, and how many more there are', () => {
  const annotations = Array.from({ length: 8 }, (_, index) => anAnnotation({ id: `${index}`, category: 'van' }));
  expect(refusal(labelOf({ annotations }))).toMatch(/annotations\[4\]\.category .*; and 3 more$/);
});
