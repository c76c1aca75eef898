import type { Annotation, Category } from '../../label/label.ts';
import { invalidAt } from './label-row.ts';
import { parseTimestamp } from './timestamp.ts';
import type { PlacedUnit } from './units.ts';

/** An annotation with its category, and with the path of the document's entry it was made from. */
export type PlacedAnnotation = {
  readonly annotation: Annotation;
  readonly category: Category;
  readonly place: string;
};

/** In an image group one hash stands in several units: it is the track, and the id says which unit too. */
export function identity(hash: string, { sequence }: PlacedUnit, isGroup: boolean): Pick<Annotation, 'id' | 'track'> {
  return isGroup ? { id: `${hash}#${sequence}`, track: hash } : { id: hash };
}

type Made = { readonly confidence?: number | null | undefined; readonly createdAt?: string | null | undefined };

/** When it was made, and how sure a model was that made it. */
export function making({ confidence, createdAt }: Made, place: string): Pick<Annotation, 'confidence' | 'createdAt'> {
  const created = createdAt ? parseTimestamp(createdAt) : undefined;
  if (createdAt && !created) throw invalidAt(`${place}.createdAt`, 'is not a time in any of the known styles');
  return {
    ...(typeof confidence === 'number' ? { confidence } : {}),
    ...(created ? { createdAt: created.iso } : {}),
  };
}
