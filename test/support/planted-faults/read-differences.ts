import { flatAttributes } from '../../../lib/formats/flat-attributes.ts';
import type { ReadObject } from '../../../lib/formats/format.ts';
import { unitPaths } from '../../../lib/formats/unit-path.ts';
import { categoryKindOf, type Label } from '../../../lib/label/label.ts';

/** The objects of a label as a reader should have them; shapes and places that the label has, in its order. */
export function objectsOf(label: Label): ReadObject[] {
  const paths = unitPaths(label.units);
  return label.annotations.map((annotation): ReadObject => {
    const { unit, category, at, track, shape, attributes } = annotation;
    return {
      unit: paths.get(unit) ?? '',
      category,
      ...(categoryKindOf(annotation) === 'classification' ? { categoryKind: 'classification' } : {}),
      at,
      track,
      shape,
      ...(attributes.length === 0 ? {} : { answers: flatAttributes(attributes, {}) }),
    };
  });
}

/** The objects of a label with what a file says beyond it: the names of its tracks, the box around a skeleton. */
export const objectsWith = (label: Label, read: readonly ReadObject[]): ReadObject[] =>
  objectsOf(label).map((object, index) => {
    const { at, track, shape } = read[index] ?? {};
    return {
      ...object,
      track,
      at: { ...at, ...object.at },
      shape: object.shape && { ...shape, ...object.shape },
    } as ReadObject;
  });

/** Of pixels, milliseconds and degrees: finer than any fault, coarser than what files round. */
const tolerance = 0.01;

/** Where what was read is not what the label says, a line each. What a file says beyond the label is no difference. */
export function readDifferences(label: Label, read: readonly ReadObject[]): string[] {
  const expected = objectsOf(label);
  const [ours, theirs] = [expected, read].map((objects) => inOrder(objects));
  if (expected.length !== read.length) return [`${expected.length} objects, but ${read.length} were read`];
  return (ours ?? []).flatMap((object, index) => differences(object, theirs?.[index], `object ${index}`));
}

/** Tracks have names of their own in each file: they are the same where they hold the same objects. */
function inOrder(objects: readonly ReadObject[]) {
  const tracks = [...new Set(objects.map(({ track }) => track))];
  return objects.map(({ track, at = { kind: 'whole' as const }, ...object }) => ({
    ...object,
    at,
    track: tracks.indexOf(track),
  }));
}

function differences(expected: unknown, found: unknown, where: string): string[] {
  if (typeof expected === 'number' && typeof found === 'number') {
    return Math.abs(expected - found) <= tolerance ? [] : [`${where} is ${found}, not ${expected}`];
  }
  if (Array.isArray(expected) && Array.isArray(found) && expected.length !== found.length) {
    return [`${where} has ${found.length} parts, not ${expected.length}`];
  }
  if (typeof expected !== 'object' || expected === null) {
    return expected === found || expected === undefined
      ? []
      : [`${where} is ${String(found)}, not ${String(expected)}`];
  }
  if (typeof found !== 'object' || found === null) return [`${where} is missing`];
  return Object.entries(expected).flatMap(([key, value]) =>
    differences(value, (found as Record<string, unknown>)[key], `${where}.${key}`),
  );
}
