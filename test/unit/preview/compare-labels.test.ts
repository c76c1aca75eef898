import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../lib/label/label.ts';
import { compareLabels } from '../../../lib/preview/compare-labels.ts';
import { labelChanges, labelChangeText } from '../../../lib/preview/label-changes.ts';
import { svgFile } from '../../../lib/preview/svg-file.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { anyLabelOfAnyMedia } from '../../support/labels-of-any-media.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const box = (x: number) => ({ kind: 'box', x, y: 2, width: 3, height: 4, rotationDegrees: 0 }) as const;
const occluded = (text: string) => ({ name: 'occluded', value: { kind: 'text', text } }) as const;

const before = aLabel({
  annotations: [
    anAnnotation({ id: 'same' }),
    anAnnotation({ id: 'gone' }),
    anAnnotation({ id: 'moved', shape: box(1), attributes: [occluded('no')] }),
  ],
});
const after = aLabel({
  categories: ['car', 'van'].map((name) => ({ name, kind: 'object' })),
  annotations: [
    anAnnotation({ id: 'new' }),
    anAnnotation({ id: 'moved', shape: box(5), category: 'van', attributes: [occluded('yes')] }),
    anAnnotation({ id: 'same' }),
  ],
});

describe('two revisions of a label', () => {
  it('differ by what was added, changed and removed, by the ids of annotations', () => {
    const changes = labelChanges(before, after);
    expect(changes.map(({ id, change }) => `${change} ${id}`)).toEqual(['added new', 'changed moved', 'removed gone']);
    const category = before.annotations[0]?.category;
    expect(changes[1]?.details).toEqual([
      `class: ${category} → van`,
      'geometry: box 1, 2, 3 × 4 → box 5, 2, 3 × 4',
      'occluded: no → yes',
    ]);
    expect(labelChangeText(changes[2] as (typeof changes)[number])).toBe(`− ${category}, gone removed`);
  });

  it('differ where shapes of one description lie elsewhere', () => {
    const polygon = (x: number) =>
      ({
        kind: 'polygon',
        polygons: [
          [
            [
              [x, 0],
              [9, 0],
              [9, 9],
            ],
          ],
        ],
      }) as never;
    const [was, is] = [1, 2].map((x) => aLabel({ annotations: [anAnnotation({ id: 'a', shape: polygon(x) })] }));
    expect(labelChanges(was as Label, is as Label)[0]?.details).toEqual([
      'geometry: polygon, 1 ring, 3 positions, elsewhere than before',
    ]);
  });

  it('are drawn in one scale, each with what changed in it, and named by more than a colour', () => {
    const [group] = compareLabels({ name: 'then', label: before }, { name: 'now', label: after }, () => undefined);
    const [was, is] = group?.drawings ?? [];
    expect([was?.title, is?.title]).toEqual(['then', 'now']);
    expect(was?.notes).toContain('1 added, 1 changed, 1 removed.');
    const heights = [was, is].map((drawing) => drawing?.blocks.at(1)?.height);
    expect(heights[0]).toBe(heights[1]);
    const [then, now] = [was, is].map((drawing) => svgFile(drawing ? [drawing] : []));
    expect(then?.match(/− |\+ |≠ /g)?.toSorted()).toEqual(['− ', '≠ ']);
    expect(now?.match(/− |\+ |≠ /g)?.toSorted()).toEqual(['+ ', '≠ ']);
  });

  it('say so where nothing changed, of a label of any medium', () => {
    fc.assert(
      fc.property(anyLabelOfAnyMedia(), (label) => {
        const groups = compareLabels(
          { name: 'then', label },
          { name: 'now', label: structuredClone(label) },
          () => undefined,
        );
        expect(groups.map(({ changes }) => changes)).toEqual(label.units.map(() => []));
        for (const { drawings } of groups)
          for (const { notes } of drawings) expect(notes).toContain('Both revisions say the same of it.');
      }),
      { numRuns: propertyRuns(20) },
    );
  });

  it('with other units show those that only one of them has once', () => {
    const [unit] = before.units;
    const other: Label = {
      ...before,
      units: [{ ...(unit as Label['units'][number]), id: 'other', name: 'other.jpg' }],
      annotations: [],
    };
    const groups = compareLabels({ name: 'then', label: before }, { name: 'now', label: other }, () => undefined);
    expect(groups.map(({ drawings }) => drawings.map(({ title }) => title))).toEqual([['then'], ['now']]);
    expect(groups[1]?.drawings[0]?.notes).toContain('Only this revision has the unit.');
  });
});
