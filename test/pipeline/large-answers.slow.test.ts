import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FetchedLabels, LabelGroup } from '../../lib/contracts/payloads.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { readJson, root } from '../support/examples.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';

const project = '4';
const largestState = 262_144;

let on: TestPipeline;
beforeAll(async () => {
  on = await aRunningPipeline({
    batchingWindowMs: 1_500, // as deployed, so that a delivery is one group
    labels: { encord: [], labelbox: [], 'label-studio': [] },
  });
});
afterAll(() => on.stop());
beforeEach(() => on.forgetSteps());

const example = join(root, 'lib', 'platforms', 'label-studio', 'examples', 'labels', 'image-shapes');
const document = readJson(join(example, 'document.json')) as { annotations: object[] };
const ontology = readJson(join(example, 'ontology.json'));

/** So many tasks, each with so many annotations: labels that a webhook about the tasks does not name. */
function serve(tasks: number, annotations: number, firstTask: number): ServedLabel[] {
  const labels = Array.from({ length: tasks * annotations }, (_, index) => {
    const task = firstTask + Math.floor(index / annotations);
    const id = firstTask * 1_000 + index;
    const annotation = { ...document.annotations[0], id, project: Number(project), result: [] };
    return {
      project,
      label: String(id),
      dataUnit: String(task),
      name: 'x',
      document: { ...document, id: task, project: Number(project), annotations: [annotation] },
      ontology,
    };
  });
  on.pipeline.connection('label-studio').labels.push(...labels);
  return labels;
}

async function announceTasks(labels: readonly ServedLabel[]): Promise<void> {
  const [first] = labels as [ServedLabel];
  const tasks = [...Map.groupBy(labels, ({ dataUnit }) => dataUnit)];
  const body = JSON.stringify({
    action: 'TASKS_CREATED',
    project: { id: Number(project) },
    tasks: tasks.map(([id, { length }]) => ({ id: Number(id), total_annotations: length })),
  });
  expect((await on.deliver('label-studio', first, { body: () => body })).status).toBe(202);
  await on.pipeline.aws.idle();
}

const stateSizes = () =>
  on.steps('fetchLabels', project).map(({ input, output }) => {
    const { batches } = output as FetchedLabels;
    return Buffer.byteLength(JSON.stringify({ ...(input as LabelGroup), fetched: { batches } }));
  });

it.each([
  ['200 tasks with 3 annotations each', 200, 3, 5_000],
  ['one task with 2,000 annotations', 1, 2_000, 9_000],
])(
  'exports every label of one webhook about %s',
  async (_what, tasks, annotations, firstTask) => {
    const labels = serve(tasks, annotations, firstTask);
    await announceTasks(labels);
    const records = (await on.keys(`records/label-studio/${project}/`)).map((key) => key.split('/').at(-1));
    const exported = labels.filter(({ label }) => records.includes(`${label}.json`));
    expect([exported.length, await on.takeDeadLetters()]).toEqual([labels.length, []]);
    expect(Math.max(...stateSizes())).toBeLessThan(largestState);
  },
  900_000, // of what hangs: on a busy machine it takes several minutes
);
