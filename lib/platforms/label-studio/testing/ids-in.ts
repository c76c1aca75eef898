import type { Json } from '../../testing.ts';

/**
 * The ids of the results of a task's annotations. A relation has none: it is reported where it has lost an end. Neither has a
 * keypoint in a rectangle: it is a part of the rectangle's pose.
 */
export function idsIn({ annotations }: Json): string[] {
  const results = objectsIn(annotations)
    .flatMap(({ result }) => objectsIn(result))
    .filter((json) => 'type' in json && 'value' in json);
  const ids = (wanted: (result: Json) => boolean) => new Set(results.filter(wanted).map(({ id }) => id));
  const rectangles = ids(({ type }) => startsWith(type, 'rectangle'));
  const joints = ids(({ type, parentID }) => startsWith(type, 'keypoint') && rectangles.has(parentID));
  return results.flatMap(({ id }) =>
    (typeof id === 'string' || typeof id === 'number') && !joints.has(id) ? String(id) : [],
  );
}

const startsWith = (type: unknown, tool: string): boolean =>
  typeof type === 'string' && type.toLowerCase().startsWith(tool);

/** The objects of a list. What their own fields hold are no annotations and no results. */
function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return typeof value === 'object' && value !== null ? [value as Json] : [];
}
