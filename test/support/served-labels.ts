import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { testingOf } from '../../local/platform-testing.ts';

export const earlier = '2026-05-04T09:00:00.000000+00:00';
export const later = '2026-05-04T10:00:00.000000+00:00';

/** A label row of one image as Encord gives it. */
export const anEncordLabel = testingOf('encord').aLabel;

/** A data row of Labelbox's export v2 with one label. */
export const aLabelboxLabel = testingOf('labelbox').aLabel;

/** A project of this many labels, appended to those that a connection serves. */
export function anEncordProject(served: ServedLabel[], project: string, count: number): ServedLabel[] {
  const labels = Array.from({ length: count }, (_, index) =>
    anEncordLabel({ project, label: `label-${index}-of-${project}`, title: `street/${index}.jpg` }),
  );
  served.push(...labels);
  return labels;
}

export const unserve = (served: ServedLabel[], label: ServedLabel): void => {
  served.splice(served.indexOf(label), 1);
};
