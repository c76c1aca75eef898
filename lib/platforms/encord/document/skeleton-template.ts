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

/** Feature hash of an object → the keypoints and edges of its skeleton, which stand apart from the objects. */
export function skeletonTemplatesOf(structure: Fields, start: FieldPath): ReadonlyMap<string, SkeletonTemplate> {
  const templates = new Map<string, SkeletonTemplate>();
  for (const [index, item] of optionalListIn(structure, 'skeleton_templates', start).entries()) {
    const path = start.at('skeleton_templates').at(index);
    const template = fieldsIn(asFields(item, path), 'template', path);
    const at = path.at('template');
    const hash = optionalTextIn(template, 'feature_node_hash', at) ?? optionalTextIn(template, 'featureNodeHash', at);
    if (hash) templates.set(hash, skeletonOf(template, at));
  }
  return templates;
}

function skeletonOf(template: Fields, path: FieldPath): SkeletonTemplate {
  const points = numberedItems(fieldsIn(template, 'skeleton', path), path.at('skeleton'));
  const indices = new Map(points.map(([key], index) => [key, index]));
  const indexOf = (key: number, at: FieldPath): number => {
    const index = indices.get(key);
    if (index === undefined) throw invalidAt(at, 'names a keypoint that the skeleton does not have');
    return index;
  };
  const at = path.at('skeletonEdges');
  return {
    keypoints: points.map(([key, point]) => {
      const there = path.at('skeleton').at(String(key));
      return textIn(asFields(point, there), 'name', there);
    }),
    edges: numberedItems(template.skeletonEdges ?? {}, at).flatMap(([from, to]) =>
      numberedItems(to, at.at(String(from))).map(([key]): [number, number] => [
        indexOf(from, at),
        indexOf(key, at.at(String(from))),
      ]),
    ),
  };
}
