import { hash } from 'node:crypto';
import { InvalidLabel } from '../../contracts/errors.ts';
import { explainIssues, pathText } from '../../contracts/explain-issues.ts';
import { type Annotation, isLabel, Label } from '../../label/label.ts';
import type { FieldPath, Reading } from './reading.ts';

/** An annotation and where in the platform's document it is. */
export type PlacedAnnotation = { readonly annotation: Annotation; readonly path: FieldPath };

/**
 * The label with the notes of its reading, checked against the model. The model speaks of its own `annotations[4]`;
 * InvalidLabel says where in the platform's document that comes from. `placed` has the annotations of the label, in the
 * same order.
 */
export function finishLabel(made: Label, placed: readonly PlacedAnnotation[], reading: Reading): Label {
  const label = { ...withoutDangling(made, placed, reading), ...reading.notes };
  if (isLabel(label)) return label;
  const parsed = Label.safeParse(label);
  if (parsed.success) return parsed.data;
  const placeOf = (path: readonly PropertyKey[]): string => {
    const [list, index, ...field] = path;
    const place = list === 'annotations' && typeof index === 'number' ? placed[index]?.path : undefined;
    if (!place) return `${pathText(path)} of the label`;
    return field.length > 0 ? `${place} (${pathText(field)} of its annotation)` : place.toString();
  };
  throw new InvalidLabel(`${explainIssues(parsed.error, label, placeOf)}.`);
}

/** What leads to an annotation that was left out goes, too: relations are reported, listed tracks have no annotation left. */
function withoutDangling(label: Label, placed: readonly PlacedAnnotation[], reading: Reading): Label {
  if (!reading.hasLeftOutAny) return label;
  const { annotations, tracks, ...others } = label;
  const names = new Set(annotations.flatMap(({ id, track }) => (track === undefined ? [id] : [id, track])));
  const isGone = (name: string) => reading.hasLeftOut(name) && !names.has(name);
  const kept = annotations.map((annotation, index): Annotation => {
    const { relations = [], ...rest } = annotation;
    const left = relations.filter(({ to }) => !isGone(to));
    const place = placed[index]?.path;
    if (left.length === relations.length || !place) return annotation;
    for (const { to } of relations) if (isGone(to)) reading.notKept(annotation.id, place, `a relation to ${to}`);
    return left.length > 0 ? { ...rest, relations: left } : rest;
  });
  const leading = tracks?.filter(({ id }) => !isGone(id)) ?? [];
  return { ...others, annotations: kept, ...(leading.length > 0 ? { tracks: leading } : {}) };
}

/** Who annotated, without saying who it is: the same for the same address or id, also in what `clean` keeps. */
export const pseudonym = (person: string): string => hash('sha256', person, 'hex').slice(0, 16);

/** Why a skipped label is not exported, where `field` of the document says that it was skipped. */
export const skippedMessage = (what: string, field: string): string =>
  `${what} was skipped (${field}): nobody said what is there, and an empty label would teach a model that there is nothing. It is exported once somebody labels it; what was exported before stays.`;
