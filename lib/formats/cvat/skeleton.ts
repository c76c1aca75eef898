import type { Category, Keypoint, ShapeOf } from '../../label/label.ts';
import { decimal, element, legalText, type XmlElement } from '../xml.ts';
import type { Drawn, Reason, Size } from './seam.ts';

type Template = NonNullable<Category['skeleton']>;

/** The names of the keypoints as CVAT has them, each once: the second of a name is `name (2)`. */
export function sublabelsOf({ keypoints }: Template): readonly string[] {
  const taken = new Set<string>();
  for (const name of keypoints) {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
    taken.add(free);
  }
  return [...taken];
}

/** Every keypoint of the category, in its order: CVAT draws no skeleton that lacks one. Those not labelled are `outside`. */
export function drawSkeleton(
  { keypoints, box }: ShapeOf<'skeleton'>,
  template: Template | undefined,
  size: Size,
): Drawn {
  if (!template) return { omitted: [{ code: 'shape-not-held', detail: 'skeleton of a category without keypoints' }] };
  const { slots, unknown } = slotsOf(keypoints, template);
  const labelled = slots.filter((keypoint) => keypoint !== undefined && keypoint.visibility > 0);
  const [first] = labelled;
  if (!first) return { omitted: [{ code: 'no-area' }] };
  if (!labelled.some((keypoint) => keypoint && isInside(keypoint, size))) {
    return { omitted: [{ code: 'outside-image' }] };
  }
  const names = sublabelsOf(template);
  const isRenamed = names.some((name, index) => legalText(name) !== template.keypoints[index] && slots[index]);
  const omitted: Reason[] = [
    ...unknown.map(({ name }) => ({ code: 'keypoint-not-held', detail: name }) as const),
    ...(isRenamed ? [{ code: 'name-changed', detail: 'a keypoint' } as const] : []),
    ...(box ? [{ code: 'outline-not-held', detail: 'box around the skeleton' } as const] : []),
  ];
  const parts = names.map((name, index) => pointsElement(name, slots[index], first));
  return { drawing: { tag: 'skeleton', fields: {}, parts }, omitted };
}

/** The keypoint of each place of the category, and those that it has no place for. */
function slotsOf(keypoints: readonly Keypoint[], template: Template) {
  const slots: (Keypoint | undefined)[] = template.keypoints.map(() => undefined);
  const unknown: Keypoint[] = [];
  for (const keypoint of keypoints) {
    const slot = template.keypoints.findIndex((name, index) => name === keypoint.name && !slots[index]);
    if (slot < 0) unknown.push(keypoint);
    else slots[slot] = keypoint;
  }
  return { slots, unknown };
}

/** A point has to be somewhere even where it is not labelled: then at one that is. */
function pointsElement(name: string, keypoint: Keypoint | undefined, other: Keypoint): XmlElement {
  const { x, y } = keypoint?.visibility ? keypoint : other;
  return element('points', [], {
    label: name,
    outside: keypoint?.visibility ? '0' : '1',
    occluded: keypoint?.visibility === 1 ? '1' : '0',
    points: `${decimal(x)},${decimal(y)}`,
  });
}

const isInside = ({ x, y }: Keypoint, { width, height }: Size): boolean =>
  x >= 0 && y >= 0 && x <= width && y <= height;
