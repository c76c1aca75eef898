import assert from 'node:assert/strict';
import type { Annotation, Label } from '../../../lib/label/label.ts';
import type { Drawing } from './drawings.ts';

/** Pixels. Percent and back costs a few bits of a double, nothing more. */
const tolerance = 1e-6;

/** The one annotation that a region became. */
export function annotationOf(label: Label, region: string): Annotation {
  const found = label.annotations.filter((annotation) => annotation.id === region || annotation.region === region);
  assert.equal(found.length, 1, `Region ${region} became ${found.length} annotations.`);
  return found[0] as Annotation;
}

/** Fails unless the label holds just what was drawn, each to the pixel. */
export function expectDrawn(label: Label, drawings: readonly Drawing[]): void {
  for (const { id, category, shape } of drawings) {
    const annotation = annotationOf(label, id);
    assert.equal(annotation.category, category, `Region ${id} has another category.`);
    expectNear(annotation.shape, shape, `region ${id}`);
  }
  const drawn = label.annotations.filter(({ shape }) => shape !== undefined);
  assert.equal(drawn.length, drawings.length, 'The label holds another number of shapes than was drawn.');
}

/** Deep equality, numbers within a millionth. */
export function expectNear(found: unknown, wanted: unknown, at: string): void {
  if (typeof wanted === 'number' && typeof found === 'number') {
    assert(Math.abs(found - wanted) <= tolerance, `${at}: ${found} in place of ${wanted}.`);
  } else if (typeof wanted === 'object' && wanted !== null && typeof found === 'object' && found !== null) {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort(), `${at} has other fields.`);
    for (const [name, value] of Object.entries(wanted)) {
      expectNear((found as Record<string, unknown>)[name], value, `${at}.${name}`);
    }
  } else {
    assert.deepEqual(found, wanted, at);
  }
}
