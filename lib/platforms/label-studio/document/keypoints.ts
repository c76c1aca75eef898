import type { Pose } from './poses.ts';
import type { Control, Tags } from './tags.ts';

/** Which keypoints the categories of poses may have. */
export type Keypoints = {
  /** By category, in their order. */
  readonly ofCategory: ReadonlyMap<string, readonly string[]>;
  /** The controls whose labels are names of keypoints, not categories. */
  readonly controls: ReadonlySet<string>;
};

/**
 * Of every category of a rectangle where the configuration numbers the keypoints (`model_index`), so that it does not depend
 * on what one label happens to have; otherwise of those that the label has poses of.
 */
export function keypointsOf(poses: readonly Pose[], { controls }: Tags): Keypoints {
  const ofCategory = new Map<string, Set<string>>();
  const used = new Set<string>();
  const add = (category: string, control: Control | undefined, names: readonly string[] = []) => {
    const known = ofCategory.get(category) ?? new Set();
    for (const name of [...namesInOrder(control), ...names]) known.add(name);
    ofCategory.set(category, known);
    if (control) used.add(control.name);
  };
  const all = [...controls.values()];
  for (const control of all.filter(isNumbered)) {
    for (const { tag, toNames, labels } of all) {
      if (tag !== 'rectanglelabels' || !toNames.some((name) => control.toNames.includes(name))) continue;
      for (const { name } of labels) add(name, control);
    }
  }
  for (const { body, joints } of poses) {
    for (const { annotations, results } of joints) {
      const names = annotations.map(({ annotation }) => annotation.category);
      const control = results
        .map(({ fromName }) => controls.get(fromName))
        .find((each) => each?.tag.startsWith('keypoint'));
      for (const { annotation } of body.annotations) add(annotation.category, control, names);
    }
  }
  return { ofCategory: new Map([...ofCategory].map(([category, names]) => [category, [...names]])), controls: used };
}

const isNumbered = ({ tag, labels }: Control): boolean =>
  tag === 'keypointlabels' && labels.some(({ modelIndex }) => modelIndex !== undefined);

/** By their numbers, else as the configuration has them. */
const namesInOrder = (control: Control | undefined): string[] =>
  (control?.labels ?? [])
    .toSorted((a, b) => (a.modelIndex ?? Number.MAX_VALUE) - (b.modelIndex ?? Number.MAX_VALUE))
    .map(({ name }) => name);
