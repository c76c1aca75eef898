import { type Fields, isFields, isMissing, ownField } from '../../kit/fields.ts';

/** `$image`, `$images[0].url`: where in a task's data the value of an attribute is. */
const reference = /^\$([\w-]+(?:\.[\w-]+|\[\d+\])*)$/;
/** As the editor finds them in a text: https://github.com/HumanSignal/label-studio/blob/develop/web/libs/editor/src/utils/data.js */
const references = /\$([\w[\].{}]+)/g;

/** Label Studio puts what was uploaded without a name for it under this key. */
const unnamed = '$undefined$';

/**
 * What an attribute of a tag stands for: a part of the task's data, a text with parts of it, or else its own text.
 * Undefined for data that the task does not have. https://labelstud.io/guide/task_format
 */
export function valueIn(data: Fields, attribute: string | undefined): unknown {
  if (attribute === undefined) return undefined;
  const own = ownField(data, attribute);
  if (own !== undefined) return own;
  const [, path] = reference.exec(attribute.trim()) ?? [];
  if (path === undefined) return textWith(data, attribute);
  const value = partOf(data, path);
  return typeof value === 'string' && attribute !== attribute.trim() ? textWith(data, attribute) : value;
}

function textWith(data: Fields, text: string): string | undefined {
  let isWhole = true;
  const filled = text.replaceAll(references, (_, path: string) => {
    const value = partOf(data, path);
    isWhole &&= ['string', 'number', 'boolean'].includes(typeof value);
    return String(value);
  });
  return isWhole ? filled : undefined;
}

/** A key may have dots in it: one that is written exactly so comes first. */
function partOf(data: Fields, path: string): unknown {
  const own = ownField(data, path);
  if (own !== undefined) return own;
  const keys = path.split(/[.[\]]+/).filter((part) => part !== '');
  let value: unknown = data;
  for (const key of keys) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isFields(value) ? ownField(value, key) : undefined;
  }
  return isMissing(value) && keys.length === 1 ? (ownField(data, unnamed) ?? value) : value;
}
