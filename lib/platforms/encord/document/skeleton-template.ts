import type { Category } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  optionalListIn,
  optionalTextIn,
  textIn,
} from '../../kit/fields.ts';
import { numberedItems } from './lists.ts';

export type SkeletonTemplate = NonNullable<Category['skeleton']>;

/** Feature hash of an object → the keypoints and edges of its skeleton, which the ontology keeps apart from the objects. */
export function skeletonTemplatesOf(structure: Fields, start: FieldPath): ReadonlyMap<string, SkeletonTemplate> {
  const templates = new Map<string, SkeletonTemplate>();
  for (const [index, item] of optionalListIn(structure, 'skeleton_templates', start).entries()) {
    const path = start.at('skeleton_templates').at(index);
    const template = fieldsIn(asFields(item, path), 'template', path);
    const at = path.at('template');
    const hash = optionalTextIn(template, 'feature_node_hash', at) ?? optionalTextIn(template, 'featureNodeHash', at);
    if (hash) templates.set(hash, templateOf(template, at));
  }
  return templates;
}

function templateOf(template: Fields, path: FieldPath): SkeletonTemplate {
  const points = numberedItems(fieldsIn(template, 'skeleton', path), path.at('skeleton'));
  const indices = new Map(points.map(([key], index) => [key, index]));
  const indexOf = (key: number, at: FieldPath): number => {
    const index = indices.get(key);
    if (index === undefined)
      throw invalidAt(at, `must join keypoints of the skeleton, but it has none with number ${key}`);
    return index;
  };
  const edges = path.at('skeletonEdges');
  return {
    keypoints: points.map(([key, point]) => {
      const at = path.at('skeleton').at(String(key));
      return textIn(asFields(point, at), 'name', at);
    }),
    edges: numberedItems(template.skeletonEdges ?? {}, edges).flatMap(([from, ends]) => {
      const at = edges.at(String(from));
      return numberedItems(ends, at).map(([to]): [number, number] => [indexOf(from, edges), indexOf(to, at)]);
    }),
  };
}
