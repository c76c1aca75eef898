import { afterEach, expect, it } from 'vitest';
import { anEvent } from '../support/events.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

const concurrency = 10; // as a new account of AWS has it

let on: TestPipeline;
afterEach(() => on.stop());

it('exports 60 labels at once where ten functions run at a time, and gives none up', async () => {
  on = await aRunningPipeline({
    lambdaConcurrency: concurrency,
    patience: { patienceHours: 24, labelsAtOnce: 25 },
    inside: async (name, call) => {
      if (name === 'writeExport') await new Promise((resolve) => setTimeout(resolve, 20));
      return call();
    },
  });
  const project = 'crowded';
  const labels = Array.from({ length: 60 }, (_, index) =>
    anEncordLabel({ project, label: `label-${index}`, title: `${index}.jpg` }),
  );
  on.pipeline.connection('encord').labels.push(...labels);
  const receivedAt = new Date().toISOString();
  const bodies = labels.map(({ label }) => JSON.stringify(anEvent({ id: label, label, project, receivedAt })));
  for (let start = 0; start < bodies.length; start += 10) await on.send(...bodies.slice(start, start + 10));
  await on.pipeline.aws.idle();
  expect(await on.keys(`records/encord/${project}/`)).toHaveLength(60);
  expect(await on.takeDeadLetters()).toEqual([]);
});
