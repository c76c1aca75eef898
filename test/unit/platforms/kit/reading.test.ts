import { describe, expect, it } from 'vitest';
import type { Shape } from '../../../../lib/label/label.ts';
import { type degenerate, keptShape } from '../../../../lib/platforms/kit/kept-shape.ts';
import { Reading } from '../../../../lib/platforms/kit/reading.ts';

describe('the notes of a reading', () => {
  it('count unread fields by pattern: indices and keys that are data are alike', () => {
    const reading = new Reading();
    const objects = reading.at('data_units').under('abc').at('labels').at('12').at('objects');
    for (const index of [0, 1, 2]) reading.unread(objects.at(index).at('mood'));
    reading.unread(reading.at('data_units').under('def').at('labels').at('7').at('objects').at(0).at('mood'));
    reading.unread(reading.at('a').at('anna@example.com'));
    expect(reading.notes).toEqual({
      unread: [
        { path: 'a.*', count: 1 },
        { path: 'data_units.*.labels.*.objects[].mood', count: 4 },
      ],
    });
  });

  it('list fifty patterns in order, and count whatever is more under one last entry', () => {
    const reading = new Reading();
    for (let index = 0; index < 60; index += 1) reading.unread(reading.at('value').at(`f${index}`));
    const { unread = [] } = reading.notes;
    expect(unread).toHaveLength(51);
    expect(unread.at(-1)).toEqual({ path: '(further fields)', count: 10 });
    const paths = unread.slice(0, -1).map(({ path }) => path);
    expect(paths).toEqual(paths.toSorted());
  });

  it('are no fields at all where all of the document was read', () => {
    expect(new Reading().notes).toEqual({});
  });
});

describe('a shape', () => {
  const ring = [
    [0, 0],
    [4, 0],
    [4, 4],
  ] as [number, number][];
  const line = ring.slice(0, 2);
  const keep = (shape: Shape | ReturnType<typeof degenerate>) => {
    const reading = new Reading();
    return { kept: keptShape(shape, { id: 'it' }, 'unit-1', reading.at('result').at(3)), left: reading.notes.leftOut };
  };

  it.each<[string, Shape]>([
    ['a polygon without rings', { kind: 'polygon', polygons: [] }],
    ['a polygon of two points', { kind: 'polygon', polygons: [[line]] }],
    ['a polygon of one point, thrice', { kind: 'polygon', polygons: [[[...line, ...line]]] }],
    ['a polygon whose outer ring has two points', { kind: 'polygon', polygons: [[line, ring]] }],
    ['a line of one point', { kind: 'polyline', points: [[1, 1]] }],
    ['a path of one vertex', { kind: 'path', closed: false, vertices: [{ x: 1, y: 1 }] }],
    ['a skeleton without keypoints', { kind: 'skeleton', keypoints: [] }],
    ['a ring on the map that goes there and back', { kind: 'geo', geometry: { type: 'Polygon', coordinates: [line] } }],
    ['a line on the map of one point', { kind: 'geo', geometry: { type: 'LineString', coordinates: [[1, 1]] } }],
  ])('is left out and reported where it marks nothing: %s', (_what, shape) => {
    const { kept, left } = keep(shape);
    expect(kept).toBeUndefined();
    expect(left).toEqual([
      { id: 'it', code: 'degenerate', path: 'result[3]', detail: expect.any(String), unit: 'unit-1' },
    ]);
  });

  it.each<[string, Shape]>([
    ['a box of no size', { kind: 'box', x: 1, y: 1, width: 0, height: 0, rotationDegrees: 0 }],
    ['an ellipse of no size', { kind: 'ellipse', x: 1, y: 1, radiusX: 0, radiusY: 0, rotationDegrees: 0 }],
    ['a mask of background', { kind: 'mask', width: 2, height: 2, counts: [4] }],
    ['a ring whose points lie on one line', { kind: 'polygon', polygons: [[[...ring.slice(0, 2), [8, 0]]]] }],
    ['a position of no shape known here', { kind: 'geo', geometry: { type: 'Polygon', coordinates: 5 } as never }],
  ])('stays for the formats or the model to judge: %s', (_what, shape) => {
    expect(keep(shape)).toEqual({ kept: shape, left: undefined });
  });

  it('stays without those of its rings that mark nothing, which are reported', () => {
    const { kept, left } = keep({ kind: 'polygon', polygons: [[ring, line], [line, ring], [ring]] });
    expect(kept).toEqual({ kind: 'polygon', polygons: [[ring], [ring]] });
    expect(left?.map(({ id, code }) => [id, code])).toEqual(Array(3).fill(['it', 'value-not-kept']));
  });
});
