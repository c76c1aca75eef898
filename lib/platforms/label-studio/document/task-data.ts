import { type Fields, isFields, ownField } from '../../kit/fields.ts';

/** `$image`, `$images[0].url`: where in a task's data the value of an attribute is. */
const reference = /^\$([\w-]+(?:\.[\w-]+|\[\d+\])*)$/;
const references = /\$([a-z_][\w-]*(?:\.[\w-]+|\[\d+\])*)/gi;

/**
 * What an attribute of a tag refers to: a part of the task's data where it begins with `$`, else its own text, in which
 * variables are replaced: `https://images.example/$path`. Undefined for data that the task does not have.
 * `parseValue` in https://github.com/HumanSignal/label-studio/blob/develop/web/libs/editor/src/utils/data.js
 */
export function valueIn(data: Fields, attribute: string | undefined): unknown {
  const text = attribute?.trim();
  const [, whole] = reference.exec(text ?? '') ?? [];
  if (whole !== undefined) return partOf(data, whole);
  return text?.replace(references, (_variable, path: string) => {
    const part = partOf(data, path);
    return typeof part === 'string' || typeof part === 'number' ? String(part) : '';
  });
}

function partOf(data: Fields, path: string): unknown {
  const literal = ownField(data, path); // a key may have a dot in it
  if (literal !== undefined) return literal;
  let value: unknown = data;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isFields(value) ? ownField(value, key) : undefined;
  }
  return value;
}
