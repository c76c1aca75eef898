import type { Annotation, Category } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, optionalNumberIn, optionalTextIn } from '../../kit/fields.ts';
import type { PlacedAnnotation } from '../../kit/finish-label.ts';
import { instant } from '../../kit/instant.ts';
import type { PlacedUnit } from './placed-unit.ts';

/** What annotations of objects and of classifications have in common. */
export type CategorisedAnnotation = PlacedAnnotation & { readonly category: Category };

/**
 * The same hash may be in several units, and in several places of one (`part`). It is the track then, and the id names the
 * place, too.
 */
export function identityOf(
  hash: string,
  { suffix, isOneOfSeveral }: PlacedUnit,
  part?: number,
): Pick<Annotation, 'id' | 'track'> {
  const inUnit = suffix === undefined ? hash : `${hash}#${suffix}`;
  if (part === undefined) return isOneOfSeveral ? { id: inUnit, track: hash } : { id: inUnit };
  return { id: `${inUnit}#${part}`, track: hash };
}

/** When it was made and, if a model made it, how sure the model was. */
export function originOf(fields: Fields, path: FieldPath): Pick<Annotation, 'confidence' | 'createdAt'> {
  const confidence = optionalNumberIn(fields, 'confidence', path);
  const createdAt = optionalTextIn(fields, 'createdAt', path);
  const created = createdAt === undefined ? undefined : instant(createdAt);
  if (createdAt !== undefined && !created) throw unknownTime(path.at('createdAt'));
  return {
    ...(confidence === undefined ? {} : { confidence }),
    ...(created ? { createdAt: created.iso } : {}),
  };
}

export const unknownTime = (path: FieldPath | string) =>
  invalidAt(path, 'must be a time since 1970, in ISO 8601 or as HTTP has it, but is another string');
