import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeId } from '../../../lib/contracts/keys.ts';
import type { SyncProgress } from '../../../lib/contracts/sync.ts';
import type { ServedLabel } from '../../../lib/platforms/testing.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordProject, unserve } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});
beforeEach(() => on.forgetSteps());

let runs = 0;

/** Runs a sync to its end, and answers how far it got. */
async function sync(request: object): Promise<SyncProgress> {
  runs += 1;
  const name = `test-${process.pid}-${runs}`;
  const client = new SFNClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SFN ?? '' });
  const input = JSON.stringify({ connection: 'encord', ...request });
  await client.send(new StartExecutionCommand({ stateMachineArn: on.environment.SYNC_STATE_MACHINE_ARN, name, input }));
  await on.pipeline.aws.idle();
  return JSON.parse(await on.textAt(`sync/runs/${encodeId(name)}/progress.json`)) as SyncProgress;
}

const served = () => on.pipeline.connection('encord').labels;
const serve = (project: string, count: number) => anEncordProject(served(), project, count);

const remove = (label: ServedLabel) => unserve(served(), label);

describe('a sync', () => {
  it('exports what nobody ever announced, and finds nothing to do the second time', async () => {
    const labels = serve('unseen', 30);
    const first = await sync({ projects: ['unseen'] });
    expect(first).toMatchObject({ step: 'ended', announced: 30, totals: { listed: 30, missing: 30 } });
    expect(first.outcomes).toMatchObject({ exported: 30, failed: 0, waiting: 0 });
    for (const label of labels) expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    on.forgetSteps();
    const second = await sync({ projects: ['unseen'] });
    expect(second).toMatchObject({ announced: 0, totals: { listed: 30, upToDate: 30 } });
    expect(on.steps('fetchLabels')).toEqual([]);
  });

  it('withdraws what is not on the platform any more', async () => {
    const labels = serve('shrinking', 12);
    await sync({ projects: ['shrinking'] });
    remove(labels[3] as ServedLabel);
    const after = await sync({ projects: ['shrinking'] });
    expect(after).toMatchObject({ announced: 1, totals: { gone: 1, kept: 0 }, isIncomplete: false });
    expect(await on.record('encord', labels[3] as ServedLabel)).toMatchObject({ status: 'deleted' });
  });

  it('withdraws nothing where more than a tenth of a project would go, unless that is allowed', async () => {
    const labels = serve('vanishing', 10);
    await sync({ projects: ['vanishing'] });
    for (const label of labels.slice(0, 3)) remove(label);
    const held = await sync({ projects: ['vanishing'] });
    expect(held).toMatchObject({ announced: 0, totals: { gone: 3, kept: 3 }, isIncomplete: true });
    expect(await on.record('encord', labels[0] as ServedLabel)).toMatchObject({ status: 'exported' });
    const allowed = await sync({ projects: ['vanishing'], allowDeletions: true });
    expect(allowed).toMatchObject({ announced: 3, isIncomplete: false });
    expect(await on.record('encord', labels[0] as ServedLabel)).toMatchObject({ status: 'deleted' });
  });

  it('stops with its counts, and goes on when it is resumed', async () => {
    serve('counted', 3);
    const counted = await sync({ projects: ['counted'], afterCounts: 'stop' });
    expect(counted).toMatchObject({ step: 'ended', announced: 0, totals: { missing: 3 } });
    await sync({ resume: counted.run }).catch(() => undefined); // its progress stays under the first run's name
    const text = await on.textAt(`sync/runs/${encodeId(counted.run)}/progress.json`);
    expect(JSON.parse(text)).toMatchObject({ step: 'ended', announced: 3, outcomes: { exported: 3 } });
  });

  it('compares the other projects when one cannot be listed, and says which one it was', async () => {
    serve('readable', 2);
    const connection = on.pipeline.connection('encord');
    connection.fault = async (request) => {
      const body = await request.clone().text();
      return body.includes('forbidden') ? new Response('', { status: 403 }) : undefined;
    };
    const after = await sync({ projects: ['forbidden', 'readable'] });
    connection.fault = () => undefined;
    expect(after).toMatchObject({ announced: 2, outcomes: { exported: 2 }, isIncomplete: true });
    expect(after.refused).toEqual([expect.objectContaining({ project: 'forbidden', error: 'PlatformRefused' })]);
  });

  it('writes a file again that somebody deleted', async () => {
    const [label] = serve('damaged', 1);
    await sync({ projects: ['damaged'] });
    const record = await on.record('encord', label as ServedLabel);
    const [key = ''] = Object.keys(record.files).filter((file) => file.startsWith('labels/'));
    await on.remove(key);
    const after = await sync({ projects: ['damaged'], files: true });
    expect(after).toMatchObject({ announced: 1, totals: { damaged: 1 } });
    expect(await on.textAt(key)).toContain('label-0-of-damaged');
  });
});
