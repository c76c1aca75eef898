import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import coco from '../../../../lib/formats/coco/index.ts';
import type { Annotation, Attribute, Label, Ring, ShapeOf } from '../../../../lib/label/label.ts';
import { maskArea } from '../../../../lib/label/mask.ts';
import { decodeCounts, transpose } from '../../../../lib/label/rle.ts';
import { aLabel, anAnnotation, anyLabel, pixels } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

type Written = {
  readonly images: readonly Record<string, unknown>[];
  readonly categories: readonly { readonly id: number; readonly name: string; readonly supercategory: string }[];
  readonly annotations: readonly {
    readonly id: number;
    readonly category_id: number;
    readonly segmentation: number[][] | { readonly size: [number, number]; readonly counts: string };
    readonly bbox: readonly [number, number, number, number];
    readonly area: number;
    readonly iscrowd: number;
    readonly attributes: Record<string, unknown>;
  }[];
};

const classesOf = (label: Label) =>
  new Map(label.categories.filter(({ kind }) => kind === 'object').map(({ name }, number) => [name, number]));

function written(label: Label, classes = classesOf(label)) {
  const { files, omitted } = coco.write(label, coco.Options.parse({}), { classes, labelName: 'label', document: {} });
  const documents = files.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Written);
  const leftOut = omitted.filter(({ code }) => code === 'unit-left-out').map(({ unit }) => unit);
  return { files, documents, leftOut, omitted: omitted.filter(({ code }) => code !== 'unit-left-out') };
}

function one(parts: Partial<Annotation>) {
  const { documents, omitted } = written(aLabel({ annotations: [anAnnotation(parts)] }));
  return { annotation: documents[0]?.annotations[0], omitted };
}

const square = (left: number, top: number, side: number): Ring => [
  [left, top],
  [left + side, top],
  [left + side, top + side],
  [left, top + side],
];
const nothing: ShapeOf<'mask'> = { kind: 'mask', width: 640, height: 480, counts: [307_200] };
const polygon = (...polygons: Ring[][]) => ({ kind: 'polygon', polygons }) as const;

describe('a COCO annotation', () => {
  it('of a turned box has its true corners, their hull, its own area, and the angle', () => {
    const shape = { kind: 'box', x: 90, y: 95, width: 20, height: 10, rotationDegrees: 90 } as const;
    expect(one({ shape }).annotation).toMatchObject({
      segmentation: [[105, 90, 105, 110, 95, 110, 95, 90]],
      bbox: [95, 90, 10, 20],
      area: 200,
      attributes: { rotation: 90 },
    });
  });

  it('of several parts that lie apart has the sum of their areas', () => {
    const { annotation } = one({ shape: polygon([square(0, 0, 4.5)], [square(10, 10, 2)]) });
    expect(annotation).toMatchObject({ area: 24.25, bbox: [0, 0, 12, 12], iscrowd: 0 });
    expect(annotation?.segmentation).toHaveLength(2);
  });

  it('of parts that overlap has the area that they cover', () => {
    expect(one({ shape: polygon([square(0, 0, 4)], [square(2, 2, 4)]) }).annotation?.area).toBe(28);
  });

  it('of a polygon with a hole is a run-length mask, and no crowd', () => {
    const { annotation } = one({ shape: polygon([square(0, 0, 10), square(2, 2, 4)]) });
    expect(annotation).toMatchObject({ area: 84, bbox: [0, 0, 10, 10], iscrowd: 0 });
    expect(annotation?.segmentation).toMatchObject({ size: [480, 640] });
  });

  it('of a mask runs down the columns', () => {
    const label = aLabel({
      units: [{ id: 'unit-1', name: '1.jpg', media: 'image', width: 3, height: 2 }],
      annotations: [anAnnotation({ shape: { kind: 'mask', width: 3, height: 2, counts: [0, 3, 3] } })],
    });
    expect(written(label).documents[0]?.annotations[0]?.segmentation).toEqual({ size: [2, 3], counts: '0110000' });
  });

  it('is clipped to the image, and that is reported', () => {
    const { annotation, omitted } = one({ shape: polygon([square(-5, -5, 10)]) });
    expect(annotation).toMatchObject({ bbox: [0, 0, 5, 5], area: 25 });
    expect(omitted).toEqual([{ code: 'outside-image', unit: 'unit-1', annotation: 'annotation-1', detail: 'clipped' }]);
  });

  it.each([
    ['lies outside', polygon([square(700, 0, 4)]), 'outside-image'],
    [
      'is a line',
      polygon([
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
      ]),
      'no-area',
    ],
    ['is nothing but its hole', polygon([square(1, 1, 4), square(0, 0, 6)]), 'no-area'],
    ['is a mask of nothing', nothing, 'no-area'],
  ])('is not written of a shape that %s, and that is reported', (_what, shape, code) => {
    const { annotation, omitted } = one({ shape });
    expect(annotation).toBeUndefined();
    expect(omitted).toEqual([{ code, unit: 'unit-1', annotation: 'annotation-1' }]);
  });

  const choice = (name: string, ...attributes: Attribute[]) => ({ name, attributes });
  const radio = (name: string, answer: ReturnType<typeof choice>): Attribute => ({
    name,
    value: { kind: 'radio', choice: answer },
  });
  const text = (name: string, answer: string): Attribute => ({ name, value: { kind: 'text', text: answer } });

  it('has its answers by their questions, those that hang on a choice below it', () => {
    const attributes: Attribute[] = [
      radio('Damage', choice('yes', radio('Where', choice('front', text('Note', 'deep'))))),
      { name: 'Parts', value: { kind: 'checklist', choices: [choice('door', text('Note', 'left')), choice('hood')] } },
      { name: 'Count', value: { kind: 'number', number: 0 } },
      { name: 'Best', value: { kind: 'ranking', items: ['hood', 'door'] } },
    ];
    expect(one({ attributes, track: 'track-1' }).annotation?.attributes).toEqual({
      track_id: 'track-1',
      Damage: 'yes',
      'Damage/yes/Where': 'front',
      'Damage/yes/Where/front/Note': 'deep',
      Parts: ['door', 'hood'],
      'Parts/door/Note': 'left',
      Count: 0,
      Best: ['hood', 'door'],
    });
  });

  it('keeps answers of one name apart, and apart from names of the format', () => {
    const names = ['a', 'a', 'a (2)', 'a', 'rotation', 'track_id', '__proto__'];
    const { annotation } = one({ attributes: names.map((name, index) => text(name, String(index))) });
    expect(Object.entries(annotation?.attributes ?? {})).toEqual([
      ['a', '0'],
      ['a (2)', '1'],
      ['a (2) (2)', '2'],
      ['a (3)', '3'],
      ['rotation (2)', '4'],
      ['track_id (2)', '5'],
      ['__proto__', '6'],
    ]);
  });
});

describe('a COCO file', () => {
  it('numbers categories as the class map does, plus one, whatever their order in the label', () => {
    const names = ['car', 'bus'] as const;
    const classes = new Map([
      ['tram', 0],
      ['bus', 1],
      ['car', 2],
    ]);
    const of = (...order: readonly string[]) =>
      written(aLabel({ categories: order.map((name) => ({ name, kind: 'object', parent: 'vehicle' })) }), classes);
    expect(of(...names).documents[0]?.categories).toEqual([
      { id: 2, name: 'bus', supercategory: 'vehicle' },
      { id: 3, name: 'car', supercategory: 'vehicle' },
    ]);
    expect(of(...names).files).toEqual(of(...[...names].reverse()).files);
  });

  it('is refused for a category that the class map lacks', () => {
    expect(() => written(aLabel(), new Map())).toThrow(/class map lacks/);
  });

  it('is not made for a unit of unknown size, and that is reported', () => {
    const { files, omitted } = written(aLabel({ units: [{ id: 'unit-1', name: '1.jpg', media: 'image', width: 5 }] }));
    expect(files).toEqual([]);
    expect(omitted).toEqual([{ code: 'size-unknown', unit: 'unit-1' }]);
  });
});

/** Any label, and labels with all the numbers that a label may hold. */
const wildLabel = (): fc.Arbitrary<Label> => {
  const anyNumber = fc.double({ min: -1e7, max: 1e7, noNaN: true });
  const coordinate = fc.oneof(pixels({ min: -300, max: 900 }), anyNumber);
  const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 6 });
  const polygons = fc.array(fc.array(ring, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    anyLabel(),
    polygons.map((wild) => aLabel({ annotations: [anAnnotation({ shape: polygon(...wild) })] })),
  );
};

describe('for any label', () => {
  it('every coordinate is a number inside the image, and every area one of at least nothing', () => {
    fc.assert(
      fc.property(wildLabel(), (label) => {
        const { documents, leftOut } = written(label);
        const withFile = label.units.filter(({ id, width }) => width !== undefined && !leftOut.includes(id));
        for (const [index, { annotations }] of documents.entries()) {
          const { width = 0, height = 0 } = withFile[index] ?? {};
          for (const { segmentation, bbox, area } of annotations) {
            const [x, y, across, down] = bbox;
            expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
            expect(Math.min(across, down, area)).toBeGreaterThan(0);
            expect(x + across).toBeLessThanOrEqual(width + 1e-9);
            expect(y + down).toBeLessThanOrEqual(height + 1e-9);
            // Where pixels are counted, those on the edge count in full.
            expect(area).toBeLessThanOrEqual(across * down + 2 * (across + down) + 4);
            for (const [place, value] of (Array.isArray(segmentation) ? segmentation.flat() : []).entries()) {
              expect(value).toBeGreaterThanOrEqual(0);
              expect(value).toBeLessThanOrEqual(place % 2 === 0 ? width : height);
            }
          }
        }
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  it('every annotation with an area is written or reported; ids count from 1', () => {
    fc.assert(
      fc.property(wildLabel(), (label) => {
        const { documents, omitted, leftOut } = written(label);
        const sized = label.units.filter((unit) => unit.width !== undefined);
        const remaining = documents.values();
        expect(documents).toHaveLength(sized.length - leftOut.length);
        for (const unit of sized) {
          const { annotations = [] } = (leftOut.includes(unit.id) ? undefined : remaining.next().value) ?? {};
          const dropped = omitted.filter(
            ({ unit: on, code, detail }) =>
              on === unit.id && (/not-held/.test(code) || (code !== 'size-unknown' && detail === undefined)),
          );
          const ids = annotations.map(({ id }) => id);
          expect(ids).toEqual(ids.map((_, place) => place + 1));
          expect(ids.length).toBe(label.annotations.filter((any) => any.unit === unit.id).length - dropped.length);
          expect(new Set(dropped.map(({ annotation }) => annotation)).size).toBe(dropped.length);
        }
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  it('a run-length mask holds exactly as many pixels as its area says, and a mask of the label unchanged', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const masks = label.annotations.flatMap(({ shape }) =>
          shape?.kind === 'mask' && maskArea(shape) > 0 ? [shape] : [],
        );
        const found = written(label).documents.flatMap(({ annotations }) =>
          annotations.flatMap(({ segmentation, area }) => {
            if (Array.isArray(segmentation)) return [];
            const [height, width] = segmentation.size;
            const counts = transpose(decodeCounts(segmentation.counts), height, width);
            expect(maskArea({ counts })).toBe(area);
            return [JSON.stringify(counts)];
          }),
        );
        for (const { counts, width, height } of masks) {
          expect(found).toContain(JSON.stringify(transpose(transpose(counts, width, height), height, width)));
        }
      }),
    );
  });
});
