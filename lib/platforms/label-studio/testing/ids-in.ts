import type { Json } from '../../testing.ts';

/** The ids of the results of a task's annotations, and of both ends of a relation. */
export function idsIn({ annotations }: Json): string[] {
  const results = objectsIn(annotations).filter((json) => 'type' in json && ('value' in json || 'from_id' in json));
  return results.flatMap(({ id, from_id: from, to_id: to }) =>
    [id, from, to].flatMap((found) => (typeof found === 'string' || typeof found === 'number' ? String(found) : [])),
  );
}

/** Every object at any depth, except in the value of a result, which has no ids. */
function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  const json = value as Json;
  return [json, ...Object.entries(json).flatMap(([key, child]) => (key === 'value' ? [] : objectsIn(child)))];
}
