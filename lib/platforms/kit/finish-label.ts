import { createHash } from 'node:crypto';
import { InvalidLabel } from '../../contracts/errors.ts';
import { explainIssues } from '../../contracts/explain-issues.ts';
import { type Annotation, isLabel, Label } from '../../label/label.ts';
import type { FieldPath } from './fields.ts';

/** An annotation and where in the platform's document it is. */
export type PlacedAnnotation = { readonly annotation: Annotation; readonly path: FieldPath };

/** At most this many places are named: a message grows with a broken document otherwise. */
const mostPlaces = 5;

/**
 * The label, checked against the model. The model speaks of its own `annotations[4]`; InvalidLabel adds where in the
 * document that comes from. `placed` has the annotations of the label, in the same order.
 */
export function finishLabel(label: Label, placed: readonly PlacedAnnotation[]): Label {
  if (isLabel(label)) return label;
  const parsed = Label.safeParse(label);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.flatMap(({ path: [list, index] }) => {
    const place = list === 'annotations' && typeof index === 'number' ? placed[index]?.path : undefined;
    return place ? [`annotations[${String(index)}] is ${place}`] : [];
  });
  const named = [...new Set(places)].slice(0, mostPlaces);
  const where = named.length > 0 ? ` (${named.join(', ')})` : '';
  throw new InvalidLabel(`The label does not fit the model: ${explainIssues(parsed.error, label)}${where}.`);
}

/** Who annotated, without saying who it is: the same for the same address or id, also in what `clean` keeps. */
export const pseudonym = (person: string): string => createHash('sha256').update(person).digest('hex').slice(0, 16);

/** Why a skipped label is not exported, where `field` of the document says that it was skipped. */
export const skippedMessage = (what: string, field: string): string =>
  `${what} was skipped (${field}): nobody said what is there, and an empty label would teach a model that there is nothing. It is exported once somebody labels it.`;
