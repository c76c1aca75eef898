import { given } from '../../../contracts/given.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isFields,
  optionalListIn,
  textIn,
} from '../../kit/fields.ts';
import type { LabelParts } from './label-parts.ts';
import { isEmpty } from './parts.ts';

/** The key says whether the relation also holds the other way round. */
const directions: readonly (readonly [key: string, bothWays: boolean])[] = [
  ['unidirectional_relationship', false],
  ['bidirectional_relationship', true],
];

/** `{feature_id, name, unidirectional_relationship {source, target}}`, by the feature ids of objects or classifications. */
export function addRelations(annotations: Fields, path: FieldPath, parts: LabelParts): void {
  for (const [index, item] of optionalListIn(annotations, 'relationships', path).entries()) {
    const place = path.at('relationships').at(index);
    addRelation(asFields(item, place), place, parts);
  }
}

function addRelation(relationship: Fields, path: FieldPath, parts: LabelParts): void {
  const [key, bothWays] = directions.find(([name]) => isFields(relationship[name])) ?? [];
  if (key === undefined || bothWays === undefined) {
    const keys = directions.map(([name]) => name).join(' or ');
    throw invalidAt(path, `must have ${keys}, with source and target, but has neither`);
  }
  if (!isEmpty(relationship.classifications)) {
    throw invalidAt(path.at('classifications'), 'holds questions about a relationship, which are not supported yet');
  }
  const ends = fieldsIn(relationship, key, path);
  const [from, to] = [textIn(ends, 'source', path.at(key)), textIn(ends, 'target', path.at(key))];
  const isNowhere = (end: string) => !parts.named(end) && !path.reading.hasLeftOut(end);
  if (isNowhere(from) || isNowhere(to)) {
    leaveOut(relationship, { from, to }, path, parts);
    return;
  }
  const source = parts.named(from);
  if (!source) return; // the report of what is left out names the source
  const relation = given({
    id: relationship.feature_id ? textIn(relationship, 'feature_id', path) : undefined,
    name: relationship.name ? textIn(relationship, 'name', path) : undefined,
    to,
    bothWays,
  });
  source.relations = [...(source.relations ?? []), relation];
}

/** An end is nowhere in the label: reported of the other one. */
function leaveOut(
  { feature_id: own }: Fields,
  { from, to }: { readonly from: string; readonly to: string },
  path: FieldPath,
  parts: LabelParts,
): void {
  const id = [from, to].find((end) => parts.named(end)) ?? (typeof own === 'string' && own !== '' ? own : from);
  const gone = parts.named(from) ? `to ${to}` : `from ${from}`;
  path.reading.notKept(id, path, `a relation ${gone}, which is nowhere in the label`);
}
