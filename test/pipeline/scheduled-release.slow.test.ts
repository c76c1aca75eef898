import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import configuration from '#configuration';
import { releaseSchedules } from '../../deploy/scheduled-releases.ts';
import type { ScheduledRelease } from '../../lib/configuration/configuration.ts';
import { Release } from '../../lib/release/layout.ts';
import { environmentForTools } from '../../local/environment.ts';
import { folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordProject } from '../support/served-labels.ts';

const nightly: ScheduledRelease = {
  name: 'harbour-{date}',
  schedule: 'cron(0 3 * * ? *)',
  projects: ['encord/harbour'],
  formats: { coco: {} },
  split: { train: 0.5, val: 0.5 },
};

let on: TestPipeline;
let folder: string;
let client: SFNClient;
beforeAll(async () => {
  on = await aRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
  client = new SFNClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SFN ?? '' });
  anEncordProject(on.pipeline.connection('encord').labels, 'harbour', 6);
  await labelwire(['sync', 'encord', '--project', 'harbour', '--yes', '--wait', '--local'], { folder });
});
afterAll(() => on.stop());

/** As the scheduler calls the state machine that the template names: it puts in the time, and leaves the name to AWS. */
async function deliver(dueAt: string, release = nightly): Promise<string> {
  const { Resources } = releaseSchedules({ ...configuration, releases: [release] }, 'labelwire-local');
  const targets = Object.values(Resources as Record<string, { Properties: { Target?: { Input: string } } }>);
  const input = targets.flatMap(({ Properties: { Target } }) => (Target ? [Target.Input] : []))[0] ?? '';
  const stateMachineArn = on.environment.RELEASE_STATE_MACHINE_ARN;
  const started = await client.send(
    new StartExecutionCommand({
      stateMachineArn,
      input: input.replaceAll('<aws.scheduler.scheduled-time>', dueAt),
    }),
  );
  return started.executionArn ?? '';
}

async function endOf(executionArn: string) {
  await on.pipeline.aws.idle();
  const { status, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
  return error === undefined ? status : `${status}: ${error}`;
}

const releaseNames = async () => {
  const keys = await on.keys('releases/');
  return [...new Set(keys.map((key) => key.split('/')[1]))];
};

describe('a release that a schedule asks for', () => {
  it('is built once, however often its time is delivered, and is announced once', async () => {
    const announced: unknown[] = [];
    on.pipeline.aws.events.on('event', ({ detail }) => announced.push(detail));
    const both = await Promise.all([deliver('2026-11-28T03:00:00Z'), deliver('2026-11-28T03:00:00Z')]);
    expect(await Promise.all(both.map(endOf))).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const late = await deliver('2026-11-28T03:00:00Z');
    expect(await endOf(late)).toBe('SUCCEEDED');
    expect(await releaseNames()).toEqual(['harbour-2026-11-28']);
    expect(announced).toEqual([expect.objectContaining({ release: 'harbour-2026-11-28' })]);
    const built = Release.parse(JSON.parse(await on.textAt('releases/harbour-2026-11-28/release.json')));
    expect(built).toMatchObject({
      labels: 6,
      input: { schedule: { name: 'harbour-{date}', at: '2026-11-28T03:00:00Z' }, layout: 'shards', labels: 'newest' },
    });
    expect((await labelwire(['release', 'list', '--local'], { folder })).stdout).toMatch(
      /^harbour-2026-11-28 +released /m,
    );
  });

  it('is another one the next day', async () => {
    expect(await endOf(await deliver('2026-11-29T03:00:00Z'))).toBe('SUCCEEDED');
    expect(await releaseNames()).toEqual(['harbour-2026-11-28', 'harbour-2026-11-29']);
  });

  it('fails where the name is that of something else, which stays as it is', async () => {
    await on.put('releases/harbour-2026-12-01/build.json', await on.textAt('releases/harbour-2026-11-28/build.json'));
    expect(await endOf(await deliver('2026-12-01T03:00:00Z'))).toBe('FAILED: ReleaseFailed');
    expect(await on.keys('releases/harbour-2026-12-01/')).toEqual(['releases/harbour-2026-12-01/build.json']);
  });

  it('says under its name why it was not built', async () => {
    const empty = { ...nightly, name: 'quay-{date}-{time}', projects: ['encord/quay'] };
    expect(await endOf(await deliver('2026-11-30T04:30:00Z', empty))).toBe('FAILED: ReleaseFailed');
    const shown = await labelwire(['release', 'show', 'quay-2026-11-30-0430', '--local'], { folder });
    expect([shown.code, shown.stderr]).toEqual([
      1,
      expect.stringContaining('quay-2026-11-30-0430 was not built. InvalidRequest: The projects of'),
    ]);
    expect(await endOf(await deliver('2026-11-30T04:30:00Z', empty))).toBe('FAILED: ReleaseFailed');
  });
});
