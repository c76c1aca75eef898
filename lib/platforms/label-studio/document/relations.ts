import type { Annotation, Relation } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, isMissing, textIn } from '../../kit/fields.ts';
import type { CategorisedAnnotation, Region } from './annotations.ts';
import type { Pose } from './poses.ts';
import { asStrings, idIn, idWithin, type RelationResult } from './results.ts';

type Direction = { readonly isTurned: boolean; readonly bothWays: boolean };

const directions: ReadonlyMap<string, Direction> = new Map([
  ['right', { isTurned: false, bothWays: false }],
  ['left', { isTurned: true, bothWays: false }],
  ['bi', { isTurned: false, bothWays: true }],
]);

type Ends = {
  readonly from: string;
  readonly to: string;
  /** The region is a keypoint of the pose of this annotation. */
  readonly isKeypoint?: boolean;
};

/**
 * The annotations of all regions, with the relations that start from each: drawn between two regions, or from a region to
 * the one around it. For a region of several annotations it is the first one, for a region of a video its track.
 * https://labelstud.io/guide/task_format#Relation-between-regions
 */
export function withRelations(
  regions: readonly Region[],
  relations: readonly RelationResult[],
  poses: readonly Pose[],
): CategorisedAnnotation[] {
  const starting = new Map<string, Relation[]>();
  for (const [from, relation] of relationsOf(regions, relations, endsOf(regions, poses))) {
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
  ends: ReadonlyMap<string, Ends>,
): Generator<readonly [from: string, Relation]> {
  for (const { id, parent } of regions) {
    const start = ends.get(id);
    if (!parent || !start) continue;
    const end = idWithin(ends, parent.id);
    if (end) yield [start.from, { name: 'parent', to: end.to, bothWays: false }];
    if (!end) lost(start.from, parent.path, 'a relation to a region that is not in the label');
    else if (end.isKeypoint) lost(start.from, parent.path, keypointLost);
  }
  for (const { raw, path } of relations) {
    const [first, second] = [endIn(raw, 'from_id', path, ends), endIn(raw, 'to_id', path, ends)];
    const { isTurned, bothWays } = directionOf(raw, path);
    const labels = isMissing(raw.labels) ? [] : asStrings(raw.labels, path.at('labels'));
    const [start, end] = isTurned ? [second, first] : [first, second];
    if (start.from === undefined || end.to === undefined) {
      const found = first.from ?? second.from;
      const place = first.from === undefined ? first.path : second.path;
      if (found !== undefined) lost(found, place, 'a relation to a region that is not in the label');
      else path.reading.leaveOut({ id: first.id }, path, 'a relation between regions that are not in the annotation');
      continue;
    }
    if (first.from === second.from && (first.isKeypoint || second.isKeypoint)) {
      lost(start.from, path, 'a relation between parts of one pose');
      continue;
    }
    for (const each of [first, second]) if (each.isKeypoint) lost(start.from, each.path, keypointLost);
    for (const name of labels.length > 0 ? labels : [undefined]) {
      yield [start.from, { ...(name ? { name } : {}), to: end.to, bothWays }];
    }
  }
}

/** A relation to a region that does not exist, or that was left out, says nothing. */
const lost = (annotation: string, path: FieldPath, detail: string): void =>
  path.reading.notKept(annotation, path, detail);

const keypointLost = 'a keypoint as the end of a relation, whose end is its pose instead';

/** What a relation from, or to, each region starts from and leads to. */
function endsOf(regions: readonly Region[], poses: readonly Pose[]): ReadonlyMap<string, Ends> {
  const ends = new Map<string, Ends>();
  for (const { id, annotations } of regions) {
    const first = annotations[0]?.annotation;
    if (first) ends.set(id, { from: first.id, to: first.track ?? first.id });
  }
  for (const { body, joints } of poses) {
    const pose = ends.get(body.id);
    for (const { id } of joints) if (pose) ends.set(id, { ...pose, isKeypoint: true });
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
  return { ...idWithin(ends, id), id, path: path.at(key) };
}

function directionOf(raw: Fields, path: FieldPath): Direction {
  const name = isMissing(raw.direction) ? 'right' : textIn(raw, 'direction', path);
  const direction = directions.get(name);
  if (direction) return direction;
  throw invalidAt(path.at('direction'), 'must be "right", "left" or "bi", but is another string');
}
