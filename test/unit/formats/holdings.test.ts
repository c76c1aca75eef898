import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defineFormat, everything, type Format } from '../../../lib/formats/format.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

const boxes = { ...everything, shapes: ['box'] } as const;
const points = { ...everything, shapes: ['point'] } as const;

const parts = {
  id: 'lines',
  title: 'Lines',
  specification: 'https://example.com',
} as const;
const nothing = () => ({ files: [], omitted: [] });

const omittedBy = (format: Format, label = mixed, options: object = {}) =>
  format
    .write(label, format.Options.parse(options), { classes: new Map(), labelName: 'label', document: {} })
    .omitted.map(({ code, annotation }) => [code, annotation]);

const mixed = aLabel({
  annotations: [
    anAnnotation({ id: 'box' }),
    anAnnotation({ id: 'point', shape: { kind: 'point', x: 1, y: 1 } }),
    anAnnotation({
      id: 'line',
      shape: {
        kind: 'polyline',
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    }),
  ],
});

it('what a format holds may depend on its options, and its write sees the shapes of all of them', () => {
  const format = defineFormat({
    ...parts,
    Options: z.strictObject({ only: z._default(z.enum(['boxes', 'points']), 'boxes') }),
    holds: ({ only }) => (only === 'boxes' ? boxes : points),
    write(label) {
      const kinds: readonly ('box' | 'point' | undefined)[] = label.annotations.map(({ shape }) => shape?.kind);
      expect(kinds).toHaveLength(1);
      return nothing();
    },
  });
  expect(omittedBy(format)).toEqual([
    ['shape-not-held', 'point'],
    ['shape-not-held', 'line'],
  ]);
  expect(omittedBy(format, mixed, { only: 'points' })).toEqual([
    ['shape-not-held', 'box'],
    ['shape-not-held', 'line'],
  ]);
});

it('what a format holds may depend on the medium: the first row that names it counts', () => {
  const format = defineFormat({
    ...parts,
    Options: z.strictObject({}),
    holds: [
      { ...boxes, media: ['image'] },
      { ...points, media: ['image', 'video'] },
    ],
    write: nothing,
  });
  const at = { at: { kind: 'frame', frame: 0 } } as const;
  const label = aLabel({
    units: [
      { id: 'unit-1', name: '1.jpg', media: 'image' },
      { id: 'film', name: '1.mp4', media: 'video' },
      { id: 'sound', name: '1.mp3', media: 'audio' },
    ],
    annotations: [
      anAnnotation({ id: 'box' }),
      anAnnotation({ id: 'box in the film', unit: 'film', ...at }),
      anAnnotation({ id: 'point in the film', unit: 'film', ...at, shape: { kind: 'point', x: 1, y: 1 } }),
    ],
  });
  expect(omittedBy(format, label)).toEqual([
    ['media-not-held', undefined],
    ['shape-not-held', 'box in the film'],
  ]);
});

it('a format may hold parts of a unit, and not the whole of it', () => {
  const format = defineFormat({
    ...parts,
    Options: z.strictObject({}),
    holds: { ...everything, places: ['time'] },
    write: nothing,
  });
  const units = [{ id: 'unit-1', name: '1.mp3', media: 'audio' }] as const;
  const label = aLabel({
    units: [...units],
    annotations: [
      anAnnotation({ id: 'whole', shape: undefined, categoryKind: 'object' }),
      anAnnotation({
        id: 'second',
        shape: undefined,
        categoryKind: 'object',
        at: { kind: 'time', ranges: [{ start: 0, end: 1000 }] },
      }),
    ],
  });
  expect(omittedBy(format, label)).toEqual([['place-not-held', 'whole']]);
});

it('a shape that no holdings name does not compile in write', () => {
  const format = defineFormat({
    ...parts,
    Options: z.strictObject({ only: z._default(z.enum(['boxes', 'points']), 'boxes') }),
    // @ts-expect-error: a case that the options do not take
    cases: [{ only: 'masks' }],
    holds: ({ only }) => (only === 'boxes' ? boxes : points),
    write(label) {
      for (const { shape } of label.annotations) {
        // @ts-expect-error: neither boxes nor points have counts
        expect(shape?.counts).toBeUndefined();
      }
      return nothing();
    },
  });
  expect(format.cases).toHaveLength(2);
});
