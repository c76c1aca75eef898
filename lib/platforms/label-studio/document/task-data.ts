import { type Fields, isFields } from './fields.ts';

/** `$image`, `$images[0].url`: where in a task's data the value of an attribute stands. */
const reference = /^\$([\w-]+(?:\.[\w-]+|\[\d+\])*)$/;

/**
 * What an attribute of a tag stands for: a part of the task's data behind a `$`, else the text itself; undefined for data
 * the task does not have. https://labelstud.io/guide/task_format
 */
export function valueIn(data: Fields, attribute: string | undefined): unknown {
  const [, path] = reference.exec(attribute ?? '') ?? [];
  if (path === undefined) return attribute;
  let value: unknown = data;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}
