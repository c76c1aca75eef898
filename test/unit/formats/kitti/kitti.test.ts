import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import kitti from '../../../../lib/formats/kitti/index.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import { uprightBox } from '../../../../lib/formats/upright-box.ts';
import type { Attribute, Shape, ShapeOf } from '../../../../lib/label/label.ts';
import { aLabel, anyLabel } from '../../../support/labels.ts';
import { rowFormat } from '../../../support/row-format.ts';

const { options, reader, rowsOf, written } = await rowFormat(kitti);

const box = (x: number, y: number, width: number, height: number, rotationDegrees = 0) =>
  ({ kind: 'box', x, y, width, height, rotationDegrees }) as const;
const edges = (row = '') => row.split(' ').slice(4, 8).join(' ');
const flags = (row = '') => row.split(' ').slice(1, 3).join(' ');

describe('a row of KITTI', () => {
  it('has 15 columns, with -10, -1 and -1000 for what no label knows', () => {
    expect(rowsOf([{ shape: box(10, 20, 30, 40) }]).rows).toEqual([
      'car 0 0 -10 10 20 40 60 -1 -1 -1 -1000 -1000 -1000 -10',
    ]);
  });

  it.each([
    ['the first pixel, counted from 0', box(0, 0, 1, 1), '0 0 1 1'],
    ['float noise, rounded to a millionth', box(0.1 + 0.2, 1 / 3, 1, 1), '0.3 0.333333 1.3 1.333333'],
    ['a rotated box: the upright one around it', box(95, 40, 10, 20, 90), '90 45 110 55'],
    ['what the image shows of it', box(190, -10, 40, 20), '190 0 200 10'],
  ])('has left, top, right and bottom of %s', (_what, shape, expected) => {
    expect(edges(rowsOf([{ shape }]).rows[0])).toBe(expected);
  });

  const answer = (name: string, value: Attribute['value']): Attribute => ({ name, value });
  const radio = (name: string): Attribute['value'] => ({ kind: 'radio', choice: { name, attributes: [] } });
  it.each<[string, Attribute[], string]>([
    ['nothing asked', [], '0 0'],
    ['yes', [answer('Truncated', radio('Yes')), answer('occluded', { kind: 'text', text: 'true' })], '1 1'],
    ['no', [answer('truncated', radio('no')), answer('occluded', radio('no'))], '0 0'],
    ['a share', [answer('truncated', { kind: 'number', number: 0.35 })], '0.35 0'],
    ['KITTI’s own degrees', [answer('occluded', { kind: 'number', number: 2 })], '0 2'],
    ['a degree as a choice', [answer('occluded', radio('3'))], '0 3'],
    ['no degree of KITTI', [answer('occluded', radio('1.5')), answer('truncated', radio('7'))], '0 0'],
    ['ticked', [answer('Flags', { kind: 'checklist', choices: [{ name: 'Occluded', attributes: [] }] })], '0 1'],
  ])('is truncated and occluded as its answers have it: %s', (_what, attributes, expected) => {
    expect(flags(rowsOf([{ attributes }]).rows[0])).toBe(expected);
  });

  it.each<[string, Shape, string]>([
    ['a box', box(190, 0, 40, 100), '0.75 0'],
    ['a turned box', box(-10, -10, 20, 20, 90), '0.75 0'],
    [
      'a polygon',
      {
        kind: 'polygon',
        polygons: [
          [
            [
              [-10, 10],
              [10, 10],
              [10, 30],
              [-10, 30],
            ],
          ],
        ],
      },
      '0.5 0',
    ],
    ['an ellipse', { kind: 'ellipse', x: 0, y: 50, radiusX: 10, radiusY: 5, rotationDegrees: 0 }, '0.5 0'],
    ['a box that is over the edge by noise alone', box(100, 0, 100.00000000000001, 10), '0 0'],
  ])('is truncated by the share that the image cuts off: %s', (_what, shape, expected) => {
    expect(flags(rowsOf([{ shape }]).rows[0])).toBe(expected);
  });

  it('names its class in one word: class names with spaces are two columns', () => {
    const { rows, omitted } = rowsOf([{ category: 'traffic light' }], [{ name: 'traffic light', kind: 'object' }]);
    expect(rows[0]).toMatch(/^traffic_20light 0 0 -10 /);
    expect(omitted).toEqual(['name-changed: category']);
  });

  it('is read back as the label shows it, within a millionth of a pixel', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const paths = unitPaths(label.units);
        for (const found of written(label).objects) {
          const unit = label.units.find(({ id }) => paths.get(id) === found[0]?.unit);
          if (!unit) continue;
          const size = { width: unit.width ?? 0, height: unit.height ?? 0 };
          const visible = label.annotations.flatMap(({ unit: on, shape, category }) => {
            if (on !== unit.id || !shape || !/^(box|polygon|mask)$/.test(shape.kind)) return [];
            const { bounds } = uprightBox(shape as ShapeOf<'box'>, size);
            return bounds ? [{ category, bounds }] : [];
          });
          expect(found.map(({ category }) => category)).toEqual(visible.map(({ category }) => category));
          for (const [index, { bounds }] of visible.entries()) {
            const read = found[index]?.shape as ShapeOf<'box'>;
            expect(Math.abs(read.x - bounds.x)).toBeLessThan(1e-6);
            expect(Math.abs(read.y - bounds.y)).toBeLessThan(1e-6);
            expect(Math.abs(read.x + read.width - bounds.x - bounds.width)).toBeLessThan(1e-6);
            expect(Math.abs(read.y + read.height - bounds.y - bounds.height)).toBeLessThan(1e-6);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a file of KITTI', () => {
  it('of an image without objects is an empty one, a negative, and needs no size', () => {
    const label = aLabel({ units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image' }] });
    expect(written(label).files).toMatchObject([
      { path: 'label_2/street/1.txt', bytes: Buffer.of(), emptyUnit: 'unit-1' },
    ]);
  });

  it('is never an empty file for an image whose objects the format cannot hold', () => {
    const { files, omitted } = rowsOf([{ shape: { kind: 'point', x: 1, y: 1 } }]);
    expect(files).toEqual([]);
    expect(omitted).toEqual(['shape-not-held: point', 'unit-left-out: all objects omitted']);
  });

  const space = '-1 -1 -1 -1000 -1000 -1000 -10';
  it.each([
    ['not of a folder of labels', 'labels/1.txt', '', /must be label_2\/<name>\.txt/],
    ['cut short', 'label_2/1.txt', `car 0 0 -10 1 1 2 2 ${space}`, /must end in a line break/],
    [
      'of results, with a score',
      'label_2/1.txt',
      `car 0 0 -10 1 1 2 2 ${space} 0.9\n`,
      /must have 15 columns, but has 16/,
    ],
    [
      'of a class that nobody knows',
      'label_2/1.txt',
      `cat 0 0 -10 1 1 2 2 ${space}\n`,
      /must name a class of the project/,
    ],
    ['of a negative width', 'label_2/1.txt', `car 0 0 -10 2 1 1 2 ${space}\n`, /must have left, top, right, bottom/],
    [
      'occluded by 4',
      'label_2/1.txt',
      `car 0 4 -10 1 1 2 2 ${space}\n`,
      /must be truncated from 0 to 1 and occluded 0 to 3/,
    ],
  ])('is refused when it is %s', (_what, path, text, message) => {
    const facts = { classes: ['car'], sizeOf: () => undefined };
    expect(() => reader.read({ path, bytes: Buffer.from(text) }, facts, options)).toThrow(message);
  });
});
