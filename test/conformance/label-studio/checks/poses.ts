import assert from 'node:assert/strict';
import type { Keypoint } from '../../../../lib/label/label.ts';
import { annotationOf, expectNear } from '../compare.ts';
import { box, joint } from '../drawings.ts';
import { poses } from '../label-configs.ts';
import type { Site } from '../site.ts';

type Joints = readonly (readonly [name: string, x: number, y: number])[];

const names = ['nose', 'left hand', 'right hand'];
const drawn = {
  upright: {
    body: { x: 101.5, y: 40.25, width: 333, height: 610.75, rotationDegrees: 0 },
    joints: [
      ['nose', 260.1, 88.8],
      ['left hand', 130.3, 301.7],
      ['right hand', 401.9, 299.2],
    ],
  },
  tilted: {
    body: { x: 620.3, y: 120.9, width: 140, height: 333.3, rotationDegrees: 23.5 },
    joints: [
      ['right hand', 701.7, 250.1],
      ['nose', 690.2, 150.6],
    ],
  },
} as const satisfies Record<string, { readonly body: object; readonly joints: Joints }>;

/** A rectangle and the keypoints in it, which Label Studio keeps as regions of their own, are one skeleton. */
export async function pose(site: Site): Promise<string> {
  const project = await site.newProject('Poses', poses);
  const [task = 0] = await site.annotator.importTasks(project, [
    { data: { image: 'https://images.example.org/pose.jpg' } },
  ]);
  const results = Object.entries(drawn).flatMap(([id, { body, joints }]) => [
    ...joints.map(([name, x, y]) => joint(`${id}-${name}`, name, { x, y }, id).item),
    box(id, 'Person', body).item,
  ]);
  const { label, files } = await site.landed(project, await site.annotator.submit(task, results));

  assert.equal(label.annotations.length, 2);
  const keypointsOf = (joints: Joints) => joints.map(([name, x, y]): Keypoint => ({ name, x, y, visibility: 2 }));
  for (const [id, { body, joints }] of Object.entries(drawn)) {
    const { category, shape } = annotationOf(label, id);
    assert.equal(category, 'Person');
    expectNear(shape, { kind: 'skeleton', keypoints: keypointsOf(joints), box: body }, id);
  }
  assert.deepEqual(label.categories.find(({ name }) => name === 'Person')?.skeleton?.keypoints, names);

  const coco = JSON.parse([...files].find(([key]) => key.startsWith('exports/coco/'))?.[1] ?? '{}') as {
    readonly annotations: readonly { readonly keypoints: readonly number[] }[];
  };
  const triples = Object.values(drawn).map(({ joints }) =>
    names.flatMap((name) => {
      const [, x, y] = joints.find(([each]) => each === name) ?? [];
      return x === undefined || y === undefined ? [0, 0, 0] : [x, y, 2];
    }),
  );
  const byNose = (all: readonly (readonly number[])[]) => all.toSorted(([a = 0], [b = 0]) => a - b);
  expectNear(byNose(coco.annotations.map(({ keypoints }) => keypoints)), byNose(triples), 'keypoints of the COCO file');
  return `2 skeletons of 3 and 2 keypoints with their boxes, one tilted, to a millionth of a pixel, in the COCO file too`;
}
