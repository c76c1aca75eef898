import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import type { PutEvent } from '../../local/aws/integrations.ts';
import { crashPoints } from '../support/crash-points.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, later, unserve } from '../support/served-labels.ts';

const crashing = crashPoints('writeExport');
let on: TestPipeline;
let sent: PutEvent[] = [];
beforeAll(async () => {
  on = await aRunningPipeline({ inside: crashing.inside, environment: () => ({ NOTIFY_BUS: 'default' }) });
  on.pipeline.aws.events.on('event', (event) => sent.push(event));
});
afterAll(async () => {
  await on.stop();
  crashing.stop();
});

const labels = () => on.pipeline.connection('labelbox').labels;
const served = (project: string, parts: Partial<Parameters<typeof aLabelboxLabel>[0]> = {}): ServedLabel => {
  const label = aLabelboxLabel({ project, ...parts });
  labels().push(label);
  return label;
};
const exported = async (project: string): Promise<ServedLabel> => {
  const label = served(project);
  await on.announce('labelbox', label);
  unserve(labels(), label);
  return label;
};

/** What happens to a label, after which somebody is to hear of it. */
const operations = {
  'is exported': async (project: string) => served(project),
  'moves its files': async (project: string) => {
    const { label } = await exported(project);
    return served(project, { label, title: 'street/2.jpg', editedAt: later });
  },
  'is deleted': exported,
};

describe.each(Object.entries(operations))('a writer that dies while a label %s', (what, prepare) => {
  const kind = what === 'is deleted' ? 'deleted' : 'upserted';

  it.each(['before', 'after'] as const)(
    '%s any of its requests announces it all the same, twice at most',
    async (when) => {
      const counts: number[] = [];
      for (let request = 1; ; request += 1) {
        const label = await prepare(`${kind}-${what.length}-${when}-${request}`);
        sent = [];
        crashing.crash({ request, when });
        await on.announce('labelbox', label, { kind });
        if (!crashing.hasCrashed()) break;
        const own = sent.map(({ detail }) => detail as { keys: string[] });
        const record = await on.record('labelbox', label);
        expect(record.unannounced, `request ${request}`).toBeUndefined();
        expect(
          own.map(({ keys }) => keys),
          `request ${request}`,
        ).toContainEqual(Object.keys(record.files).sort());
        counts.push(own.length);
      }
      expect(counts.length).toBeGreaterThan(8);
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(await on.takeDeadLetters()).toEqual([]);
    },
  );
});
