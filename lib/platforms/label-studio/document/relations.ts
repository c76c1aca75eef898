import type { Annotation, Relation } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, isMissing, textIn } from '../../kit/fields.ts';
import type { CategorisedAnnotation, Region } from './annotations.ts';
import { asStrings, idIn, type RelationResult } from './results.ts';

type Direction = { readonly isTurned: boolean; readonly bothWays: boolean };

const directions: ReadonlyMap<string, Direction> = new Map([
  ['right', { isTurned: false, bothWays: false }],
  ['left', { isTurned: true, bothWays: false }],
  ['bi', { isTurned: false, bothWays: true }],
]);

type Ends = { readonly from: string; readonly to: string };

/**
 * The annotations of all regions, with the relations that start from each: drawn between two regions, or from a region to
 * the one around it. For a region of several annotations it is the first one, for a region of a video its track.
 * https://labelstud.io/guide/task_format#Relation-between-regions
 */
export function withRelations(
  regions: readonly Region[],
  relations: readonly RelationResult[],
): CategorisedAnnotation[] {
  const starting = new Map<string, Relation[]>();
  for (const [from, relation] of relationsOf(regions, relations)) {
    const others = starting.get(from);
    if (others) others.push(relation);
    else starting.set(from, [relation]);
  }
  return regions.flatMap(({ annotations }) =>
    annotations.map((placed) => withOwn(placed, starting.get(placed.annotation.id))),
  );
}

const withOwn = (placed: CategorisedAnnotation, relations: Annotation['relations']): CategorisedAnnotation =>
  relations ? { ...placed, annotation: { ...placed.annotation, relations } } : placed;

/** Each relation with the id of the annotation that it starts from. */
function* relationsOf(
  regions: readonly Region[],
  relations: readonly RelationResult[],
): Generator<readonly [from: string, Relation]> {
  const ends = endsOf(regions);
  for (const { id, results } of regions) {
    const child = results.find(({ raw }) => !isMissing(raw.parentID) && raw.parentID !== '');
    const start = ends.get(id);
    if (!child || !start) continue;
    const parent = endIn(child.raw, 'parentID', child.path, ends);
    if (parent.to !== undefined) yield [start.from, { name: 'parent', to: parent.to, bothWays: false }];
    else lost(start.from, parent.path);
  }
  for (const { raw, path } of relations) {
    const [first, second] = [endIn(raw, 'from_id', path, ends), endIn(raw, 'to_id', path, ends)];
    const { isTurned, bothWays } = directionOf(raw, path);
    const labels = isMissing(raw.labels) ? [] : asStrings(raw.labels, path.at('labels'));
    const [start, end] = isTurned ? [second, first] : [first, second];
    if (start.from === undefined || end.to === undefined) {
      const found = first.from ?? second.from;
      if (found !== undefined) lost(found, first.from === undefined ? first.path : second.path);
      else path.reading.leaveOut({ id: first.id }, path, 'a relation between regions that are not in the annotation');
      continue;
    }
    for (const name of labels.length > 0 ? labels : [undefined]) {
      yield [start.from, { ...(name ? { name } : {}), to: end.to, bothWays }];
    }
  }
}

/** A relation to a region that does not exist, or that was left out, says nothing. */
const lost = (annotation: string, path: FieldPath): void =>
  path.reading.notKept(annotation, path, 'a relation to a region that is not in the label');

/** What a relation from, or to, each region starts from and leads to. */
function endsOf(regions: readonly Region[]): ReadonlyMap<string, Ends> {
  const ends = new Map<string, Ends>();
  for (const { id, annotations } of regions) {
    const first = annotations[0]?.annotation;
    if (first) ends.set(id, { from: first.id, to: first.track ?? first.id });
  }
  return ends;
}

function endIn(
  raw: Fields,
  key: string,
  path: FieldPath,
  ends: ReadonlyMap<string, Ends>,
): Partial<Ends> & { readonly id: string; readonly path: FieldPath } {
  const id = idIn(raw, key, path);
  const found = ends.get(id) ?? ends.get(id.replace(/#.*$/s, '')); // what follows `#` is the id of the annotation
  return { ...found, id, path: path.at(key) };
}

function directionOf(raw: Fields, path: FieldPath): Direction {
  const name = isMissing(raw.direction) ? 'right' : textIn(raw, 'direction', path);
  const direction = directions.get(name);
  if (direction) return direction;
  throw invalidAt(path.at('direction'), 'must be "right", "left" or "bi", but is another string');
}
