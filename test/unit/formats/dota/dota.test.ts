import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import dota from '../../../../lib/formats/dota/index.ts';
import { orientedBox } from '../../../../lib/formats/oriented-box.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import { corners } from '../../../../lib/label/geometry.ts';
import type { Attribute, Ring, ShapeOf } from '../../../../lib/label/label.ts';
import { aLabel, anyLabel } from '../../../support/labels.ts';
import { rowFormat } from '../../../support/row-format.ts';

const { options, reader, rowsOf, written } = await rowFormat(dota);

const box = (x: number, y: number, width: number, height: number, rotationDegrees = 0) =>
  ({ kind: 'box', x, y, width, height, rotationDegrees }) as const;

describe('a row of DOTA', () => {
  it.each([
    ['upright', box(10, 20, 30, 40), '10 20 40 20 40 60 10 60 car 0'],
    [
      'that keeps its angle: DOTA corner order is clockwise, and first its own top left',
      box(95, 40, 10, 20, 90),
      '110 45 110 55 90 55 90 45 car 0',
    ],
    [
      'turned around, the first corner of which is not the topmost',
      box(10, 20, 30, 40, 180),
      '40 60 10 60 10 20 40 20 car 0',
    ],
    ['over the edge, cut along its own sides', box(190, 50, 40, 20), '190 50 200 50 200 70 190 70 car 0'],
    [
      'with float noise: rounded to a millionth',
      box(0.1 + 0.2, 1 / 3, 1, 1),
      '0.3 0.333333 1.3 0.333333 1.3 1.333333 0.3 1.333333 car 0',
    ],
    ['on the first pixel, counted from 0', box(0, 0, 1, 1), '0 0 1 0 1 1 0 1 car 0'],
  ])('is of a box %s', (_what, shape, expected) => {
    expect(rowsOf([{ shape }]).rows).toEqual([expected]);
  });

  it('never ends a class at a white space, of which Unicode and Python know more than the space', () => {
    const name = 'a b\tc\r\nd\u00a0e\u3000f\u2028g\u001ch\u0085i\ud800j🚦\ufeff';
    const { rows, objects, omitted } = rowsOf([{ category: name }], [{ name, kind: 'object' }]);
    expect(rows[0]?.split(/\s/)[8]).toBe('a_20b_09c_0d_0ad_a0e_3000f_2028g_1ch_85i_d800j🚦_feff');
    expect(objects[0]?.[0]?.category).toBe(name);
    expect(omitted).toEqual(['name-changed: category']);
  });

  it.each<[string, Attribute['value'], string]>([
    ['1 where a person answered yes', { kind: 'radio', choice: { name: 'Yes', attributes: [] } }, '1'],
    ['1 where a person ticked it', { kind: 'checklist', choices: [{ name: 'Difficult', attributes: [] }] }, '1'],
    ['0 where the answer is no', { kind: 'number', number: 0 }, '0'],
  ])('is difficult: %s', (_what, value, expected) => {
    const { rows, omitted } = rowsOf([{ attributes: [{ name: 'difficult', value }] }]);
    expect(rows[0]?.split(' ').at(-1)).toBe(expected);
    expect(omitted).toEqual(['attributes-not-held: difficult']);
  });

  it('is read back as the label shows it: corners within a millionth of a pixel, in their order', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const paths = unitPaths(label.units);
        for (const found of written(label).objects) {
          const unit = label.units.find(({ id }) => paths.get(id) === found[0]?.unit);
          if (!unit) continue;
          const size = { width: unit.width ?? 0, height: unit.height ?? 0 };
          const expected = label.annotations.flatMap(({ unit: on, shape, category }) => {
            if (on !== unit.id || !shape || !/^(box|polygon|mask)$/.test(shape.kind)) return [];
            const drawn = orientedBox(shape as ShapeOf<'box'>, size).corners;
            return drawn ? [{ category, drawn }] : [];
          });
          expect(found.map(({ category }) => category)).toEqual(expected.map(({ category }) => category));
          for (const [index, { drawn }] of expected.entries()) {
            const off = farthest(ringOf(found[index]?.shape), drawn);
            // Of a box a hair wide, the angle of its rounded corners is another one.
            const [first = [0, 0], second = [0, 0], third = [0, 0]] = drawn;
            const sides = [
              Math.hypot(second[0] - first[0], second[1] - first[1]),
              Math.hypot(third[0] - second[0], third[1] - second[1]),
            ];
            if (Math.min(...sides) > 0.1) expect(off).toBeLessThan(1e-4);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

const ringOf = (shape: unknown): Ring => {
  const read = shape as ShapeOf<'box'> | ShapeOf<'polygon'>;
  return read.kind === 'box' ? corners(read) : (read.polygons[0]?.[0] ?? []);
};
const farthest = (one: Ring, other: Ring) =>
  Math.max(...one.map(([x, y], index) => Math.hypot(x - (other[index]?.[0] ?? 0), y - (other[index]?.[1] ?? 0))));

describe('a file of DOTA', () => {
  it('of an image without objects is an empty one, a negative, and needs no size', () => {
    const label = aLabel({ units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image' }] });
    expect(written(label).files).toMatchObject([
      { path: 'labelTxt/street/1.txt', bytes: Buffer.of(), emptyUnit: 'unit-1' },
    ]);
  });

  it('is never an empty file for an image whose objects the format cannot hold', () => {
    const { files, omitted } = rowsOf([{ shape: { kind: 'point', x: 1, y: 1 } }]);
    expect(files).toEqual([]);
    expect(omitted).toEqual(['shape-not-held: point', 'unit-left-out: all objects omitted']);
  });

  it.each([
    ['not of a folder of labels', 'labels/1.txt', '', /must be labelTxt\/<name>\.txt/],
    ['cut short', 'labelTxt/1.txt', '0 0 1 0 1 1 0 1 car 0', /must end in a line break/],
    ['with lines in front of its rows', 'labelTxt/1.txt', 'gsd:0.1\n', /must have 10 columns, but has 1/],
    ['of a class that nobody knows', 'labelTxt/1.txt', '0 0 1 0 1 1 0 1 cat 0\n', /must name a class of the project/],
    [
      'of other things than numbers',
      'labelTxt/1.txt',
      '0 0 1 0 1e3 1 0 1 car 0\n',
      /must hold numbers beside its class/,
    ],
    ['of another difficulty', 'labelTxt/1.txt', '0 0 1 0 1 1 0 1 car 2\n', /must end in 0 or 1/],
  ])('is refused when it is %s', (_what, path, text, message) => {
    const facts = { classes: ['car'], sizeOf: () => undefined };
    expect(() => reader.read({ path, bytes: Buffer.from(text) }, facts, options)).toThrow(message);
  });
});
