import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import coco from '../../../../lib/formats/coco/index.ts';
import type { Annotation, Label, Ring } from '../../../../lib/label/label.ts';
import { columnRuns } from '../../../../lib/label/rasterise.ts';
import { decodeCounts } from '../../../../lib/label/rle.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

type Written = { segmentation: number[][] | { counts: string }; bbox: number[]; area: number; iscrowd: number };

function written(label: Label, options: object = {}) {
  const names = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
  const context = { classes: new Map(names.map((name, number) => [name, number])), labelName: 'label', document: {} };
  const { files, omitted } = coco.write(label, coco.Options.parse(options), context);
  const found: Written[][] = files.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')).annotations);
  return { found, omitted };
}

const square = (left: number, top: number, side: number): Ring => [
  [left, top],
  [left + side, top],
  [left + side, top + side],
  [left, top + side],
];
const size = { width: 20, height: 20 };
const labelOf = (parts: Partial<Annotation>) =>
  aLabel({
    units: [{ id: 'unit-1', name: '1.jpg', media: 'image', ...size }],
    annotations: [anAnnotation(parts)],
  });
const only = (parts: Partial<Annotation>, segmentation: string) =>
  written(labelOf(parts), { segmentation }).found[0]?.[0];

/** The pixels of a segmentation as pycocotools has them: column by column, parts joined. */
const pixelsOf = ({ segmentation }: Written, of: { width: number; height: number }) =>
  Array.isArray(segmentation)
    ? columnRuns(
        segmentation.map((flat) => [
          Array.from({ length: flat.length / 2 }, (_, index): [number, number] => [
            flat[2 * index] ?? 0,
            flat[2 * index + 1] ?? 0,
          ]),
        ]),
        of,
      )
    : decodeCounts(segmentation.counts);

describe('with segmentation: polygons', () => {
  const ringMask = { kind: 'mask', width: 4, height: 4, counts: [0, 5, 2, 2, 2, 5] } as const;

  it('a mask is the outlines of its pixels, its hole joined to them (polygons with holes lost)', () => {
    const label = aLabel({
      units: [{ id: 'unit-1', name: '1.jpg', media: 'image', width: 4, height: 4 }],
      annotations: [anAnnotation({ shape: { ...ringMask, counts: [...ringMask.counts] } })],
    });
    const [annotation] = written(label, { segmentation: 'polygons' }).found[0] ?? [];
    expect(annotation).toMatchObject({ area: 12, bbox: [0, 0, 4, 4], iscrowd: 0 });
    expect(annotation?.segmentation).toHaveLength(1);
    expect(annotation && pixelsOf(annotation, { width: 4, height: 4 })).toEqual([0, 5, 2, 2, 2, 5]);
  });

  it('a mask of several parts is one annotation (one mask becomes several annotations)', () => {
    const shape = { kind: 'mask' as const, width: 20, height: 20, counts: [0, 2, 10, 3, 385] };
    const { found } = written(labelOf({ shape }), { segmentation: 'polygons' });
    expect(found[0]).toHaveLength(1);
    expect(found[0]?.[0]?.segmentation).toEqual([
      [0, 0, 2, 0, 2, 1, 0, 1],
      [12, 0, 15, 0, 15, 1, 12, 1],
    ]);
  });

  it('a polygon with a hole keeps the positions that a person drew', () => {
    const polygons = [[square(1.25, 1.5, 12), square(4.5, 4.25, 5)]];
    const annotation = only({ shape: { kind: 'polygon', polygons } }, 'polygons');
    expect(annotation?.segmentation).toHaveLength(1);
    const flat = Array.isArray(annotation?.segmentation) ? annotation.segmentation.flat() : [];
    for (const value of [1.25, 13.25, 1.5, 13.5, 4.5, 9.5, 4.25, 9.25]) expect(flat).toContain(value);
    expect(flat.length / 2).toBe(10);
  });

  it('a polygon whose hole reaches out of it is the outlines of its pixels', () => {
    const polygons = [[square(1, 1, 8), square(5, 5, 8)]];
    const annotation = only({ shape: { kind: 'polygon', polygons } }, 'polygons');
    expect(annotation?.area).toBe(48);
    expect(annotation && pixelsOf(annotation, size)).toEqual(columnRuns(polygons, size));
  });
});

it('with segmentation: rle, a polygon is the run lengths of its pixels, and so are its area and its box', () => {
  const annotation = only({ shape: { kind: 'polygon', polygons: [[square(1.2, 2.2, 3.9)]] } }, 'rle');
  expect(annotation).toMatchObject({ area: 16, bbox: [1, 2, 4, 4], iscrowd: 0 });
  expect(annotation?.segmentation).toMatchObject({ size: [20, 20] });
});

it('for any label, polygons and run lengths of an object have the same pixels, holes and parts included', () => {
  fc.assert(
    fc.property(anyLabel(), (label) => {
      const asRle = written(label, { segmentation: 'rle' });
      const asPolygons = written(label, { segmentation: 'polygons' });
      const sized = label.units.filter(({ width }) => width !== undefined);
      for (const unit of sized) {
        const alone = {
          ...label,
          units: [unit],
          annotations: label.annotations.filter(({ unit: on }) => on === unit.id),
        };
        for (const annotation of alone.annotations) {
          if (annotation.shape?.kind !== 'mask' && annotation.shape?.kind !== 'polygon') continue;
          if (annotation.shape.kind === 'polygon' && annotation.shape.polygons.every((rings) => rings.length === 1))
            continue;
          const one = { ...alone, annotations: [annotation] };
          const [rle] = written(one, { segmentation: 'rle' }).found[0] ?? [];
          const [polygons] = written(one, { segmentation: 'polygons' }).found[0] ?? [];
          const of = { width: unit.width ?? 0, height: unit.height ?? 0 };
          expect(polygons && pixelsOf(polygons, of)).toEqual(rle && pixelsOf(rle, of));
          expect([polygons?.area, polygons?.bbox]).toEqual([rle?.area, rle?.bbox]);
        }
      }
      expect(asPolygons.found.length).toBeGreaterThanOrEqual(asRle.found.length);
    }),
    { numRuns: propertyRuns(40) },
  );
});

it('a mask of too many runs has no outlines: a label with one is refused, before it takes the memory', () => {
  const [width, height] = [2000, 1200];
  const shape = { kind: 'mask' as const, width, height, counts: new Array<number>(width * height).fill(1) };
  const units: Label['units'] = [{ id: 'unit-1', name: '1.jpg', media: 'image', width, height }];
  const label = { ...aLabel({ units }), annotations: [anAnnotation({ shape })] };
  expect(() => written(label, { segmentation: 'polygons' })).toThrow(/at most 1048576 runs/);
});

it('only an annotation that says it is a crowd is one, and has run lengths (iscrowd always 1 for masks)', () => {
  const attributes: Annotation['attributes'] = [
    { name: 'is_crowd', value: { kind: 'radio', choice: { name: 'yes', attributes: [] } } },
  ];
  const shape = { kind: 'polygon' as const, polygons: [[square(1, 1, 8), square(3, 3, 2)]] };
  for (const segmentation of ['as-drawn', 'polygons', 'rle']) {
    expect(only({ shape, attributes }, segmentation)).toMatchObject({ iscrowd: 1, segmentation: { size: [20, 20] } });
    expect(only({ shape }, segmentation)?.iscrowd).toBe(0);
  }
});

it('each kind of segmentation has a tree of its own', () => {
  const roots = ['as-drawn', 'polygons', 'rle'].map((segmentation) =>
    coco.rootOf(coco.Options.parse({ segmentation })),
  );
  expect(roots).toEqual(['exports/coco', 'exports/coco-polygons', 'exports/coco-rle']);
});

it('the time for answers of one name, and for a group of many images, grows with their number, not with its square', () => {
  const many = 20_000;
  const value = (index: number) => ({ kind: 'text' as const, text: String(index) });
  const attributes = Array.from({ length: many }, (_, index) => ({ name: 'line', value: value(index) }));
  const [annotation] =
    written(labelOf({ attributes, shape: { kind: 'polygon', polygons: [[square(1, 1, 8)]] } })).found[0] ?? [];
  expect(annotation).toMatchObject({
    attributes: { line: '0', 'line (2)': '1', [`line (${many})`]: String(many - 1) },
  });
  const units = Array.from({ length: many }, (_, index) => ({
    id: `unit-${index}`,
    name: `${index}.jpg`,
    media: 'image' as const,
    ...size,
  }));
  const annotations = units.map(({ id }) =>
    anAnnotation({ id, unit: id, shape: { kind: 'polygon', polygons: [[square(1, 1, 8)]] } }),
  );
  const group = { ...aLabel(), units, annotations };
  expect(written(group).found).toHaveLength(many);
});
