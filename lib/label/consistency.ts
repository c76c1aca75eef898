import { type Annotation, categoryKindOf, type Track } from './annotation.ts';
import type { Category } from './category.ts';
import type { Place } from './place.ts';
import { placesOf, type Unit } from './unit.ts';

type Parts = {
  readonly categories: readonly Category[];
  readonly units: readonly Unit[];
  readonly annotations: readonly Annotation[];
  readonly tracks?: readonly Track[] | undefined;
};
export type Inconsistency = { readonly path: PropertyKey[]; readonly message: string };

/** What no schema of a single field can see: names that nothing answers to, places that a unit does not have. */
export function* inconsistencies(label: Parts): Generator<Inconsistency> {
  const categories = { object: new Set<string>(), classification: new Set<string>() };
  for (const { kind, name } of label.categories) categories[kind].add(name);
  const units = new Map(label.units.map((unit) => [unit.id, unit]));
  if (categories.object.size + categories.classification.size < label.categories.length)
    yield { path: ['categories'], message: 'names one category twice' };
  if (units.size < label.units.length) yield { path: ['units'], message: 'holds one unit id twice' };
  for (const [index, unit] of label.units.entries()) {
    if (!isOfItsGeometry(unit))
      yield { path: ['units', index, 'geometry', 'size'], message: 'is not the size of its unit' };
  }
  const ids = new Set<string>();
  const tracks = new Set<string>();
  for (const [index, annotation] of label.annotations.entries()) {
    const { id, unit, category, track } = annotation;
    const kind = categoryKindOf(annotation);
    const there = units.get(unit);
    const message = (field: string, text: string) => ({ path: ['annotations', index, field], message: text });
    if (ids.has(id)) yield message('id', 'is in the label twice');
    if (!categories[kind].has(category)) yield message('category', `is not among the label's ${kind} categories`);
    if (kind === 'classification' && annotation.shape) yield message('shape', 'belongs to no classification');
    if (there) {
      const place = misplaced(annotation.at, there);
      if (place) yield message('at', place);
      if (turnsAboutPivot(annotation) && there.coordinates !== 'relative') {
        yield message('shape', 'has a pivot, and the coordinates of its unit are not relative');
      }
      if (annotation.shape?.kind === 'mask' && !fits(annotation, there)) {
        yield message('shape', 'is a mask of another size than its unit');
      }
    } else yield message('unit', 'is not the id of a unit of this label');
    ids.add(id);
    if (track !== undefined) tracks.add(track);
  }
  for (const [index, { relations = [] }] of label.annotations.entries()) {
    for (const [number, { to }] of relations.entries()) {
      if (ids.has(to) || tracks.has(to)) continue;
      yield {
        path: ['annotations', index, 'relations', number, 'to'],
        message: 'is not an annotation or track of this label',
      };
    }
  }
  for (const [index, { id, unit }] of (label.tracks ?? []).entries()) {
    if (!tracks.has(id)) yield { path: ['tracks', index, 'id'], message: 'is the track of no annotation' };
    if (!units.has(unit)) yield { path: ['tracks', index, 'unit'], message: 'is not the id of a unit of this label' };
  }
}

const turnsAboutPivot = ({ shape }: Annotation): boolean =>
  (shape?.kind === 'box' && shape.pivot !== undefined) ||
  (shape?.kind === 'skeleton' && shape.box?.pivot !== undefined);

function misplaced(at: Place, unit: Unit): string | undefined {
  if (at.kind === 'whole') return undefined;
  if (!(placesOf[unit.media] as readonly string[]).includes(at.kind)) {
    return `is a ${at.kind}, and the unit is of media ${unit.media}`;
  }
  const { last, bound } = extentOf(at, unit);
  return bound !== undefined && last > bound ? `lies past the end of its unit` : undefined;
}

/** How far a place reaches, and how far its unit does. */
function extentOf(at: Place, { frames, pages, text }: Unit): { last: number; bound?: number | undefined } {
  switch (at.kind) {
    case 'frame':
      return { last: at.frame + 1, bound: frames };
    case 'frames':
      return { last: farthest(at.ranges.map(({ end }) => end)), bound: frames };
    case 'page':
      return { last: at.page + 1, bound: pages };
    case 'tokens':
      return { last: farthest(at.groups.map(({ page }) => page + 1)), bound: pages };
    case 'text':
      return { last: farthest(at.ranges.map(({ end }) => end)), bound: text?.length };
    default:
      return { last: 0 };
  }
}

const farthest = (ends: readonly number[]) => ends.reduce((far, end) => Math.max(far, end), 0);

/** What has a geometry is one block of voxels: none of its slices has a size of its own. */
function isOfItsGeometry({ geometry, width, height, frames, slices = [] }: Unit): boolean {
  if (!geometry) return true;
  const [columns, rows, layers] = geometry.size;
  const isAlike = (of: { readonly width?: number | undefined; readonly height?: number | undefined }) =>
    (of.width ?? columns) === columns && (of.height ?? rows) === rows;
  return isAlike({ width, height }) && (frames ?? layers) === layers && slices.every(isAlike);
}

/** A slice of a volume may have a size of its own. */
function fits({ at, shape }: Annotation, unit: Unit): boolean {
  if (shape?.kind !== 'mask') return true;
  const slice = at.kind === 'frame' ? unit.slices?.find(({ frame }) => frame === at.frame) : undefined;
  const width = slice?.width ?? unit.width;
  const height = slice?.height ?? unit.height;
  return shape.width === width && shape.height === height;
}
