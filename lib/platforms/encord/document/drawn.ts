import { type FieldPath, type Fields, fieldsIn } from '../../kit/fields.ts';
import { isNowhere } from '../../kit/kept-shape.ts';
import { checkKeys, type KnownKeys } from '../../kit/known-keys.ts';

/** In place of a shape: nobody can read one of this kind here. `problem` completes the sentence that `path` begins. */
export type Unsupported = { readonly kind: 'unsupported'; readonly path: FieldPath; readonly problem: string };

export const unsupported = (path: FieldPath, problem: string): Unsupported => ({ kind: 'unsupported', path, problem });

/** The field with the coordinates of an object; undefined where Encord kept the object and lost them. */
export function drawnIn(
  object: Fields,
  key: string,
  path: FieldPath,
  known: KnownKeys,
  coordinates: readonly string[],
): Fields | undefined {
  if (object[key] === null) return undefined;
  const drawn = fieldsIn(object, key, path);
  checkKeys(drawn, known, path.at(key));
  return Object.keys(drawn).length === 0 || isNowhere(drawn, coordinates) ? undefined : drawn;
}
