import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import masks from '../../../../lib/formats/masks/index.ts';
import { painted, paintedKinds, vocColour } from '../../../../lib/formats/painted.ts';
import { decodePng } from '../../../../lib/formats/png.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import type { Annotation, Label, Ring, Shape } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(masks);

const classNames = (label: Label) => label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);

function written(label: Label, options: object = {}, classes = classNames(label)) {
  const context = { classes: new Map(classes.map((name, number) => [name, number])), labelName: 'label', document: {} };
  return masks.write(label, masks.Options.parse(options), context);
}

const square = (left: number, top: number, side: number): Ring => [
  [left, top],
  [left + side, top],
  [left + side, top + side],
  [left, top + side],
];
const polygon = (...polygons: Ring[][]): Shape => ({ kind: 'polygon', polygons });
const objects = (...shapes: [string, Shape][]): Annotation[] =>
  shapes.map(([category, shape], index) => anAnnotation({ id: `object-${index}`, category, shape }));

const size = { width: 6, height: 4 };
const aSmallLabel = (annotations: Annotation[]) =>
  aLabel({
    units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image', ...size }],
    categories: ['car', 'bus'].map((name) => ({ name, kind: 'object' })),
    annotations,
  });
const rowsOf = (label: Label, options: object = {}) => {
  const { files, omitted } = written(label, options);
  const { values } = decodePng(files[0]?.bytes ?? new Uint8Array());
  return {
    rows: Array.from({ length: size.height }, (_, row) =>
      values.slice(row * size.width, (row + 1) * size.width).join(''),
    ),
    overlaps: omitted
      .filter(({ code }) => code === 'overlap')
      .map(({ annotation, detail }) => `${annotation}: ${detail}`),
  };
};

describe('a picture of classes', () => {
  it('has the class number plus 1 where an object is, and 0 elsewhere, a hole included', () => {
    const { rows } = rowsOf(aSmallLabel(objects(['bus', polygon([square(0, 0, 4), square(1, 1, 2)])])));
    expect(rows).toEqual(['222200', '200200', '200200', '222200']);
  });

  it('shows the later of two objects that overlap, and reports the other one once', () => {
    const label = aSmallLabel(
      objects(
        ['car', polygon([square(0, 0, 3)])],
        ['bus', polygon([square(1, 1, 3)])],
        ['bus', polygon([square(2, 0, 2)])],
      ),
    );
    expect(rowsOf(label)).toEqual({
      rows: ['112200', '122200', '122200', '022200'],
      overlaps: ['object-0: in part'],
    });
    expect(rowsOf(label, { kind: 'instance' })).toEqual({
      rows: ['113300', '123300', '122200', '022200'],
      overlaps: ['object-0: in part', 'object-1: in part'],
    });
  });

  it('has a palette whose colours are those of PASCAL VOC, whatever the label', () => {
    expect([1, 2, 3, 15, 20, 255].map(vocColour)).toEqual([
      [128, 0, 0],
      [0, 128, 0],
      [128, 128, 0],
      [192, 128, 128],
      [0, 64, 128],
      [224, 224, 192],
    ]);
    const seen = new Set(Array.from({ length: 2 ** 16 }, (_, number) => vocColour(number * 251).join()));
    expect(seen.size).toBe(2 ** 16);
  });

  it('leaves 255 free, for pixels that do not count, and says that 16 bits have more', () => {
    const label = aSmallLabel(objects(['car', polygon([square(0, 0, 2)])], ['bus', polygon([square(2, 2, 2)])]));
    const many = [...Array.from({ length: 253 }, (_, number) => `class ${number}`), 'car', 'bus'];
    expect(decodePng(written(label, {}, many).files[0]?.bytes ?? new Uint8Array()).values.slice(0, 2)).toEqual(
      new Uint32Array([254, 254]),
    );
    expect(written(label, {}, many).omitted).toEqual([
      {
        code: 'too-many-classes',
        unit: 'unit-1',
        annotation: 'object-1',
        detail: 'class 255 of at most 254 in 8 bits, depth 16 has more',
      },
    ]);
    expect(written(label, { depth: 16 }, many).omitted).toEqual([]);
  });

  it('is all background for a unit without objects, and absent for a unit of objects that it does not hold (negatives lost, or made up)', () => {
    expect(rowsOf(aSmallLabel([])).rows).toEqual(['000000', '000000', '000000', '000000']);
    const { files, omitted } = written(aSmallLabel(objects(['car', { kind: 'point', x: 1, y: 1 }])));
    expect(files).toEqual([]);
    expect(omitted.map(({ code }) => code)).toEqual(['shape-not-held', 'unit-left-out']);
  });
});

it('a label is refused whose image is too large for one picture', () => {
  const units: Label['units'] = [{ id: 'unit-1', name: 'sky.tif', media: 'image', width: 40_000, height: 40_000 }];
  expect(() => written(aLabel({ units }))).toThrow(/sky.tif must have at most 1073741824 pixels/);
});

it('each option that changes a convention makes a tree of its own', () => {
  const options = [{}, { depth: 16 }, { kind: 'instance' }, { kind: 'instance', depth: 16 }];
  expect(options.map((each) => masks.rootOf(masks.Options.parse(each)))).toEqual([
    'exports/masks',
    'exports/masks-16',
    'exports/masks-instance',
    'exports/masks-instance-16',
  ]);
});

describe('for any label', () => {
  it.each(['semantic', 'instance'] as const)(
    'what is read of a %s picture is what the label shows, pixel for pixel',
    (kind) => {
      fc.assert(
        fc.property(anyLabel(), (label) => {
          const options = masks.Options.parse({ kind, depth: 16 });
          const { files } = written(label, options);
          const classes = classNames(label);
          for (const unit of label.units) {
            const file = files.find(({ path }) => path === `masks/${unitPaths(label.units).get(unit.id)}.png`);
            if (!file) continue;
            const { width = 0, height = 0 } = unit;
            const expected = expectedPixels(
              label,
              unit.id,
              { width, height },
              kind === 'semantic' ? classes : undefined,
            );
            const found = new Uint32Array(width * height);
            for (const [index, { category, shape }] of reader
              .read(file, { classes, sizeOf: () => undefined }, options)
              .entries()) {
              if (shape?.kind !== 'mask') throw new Error('not a mask');
              fill(found, shape.counts, kind === 'semantic' ? classes.indexOf(category) + 1 : index + 1);
            }
            if (kind === 'semantic') expect(found).toEqual(expected);
            else
              expect(found.map((value) => (value > 0 ? 1 : 0))).toEqual(expected.map((value) => (value > 0 ? 1 : 0)));
          }
        }),
        { numRuns: propertyRuns(20) },
      );
    },
  );
});

function expectedPixels(
  label: Label,
  unit: string,
  of: { width: number; height: number },
  classes?: readonly string[],
) {
  const pixels = new Uint32Array(of.width * of.height);
  for (const { unit: on, shape, category } of label.annotations) {
    if (on !== unit || !shape || !(paintedKinds as readonly string[]).includes(shape.kind)) continue;
    const { counts } = painted(shape as never, of);
    if (counts) fill(pixels, counts, classes ? classes.indexOf(category) + 1 : 1);
  }
  return pixels;
}

function fill(pixels: Uint32Array, counts: readonly number[], value: number): void {
  let start = 0;
  for (const [index, run] of counts.entries()) {
    if (index % 2 === 1) pixels.fill(value, start, start + run);
    start += run;
  }
}
