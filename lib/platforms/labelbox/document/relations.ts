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
  const [source, target] = (['source', 'target'] as const).map((end) => {
    const id = textIn(ends, end, path.at(key));
    const annotation = parts.named(id);
    if (!annotation && !path.reading.hasLeftOut(id))
      throw invalidAt(path.at(key).at(end), 'must be a feature_id of the label, but is another string');
    return { id, annotation };
  });
  if (!source?.annotation || !target) return; // the report of what is left out names the source
  const relation = given({
    id: relationship.feature_id ? textIn(relationship, 'feature_id', path) : undefined,
    name: relationship.name ? textIn(relationship, 'name', path) : undefined,
    to: target.id,
    bothWays,
  });
  source.annotation.relations = [...(source.annotation.relations ?? []), relation];
}
