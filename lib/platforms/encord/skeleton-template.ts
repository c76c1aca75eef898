import type { Category } from '../../label/label.ts';
import { numbered } from './numbered.ts';
import { asFields, type Fields, fieldsOf, invalidAt, listOf, type Spot, textIfAny, textOf } from './reading.ts';

export type SkeletonTemplate = NonNullable<Category['skeleton']>;

/** Feature hash of an object → the keypoints and edges of its skeleton, which stand apart from the objects. */
export function skeletonTemplatesOf(structure: Fields, start: Spot): ReadonlyMap<string, SkeletonTemplate> {
  const templates = new Map<string, SkeletonTemplate>();
  for (const [index, item] of listOf(structure, 'skeleton_templates', start).entries()) {
    const spot = start.at('skeleton_templates').at(index);
    const template = fieldsOf(asFields(item, spot), 'template', spot);
    const at = spot.at('template');
    const hash = textIfAny(template, 'feature_node_hash', at) ?? textIfAny(template, 'featureNodeHash', at);
    if (hash) templates.set(hash, skeletonOf(template, at));
  }
  return templates;
}

function skeletonOf(template: Fields, spot: Spot): SkeletonTemplate {
  const points = numbered(fieldsOf(template, 'skeleton', spot), spot.at('skeleton'));
  const indices = new Map(points.map(([key], index) => [key, index]));
  const indexOf = (key: number, at: Spot): number => {
    const index = indices.get(key);
    if (index === undefined) throw invalidAt(at, 'names a keypoint that the skeleton does not have');
    return index;
  };
  const at = spot.at('skeletonEdges');
  return {
    keypoints: points.map(([key, point]) => {
      const there = spot.at('skeleton').at(String(key));
      return textOf(asFields(point, there), 'name', there);
    }),
    edges: numbered(template.skeletonEdges ?? {}, at).flatMap(([from, to]) =>
      numbered(to, at.at(String(from))).map(([key]): [number, number] => [
        indexOf(from, at),
        indexOf(key, at.at(String(from))),
      ]),
    ),
  };
}
