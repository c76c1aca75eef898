import { isDeepStrictEqual } from 'node:util';
import type { Annotation, Attribute, Keypoint, Origin, ShapeOf } from '../../../label/label.ts';
import type { CategorisedAnnotation, Region } from './annotations.ts';
import { idWithin } from './results.ts';

/** A rectangle with the keypoints in it, which Label Studio keeps as regions of their own. */
export type Pose = { readonly body: Region; readonly joints: readonly Region[] };

export type Poses = {
  readonly poses: readonly Pose[];
  /** All regions, poses in the place of their rectangles, without the keypoints that belong to them. */
  readonly regions: readonly Region[];
};

/** Keypoints whose parent is a rectangle make it a pose. A second keypoint of one name stays a region of its own. */
export function posesIn(regions: readonly Region[]): Poses {
  const byId = new Map(regions.map((region) => [region.id, region]));
  const poses = new Map<Region, { readonly joints: Region[]; readonly names: Set<string> }>();
  const merged = new Set<Region>();
  for (const region of regions) {
    const body = region.parent && idWithin(byId, region.parent.id);
    if (!body || !isBody(body) || !isJointOf(region, body)) continue;
    const pose = poses.get(body) ?? { joints: [], names: new Set<string>() };
    const names = region.annotations.map(({ annotation }) => annotation.category);
    if (names.some((name) => pose.names.has(name))) continue;
    for (const name of names) pose.names.add(name);
    pose.joints.push(region);
    poses.set(body, pose);
    merged.add(region);
  }
  return {
    poses: [...poses].map(([body, { joints }]) => ({ body, joints })),
    regions: regions.flatMap((region) => {
      const pose = poses.get(region);
      if (pose) return { ...region, annotations: region.annotations.map((placed) => posed(placed, pose.joints)) };
      return merged.has(region) ? [] : region;
    }),
  };
}

const isBody = ({ annotations }: Region): boolean =>
  annotations.length > 0 &&
  annotations.every(({ annotation }) => annotation.shape?.kind === 'box' && !annotation.track);

function isJointOf({ annotations }: Region, body: Region): boolean {
  const about = body.annotations[0]?.annotation;
  return (
    annotations.length > 0 &&
    annotations.every(
      ({ annotation: { shape, unit, at } }) =>
        shape?.kind === 'point' && unit === about?.unit && isDeepStrictEqual(at, about.at),
    )
  );
}

/** The rectangle as a skeleton that keeps it as its box, with what is known of each keypoint as attributes of that name. */
function posed(body: CategorisedAnnotation, joints: readonly Region[]): CategorisedAnnotation {
  const { annotation } = body;
  if (annotation.shape?.kind !== 'box') return body;
  const { kind: _, ...box } = annotation.shape;
  const points = joints.flatMap((joint) => joint.annotations.map((placed) => placed.annotation));
  const shape: ShapeOf<'skeleton'> = { kind: 'skeleton', keypoints: points.flatMap(keypointOf), box };
  const attributes = [...annotation.attributes, ...points.flatMap(attributesOfKeypoint)];
  const origin = originOf([annotation, ...points]);
  return { ...body, annotation: { ...annotation, shape, attributes, ...(origin ? { origin } : {}) } };
}

/** Label Studio does not know hidden keypoints: each is where a person sees it. */
const keypointOf = ({ category, shape }: Annotation): Keypoint[] =>
  shape?.kind === 'point' ? [{ name: category, x: shape.x, y: shape.y, visibility: 2 }] : [];

const attributesOfKeypoint = ({ category, attributes, confidence }: Annotation): Attribute[] => [
  ...attributes.map((attribute) => ({ ...attribute, name: `${category}.${attribute.name}` })),
  ...(confidence === undefined
    ? []
    : [{ name: `${category}.confidence`, value: { kind: 'number' as const, number: confidence } }]),
];

/** A pose of parts by a model and by a person is one of a model that a person changed. */
function originOf(parts: readonly Annotation[]): Origin | undefined {
  const origins = [...new Set(parts.flatMap(({ origin }) => origin ?? []))];
  return origins.length > 1 ? 'model-edited' : origins[0];
}
