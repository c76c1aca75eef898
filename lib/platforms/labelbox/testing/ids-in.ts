import type { Json } from '../../testing.ts';

/** The objects and the outermost classifications of the one label, in whichever frames they are. */
export const idsIn = ({ projects }: Json): readonly string[] =>
  annotationsIn(projects)
    .flatMap(holdersIn)
    .flatMap(({ objects, classifications }) => [objects, classifications].flatMap(featureIdsIn));

const annotationsIn = (projects: unknown): unknown[] =>
  childrenOf(projects)
    .flatMap((project) => (isJson(project) ? childrenOf(project.labels) : []))
    .flatMap((label) => (isJson(label) ? [label.annotations] : []));

/** Whatever has objects or classifications, at any depth, and is not one of them itself. */
const holdersIn = (value: unknown): Json[] => {
  const below = childrenOf(value).flatMap(holdersIn);
  const isHolder =
    isJson(value) &&
    ('objects' in value || 'classifications' in value) &&
    !('feature_id' in value) &&
    !('name' in value);
  return isHolder ? [value, ...below] : below;
};

const featureIdsIn = (listOrMap: unknown): string[] =>
  childrenOf(listOrMap).flatMap((child) => {
    const id = isJson(child) ? child.feature_id : undefined;
    return typeof id === 'string' || typeof id === 'number' ? [String(id)] : [];
  });

/** A `value` is the name of a thing in the platform's own spelling, and holds nothing. */
const childrenOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value;
  return isJson(value) ? Object.entries(value).flatMap(([key, child]) => (key === 'value' ? [] : [child])) : [];
};

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
