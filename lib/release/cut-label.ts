import type { Annotation, Label } from '../label/label.ts';

/**
 * A label with some of its units alone: the others are another label's, or in another split. `relationsCut`: how many relations
 * of its annotations led to what is not in it any more.
 */
export function cutLabel(
  label: Label,
  units: ReadonlySet<string>,
): { readonly label: Label; readonly relationsCut: number } {
  if (label.units.every(({ id }) => units.has(id))) return { label, relationsCut: 0 };
  const kept = label.annotations.filter(({ unit }) => units.has(unit));
  const tracks = label.tracks?.filter(({ unit }) => units.has(unit));
  const there = new Set([
    ...kept.flatMap(({ id, track }) => (track === undefined ? [id] : [id, track])),
    ...(tracks ?? []).map(({ id }) => id),
  ]);
  let relationsCut = 0;
  const annotations = kept.map((annotation): Annotation => {
    const relations = annotation.relations?.filter(({ to }) => there.has(to));
    if (!relations || relations.length === annotation.relations?.length) return annotation;
    relationsCut += (annotation.relations?.length ?? 0) - relations.length;
    const { relations: _, ...rest } = annotation;
    return relations.length > 0 ? { ...rest, relations } : rest;
  });
  const { tracks: _, ...rest } = label;
  const cut: Label = { ...rest, units: label.units.filter(({ id }) => units.has(id)), annotations };
  return { label: tracks && tracks.length > 0 ? { ...cut, tracks } : cut, relationsCut };
}
