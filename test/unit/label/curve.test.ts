import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathLine, pathPositions, pathRing } from '../../../lib/label/curve.ts';
import { hull, ringArea } from '../../../lib/label/geometry.ts';
import type { Vertex } from '../../../lib/label/label.ts';
import { pixels } from '../../support/labels.ts';

const triangle: Vertex[] = [
  { x: 0, y: 0 },
  { x: 8, y: 0 },
  { x: 8, y: 6 },
];

/** Four curves that are a circle to 0.03 % of its radius: https://spencermortensen.com/articles/bezier-circle/ */
function circle(radius: number): Vertex[] {
  const k = 0.551915 * radius;
  return [
    { x: radius, y: 0, controlBefore: [radius, -k], controlAfter: [radius, k] },
    { x: 0, y: radius, controlBefore: [k, radius], controlAfter: [-k, radius] },
    { x: -radius, y: 0, controlBefore: [-radius, k], controlAfter: [-radius, -k] },
    { x: 0, y: -radius, controlBefore: [-k, -radius], controlAfter: [k, -radius] },
  ];
}

describe('the ring of a path', () => {
  it('with straight sides has its vertices alone', () => {
    const ring = pathRing({ closed: true, vertices: triangle });
    expect(ring).toHaveLength(3);
    expect(ring && ringArea(ring)).toBe(24);
  });

  it('follows its curves: four of them that are a circle have the area of one', () => {
    for (const radius of [1, 10, 300]) {
      const ring = pathRing({ closed: true, vertices: circle(radius) }) ?? [];
      for (const [x, y] of ring) expect(Math.abs(Math.hypot(x, y) - radius)).toBeLessThan(0.0003 * radius);
      expect(Math.abs(ringArea(ring) - Math.PI * radius ** 2)).toBeLessThan(0.06 * 2 * Math.PI * radius);
    }
  });

  it('curves with one control point, on either side', () => {
    const straight = pathRing({ closed: true, vertices: triangle })?.length ?? 0;
    for (const control of [
      { controlBefore: [4, -9] as [number, number] },
      { controlAfter: [12, 3] as [number, number] },
    ]) {
      const vertices = triangle.map((vertex, index) => (index === 1 ? { ...vertex, ...control } : vertex));
      expect(pathRing({ closed: true, vertices })?.length).toBeGreaterThan(straight);
    }
  });

  it.each([
    ['is open', { closed: false, vertices: triangle }],
    ['branches', { closed: true, vertices: [...triangle, { x: 1, y: 1, joinedTo: 0 }] }],
    ['has two vertices and straight sides', { closed: true, vertices: triangle.slice(0, 2) }],
  ])('is none where the path %s', (_what, path) => {
    expect(pathRing(path)).toBeUndefined();
  });

  it('follows a path that says of each vertex that it is joined to the one before', () => {
    const vertices = triangle.map((vertex, index) => (index > 0 ? { ...vertex, joinedTo: index - 1 } : vertex));
    expect(pathRing({ closed: true, vertices })).toEqual(pathRing({ closed: true, vertices: triangle }));
  });

  it('never has more than 100 positions a side, and only numbers', () => {
    const far = fc.oneof(pixels({ min: -1000, max: 1000 }), fc.double({ min: -1e7, max: 1e7, noNaN: true }));
    const position = fc.tuple(far, far);
    const vertex = fc.record({ x: far, y: far, controlBefore: position, controlAfter: position });
    fc.assert(
      fc.property(fc.array(vertex, { minLength: 1, maxLength: 5 }), (vertices) => {
        const ring = pathRing({ closed: true, vertices }) ?? [];
        expect(ring.length).toBeLessThanOrEqual(100 * vertices.length);
        expect(ring.flat().every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

describe('the positions of a path', () => {
  it('hold its branches, and where a curve bulges', () => {
    const vertices: Vertex[] = [
      { x: 0, y: 0 },
      { x: 10, y: 0, controlBefore: [5, 20] },
      { x: -4, y: 0, joinedTo: 0 },
    ];
    const bounds = hull(pathPositions({ closed: false, vertices }));
    expect(bounds.x).toBe(-4);
    expect(bounds.x + bounds.width).toBe(10);
    expect(bounds.height).toBeGreaterThan(8);
  });

  it('hold the side that closes it', () => {
    const vertices: Vertex[] = [
      { x: 0, y: 0, controlBefore: [-30, 3] },
      { x: 0, y: 6 },
    ];
    expect(hull(pathPositions({ closed: true, vertices })).x).toBeLessThan(-5);
    expect(hull(pathPositions({ closed: false, vertices })).x).toBe(0);
  });

  it('are found where a vertex is joined to one that is not there', () => {
    expect(pathPositions({ closed: false, vertices: [{ x: 1, y: 2, joinedTo: 7 }] })).toEqual([[1, 2]]);
  });
});

describe('the line of a path', () => {
  it('is its vertices in order, where its sides are straight', () => {
    expect(pathLine({ closed: false, vertices: triangle })).toEqual([
      [0, 0],
      [8, 0],
      [8, 6],
    ]);
  });

  it('has straight pieces along a curve, and ends at its last vertex', () => {
    const line = pathLine({ closed: false, vertices: circle(100).slice(0, 2) }) ?? [];
    expect(line.length).toBeGreaterThan(5);
    expect(line.at(-1)).toEqual([0, 100]);
    for (const [x, y] of line) expect(Math.abs(Math.hypot(x, y) - 100)).toBeLessThan(0.1);
  });

  it('is undefined for a path that is closed or branches', () => {
    expect(pathLine({ closed: true, vertices: triangle })).toBeUndefined();
    const [first, second, third] = triangle;
    const vertices = [first, second, third && { ...third, joinedTo: 0 }].filter((vertex) => vertex !== undefined);
    expect(pathLine({ closed: false, vertices })).toBeUndefined();
  });
});
