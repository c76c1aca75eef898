import { masksByValue } from '../../label/layers.ts';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { decodePng } from '../png.ts';

const place = /^masks\/(.+)\.png$/s; // a name may hold line separators

/** A mask for each value of a picture but 0, in the order of the values. */
export function read(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { classes }: ReadFacts,
  { kind }: { readonly kind: 'semantic' | 'instance' },
): readonly ReadObject[] {
  const unit = place.exec(path)?.[1];
  if (unit === undefined) throw new SyntaxError(`${path} must be below masks/ and end with .png, but is not.`);
  const { width, height, values, comment } = decodePng(bytes);
  const names = kind === 'instance' ? namesIn(comment) : classes;
  return [...masksByValue(values)].map(([value, counts]) => {
    const category = names[value - 1];
    if (category === undefined) {
      throw new SyntaxError(`${path} must hold no value above ${names.length}, but holds ${value}.`);
    }
    return { unit, category, shape: { kind: 'mask', width, height, counts } };
  });
}

/** The comment of a picture of instances: the category of each. */
function namesIn(comment: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(comment);
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  } catch (cause) {
    throw new SyntaxError('The comment of the picture must be JSON, but is not.', { cause });
  }
  throw new SyntaxError('The comment of the picture must be the list of the categories of its instances, but is not.');
}
