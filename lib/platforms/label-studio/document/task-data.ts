import { type Fields, isFields, ownField } from '../../kit/fields.ts';

/** `$image`, `$images[0].url`: where in a task's data the value of an attribute is. */
const reference = /^\$([\w-]+(?:\.[\w-]+|\[\d+\])*)$/;

/**
 * What an attribute of a tag refers to: a part of the task's data where it begins with `$`, else its own text. Undefined
 * for data that the task does not have. https://labelstud.io/guide/task_format
 */
export function valueIn(data: Fields, attribute: string | undefined): unknown {
  const [, path] = reference.exec(attribute ?? '') ?? [];
  if (path === undefined) return attribute;
  let value: unknown = data;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isFields(value) ? ownField(value, key) : undefined;
  }
  return value;
}
