import type { Annotation, Relation } from '../../../label/label.ts';
import { invalidAt, isGiven, textsOf } from './fields.ts';
import type { PlacedAnnotation, Region } from './annotations.ts';
import { idOf, type RelationResult } from './results.ts';

const directions: Readonly<Record<string, { readonly isTurned: boolean; readonly bothWays: boolean }>> = {
  right: { isTurned: false, bothWays: false },
  left: { isTurned: true, bothWays: false },
  bi: { isTurned: false, bothWays: true },
};

type Ends = { readonly from: string; readonly to: string };

/**
 * The annotations of all regions, with the relations that start from each: drawn between two regions, or from a region
 * to the one it was nested in. A region of several annotations is meant by its first, one of a video by its track.
 * https://labelstud.io/guide/task_format#Relation-between-regions
 */
export function related(regions: readonly Region[], relations: readonly RelationResult[]): PlacedAnnotation[] {
  const ends = new Map<string, Ends>();
  for (const { id, made } of regions) {
    const first = made[0]?.annotation;
    if (first) ends.set(id, { from: first.id, to: first.track ?? first.id });
  }
  const endsOf = (id: unknown, path: string): Ends => {
    const known = idOf(id, path);
    const found = ends.get(known) ?? ends.get(known.replace(/#.*$/s, '')); // behind `#` stands the annotation's id
    if (found) return found;
    throw invalidAt(path, 'is the id of no region of this annotation');
  };

  const starting = new Map<string, Relation[]>();
  const relate = ({ from }: Ends, relation: Relation) => {
    const started = starting.get(from);
    if (started) started.push(relation);
    else starting.set(from, [relation]);
  };
  for (const { id, results } of regions) {
    const child = results.find(({ raw }) => isGiven(raw.parentID) && raw.parentID !== '');
    const start = ends.get(id);
    if (!child || !start) continue;
    const parent = endsOf(child.raw.parentID, `${child.path}.parentID`);
    relate(start, { name: 'parent', to: parent.to, bothWays: false });
  }
  for (const { raw, path } of relations) {
    const [from, to] = [endsOf(raw.from_id, `${path}.from_id`), endsOf(raw.to_id, `${path}.to_id`)];
    const direction = raw.direction ?? 'right';
    const way =
      typeof direction === 'string' && Object.hasOwn(directions, direction) ? directions[direction] : undefined;
    if (!way) throw invalidAt(`${path}.direction`, 'is none of right, left and bi');
    const labels = isGiven(raw.labels) ? textsOf(raw.labels, `${path}.labels`) : [];
    const [start, end] = way.isTurned ? [to, from] : [from, to];
    for (const name of labels.length > 0 ? labels : [undefined]) {
      relate(start, { ...(name ? { name } : {}), to: end.to, bothWays: way.bothWays });
    }
  }
  return regions.flatMap(({ made }) => made.map((placed) => withRelations(placed, starting.get(placed.annotation.id))));
}

function withRelations(placed: PlacedAnnotation, relations: Annotation['relations'] | undefined): PlacedAnnotation {
  return relations ? { ...placed, annotation: { ...placed.annotation, relations } } : placed;
}
