import type { Json } from '../../testing.ts';

/** The ids of the results of a task's annotations. A relation has none: it is reported where it has lost an end. */
export function idsIn({ annotations }: Json): string[] {
  const results = objectsIn(annotations).filter((json) => 'type' in json && 'value' in json);
  return results.flatMap(({ id }) => (typeof id === 'string' || typeof id === 'number' ? String(id) : []));
}

/** Every object at any depth, except in the value of a result, which has no ids. */
function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  const json = value as Json;
  return [json, ...Object.entries(json).flatMap(([key, child]) => (key === 'value' ? [] : objectsIn(child)))];
}
