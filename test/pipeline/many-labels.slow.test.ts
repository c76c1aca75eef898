import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type FetchedLabels, type LabelGroup, labelsPerChild, maximumGroup } from '../../lib/contracts/payloads.ts';
import { aDoor, type Door } from '../support/door.ts';
import { anEvent } from '../support/events.ts';
import { aRunningPipeline, aWholeLetter, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

vi.setConfig({ testTimeout: 120_000 }); // each batch waits for six seconds, the labels that are put back several times

let on: TestPipeline;
let s3: Door;
beforeAll(async () => {
  s3 = await aDoor();
  on = await aRunningPipeline({
    batchSize: maximumGroup,
    patience: { patienceHours: 1, labelsAtOnce: labelsPerChild },
    batchingWindowMs: 4_000, // until all of a group wait in the queue, also on a busy machine
    visibilityTimeoutSeconds: 30, // longer than that window
    environment: ({ AWS_ENDPOINT_URL_S3 = '' }) => ({ AWS_ENDPOINT_URL_S3: s3.before(AWS_ENDPOINT_URL_S3) }),
  });
});
afterAll(async () => {
  await on.stop();
  await s3.close();
});
beforeEach(() => on.forgetSteps());
afterEach(() => s3.open());

const serveMany = (project: string, count: number) => {
  const labels = Array.from({ length: count }, (_, index) =>
    anEncordLabel({ project, label: `${project}-${index}`, title: `${index}.jpg` }),
  );
  on.pipeline.connection('encord').labels.push(...labels);
  return labels;
};

/** Announces them as one group, and waits until nothing runs any more. */
async function exportTogether(project: string, labels: readonly { label: string }[]): Promise<void> {
  const bodies = labels.map(({ label }) =>
    JSON.stringify(anEvent({ id: label, label, project, receivedAt: new Date().toISOString() })),
  );
  for (let sent = 0; sent < bodies.length; sent += 10) await on.send(...bodies.slice(sent, sent + 10));
  await on.pipeline.aws.idle();
  expect(firstFetch(project).input.events).toHaveLength(labels.length);
}

/** Later ones are of labels that were put back. */
const firstFetch = (project: string): { input: LabelGroup; output: FetchedLabels } => {
  const [{ input, output } = { input: undefined, output: undefined }] = on.steps('fetchLabels', project);
  return { input: input as LabelGroup, output: output as FetchedLabels };
};
const childrenOf = (project: string) => firstFetch(project).output.batches;
const recordsOf = async (project: string) =>
  (await on.keys(`records/encord/${project}/`)).map((key) => key.split('/').at(-1));

it('exports fifty-seven of sixty labels, and sends the three that fail to the dead letters, each with its reason', async () => {
  const labels = serveMany('sixty', 60);
  const [unreadable, damaged, unwritten] = [labels[3], labels[30], labels[59]];
  if (!unreadable || !damaged || !unwritten) throw new Error('unreachable');
  unreadable.document.data_units = 'a text';
  await on.put(`records/encord/sixty/${damaged.label}.json`, '{}');
  s3.refuse(({ method, url }) => method === 'PUT' && url.includes(`/records/encord/sixty/${unwritten.label}.json`));

  await exportTogether('sixty', labels);

  expect(childrenOf('sixty').map(({ length }) => length)).toEqual([25, 25, 10]);
  const failed = [unreadable, damaged, unwritten];
  const exported = labels.filter((label) => !failed.includes(label));
  expect(exported).toHaveLength(57);
  for (const label of exported) expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
  expect(await recordsOf('sixty')).toHaveLength(57 + 2); // the damaged one, and that of the unreadable label, which says so
  const letters = await on.takeDeadLetters();
  expect(letters.toSorted((a, b) => (a.error < b.error ? -1 : 1))).toEqual([
    aLetterOf(damaged, 'InvalidConfiguration', 'FetchLabels'),
    aLetterOf(unreadable, 'InvalidLabel', 'FetchLabels'),
    { ...aLetterOf(unwritten, 'StorageUnavailable', 'WriteExport'), attempts: expect.any(Number) }, // it was put back before
  ]);
});

const aLetterOf = ({ label }: { label: string }, error: string, step: string) =>
  aWholeLetter({ events: [expect.objectContaining({ label })], error, step });

it('exports a group of two hundred labels, the largest there is', async () => {
  const labels = serveMany('most', maximumGroup);
  await exportTogether('most', labels);
  expect(childrenOf('most').map(({ length }) => length)).toEqual(Array.from({ length: 8 }, () => labelsPerChild));
  expect(await recordsOf('most')).toEqual(labels.map(({ label }) => `${label}.json`).sort());
  expect(on.steps('writeExport', 'most')).toHaveLength(maximumGroup);
  expect(await on.takeDeadLetters()).toEqual([]);
});
