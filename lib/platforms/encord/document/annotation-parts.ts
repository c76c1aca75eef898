import type { Annotation, Category } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, optionalNumberIn, optionalTextIn } from '../../kit/fields.ts';
import { instant } from '../../kit/instant.ts';
import type { PlacedUnit } from './data-units.ts';

/** An annotation with its category, and with the place of the document's entry it was made from. */
export type PlacedAnnotation = {
  readonly annotation: Annotation;
  readonly category: Category;
  readonly path: FieldPath;
};

/**
 * One hash may stand in several units, and in several places of one (`part`): it is the track then, and the id says
 * where, too.
 */
export function identity(
  hash: string,
  { suffix, isOneOfSeveral }: PlacedUnit,
  part?: number,
): Pick<Annotation, 'id' | 'track'> {
  const inUnit = suffix === undefined ? hash : `${hash}#${suffix}`;
  if (part === undefined) return isOneOfSeveral ? { id: inUnit, track: hash } : { id: inUnit };
  return { id: `${inUnit}#${part}`, track: hash };
}

/** When it was made, and how sure a model was that made it. */
export function making(made: Fields, path: FieldPath): Pick<Annotation, 'confidence' | 'createdAt'> {
  const confidence = optionalNumberIn(made, 'confidence', path);
  const createdAt = optionalTextIn(made, 'createdAt', path);
  const created = createdAt === undefined ? undefined : instant(createdAt);
  if (createdAt !== undefined && !created) {
    throw invalidAt(path.at('createdAt'), 'is not a time in any of the known styles');
  }
  return {
    ...(confidence === undefined ? {} : { confidence }),
    ...(created ? { createdAt: created.iso } : {}),
  };
}
