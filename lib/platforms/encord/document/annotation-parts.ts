import type { Annotation, Category, Origin } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, isMissing, wrongKind } from '../../kit/fields.ts';
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

/** Who made it, where Encord says so. */
export const makerOf = ({ manualAnnotation }: Fields): Origin | undefined =>
  typeof manualAnnotation === 'boolean' ? (manualAnnotation ? 'person' : 'model') : undefined;

/** A mark that cannot be read refuses the label: what somebody deleted must not come back, nor the rest get lost. */
export function isDeleted({ isDeleted: mark }: Fields, path: FieldPath): boolean {
  if (mark === true || mark === false) return mark;
  if (isMissing(mark)) return false;
  throw wrongKind(path.at('isDeleted'), 'true or false', mark);
}

type Making = Pick<Annotation, 'confidence' | 'createdAt' | 'origin'>;

/**
 * When and by whom it was made and, if by a model, how sure the model was. Nothing is decided by these: one that cannot be
 * kept is reported, for the annotation `id`.
 */
export function makingOf(fields: Fields, path: FieldPath, id: string): Making {
  const { confidence, createdAt } = fields;
  const isKept = typeof confidence === 'number' && confidence >= 0 && confidence <= 1;
  if (!isKept && !isMissing(confidence)) {
    path.reading.notKept(id, path.at('confidence'), 'a confidence that is not a number from 0 to 1');
  }
  const created = instant(createdAt);
  if (!created && !isMissing(createdAt) && createdAt !== '') {
    path.reading.notKept(id, path.at('createdAt'), 'a time of creation that cannot be read');
  }
  const origin = makerOf(fields);
  if (!origin && !isMissing(fields.manualAnnotation)) {
    path.reading.notKept(id, path.at('manualAnnotation'), 'a maker that is neither true nor false');
  }
  return {
    ...(isKept ? { confidence } : {}),
    ...(created ? { createdAt: created.iso } : {}),
    ...(origin ? { origin } : {}),
  };
}

export const unknownTime = (path: FieldPath | string) =>
  invalidAt(path, 'must be a time since 1970, in ISO 8601 or as HTTP has it, but is another string');
