import { InvalidLabel } from '../../../contracts/errors.ts';
import type { LabelParts } from './label-parts.ts';
import { type Fields, fieldsIn, fieldsOf, isEmpty, isFields, listInIfThere, nameIn, type Path } from './parts.ts';

/** Under its key the relation tells whether it holds the other way round, too. */
const directions: readonly (readonly [key: string, bothWays: boolean])[] = [
  ['unidirectional_relationship', false],
  ['bidirectional_relationship', true],
];

/** `{feature_id, name, unidirectional_relationship {source, target}}`, by the feature ids of objects or classifications. */
export function addRelationships(annotations: Fields, path: Path, parts: LabelParts): void {
  for (const [index, item] of listInIfThere(annotations, 'relationships', path).entries()) {
    const place = path.at('relationships').at(index);
    addRelationship(fieldsOf(item, place), place, parts);
  }
}

function addRelationship(relationship: Fields, path: Path, parts: LabelParts): void {
  const [key, bothWays] = directions.find(([name]) => isFields(relationship[name])) ?? [];
  if (key === undefined || bothWays === undefined) {
    throw new InvalidLabel(
      `${path} must have ${directions.map(([name]) => name).join(' or ')}, with source and target.`,
    );
  }
  if (!isEmpty(relationship.classifications)) {
    throw new InvalidLabel(`${path}.classifications: questions about a relationship are not supported yet.`);
  }
  const ends = fieldsIn(relationship, key, path);
  const [from, to] = (['source', 'target'] as const).map((end) => {
    const found = parts.named(nameIn(ends, end, path.at(key)));
    if (!found) throw new InvalidLabel(`${path.at(key).at(end)} is the feature_id of nothing in the label.`);
    return found;
  });
  if (!from || !to) return;
  const target = nameIn(ends, 'target', path.at(key));
  const id = relationship.feature_id ? nameIn(relationship, 'feature_id', path) : undefined;
  const name = relationship.name ? nameIn(relationship, 'name', path) : undefined;
  from.relations = [
    ...(from.relations ?? []),
    { ...(id ? { id } : {}), ...(name ? { name } : {}), to: target, bothWays },
  ];
}
