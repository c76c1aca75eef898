import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { environmentForTools } from '../../local/environment.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel, anEncordProject, unserve } from '../support/served-labels.ts';

let on: TestPipeline;
let folder: string;
beforeAll(async () => {
  on = await aRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
});
afterAll(() => on.stop());

const sync = (...args: string[]): Promise<Ended> => labelwire(['sync', 'encord', '--local', ...args], { folder });

const served = () => on.pipeline.connection('encord').labels;
const serve = (project: string, count: number) => anEncordProject(served(), project, count);

const remove = (label: ServedLabel) => unserve(served(), label);

describe('labelwire sync', () => {
  it('counts without sending anything, and says which command sends it', async () => {
    const [label] = serve('harbour', 12) as [ServedLabel];
    const { code, stdout } = await sync('--project', 'harbour');
    expect([code, stdout.trim().split('\n')]).toEqual([
      0,
      [
        'encord, 1 project: 12 labels on the platform',
        '  12 missing: on the platform, never exported',
        'To send: 12 labels (less than a minute)',
        'Nothing was sent. Send them: npx labelwire sync encord --project harbour --local --yes',
      ],
    ]);
    await expect(on.record('encord', label)).rejects.toThrow();
  });

  it('exports what is missing, says what became of it, and finds nothing to do the second time', async () => {
    const first = await sync('--project', 'harbour', '--yes', '--wait');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ 12 exported\n$/) });
    const second = await sync('--project', 'harbour', '--yes', '--wait', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({
      connection: 'encord',
      status: 'ended',
      counts: { onPlatform: 12, upToDate: 12, missing: 0 },
      sent: 0,
    });
    const attached = await sync('--attach');
    expect(attached).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^run sync-encord-.*\n.*\n.*12 up to date\nNothing had to be sent/),
    });
  });

  it('exports again what was exported with other formats than its route has now', async () => {
    const [label] = serve('reformatted', 3) as [ServedLabel];
    const only = ['--project', 'reformatted'];
    await sync(...only, '--yes', '--wait');
    const record = await on.record('encord', label);
    expect(record.formatsDigest).toMatch(/^[0-9a-f]{16}$/);
    const key = (await on.keys()).find((each) => each.startsWith('records/encord/reformatted/')) ?? '';
    await on.put(key, JSON.stringify({ ...JSON.parse(await on.textAt(key)), formatsDigest: 'of-yesterday' }));

    const counted = await sync(...only);
    expect(counted.stdout).toMatch(
      /2 up to date\n +1 of other formats: their route has others now than when they were exported\nTo send: 1 label /,
    );
    expect((await sync(...only, '--yes', '--wait')).stdout).toMatch(/✓ 1 exported\n$/);
    expect((await sync(...only)).stdout).toMatch(/ 3 up to date\nNothing has to be sent/);
    expect(JSON.parse(await on.textAt(key)).formatsDigest).toBe(record.formatsDigest);
  });

  it('holds many deletions back, and withdraws them with the command that it names', async () => {
    const labels = serve('vanishing', 10);
    await sync('--project', 'vanishing', '--yes', '--wait');
    for (const label of labels.slice(0, 3)) remove(label);
    const held = await sync('--project', 'vanishing', '--yes', '--wait');
    expect(held.code).toBe(1);
    expect(held.stderr).toContain(
      '3 of 10 labels of project vanishing. If they really were deleted: npx labelwire sync encord --project vanishing --allow-deletions --local',
    );
    const allowed = await sync('--project', 'vanishing', '--allow-deletions', '--yes', '--wait');
    expect(allowed.code).toBe(0);
    await on.pipeline.aws.idle(); // each is asked for a second time
    for (const label of labels.slice(0, 3))
      expect(await on.record('encord', label)).toMatchObject({ status: 'deleted' });
  });

  it('ends with 1 where a label goes to the dead letters, and a run that fails says why', async () => {
    const label = anEncordLabel({ project: 'broken', label: 'broken' });
    on.pipeline.connection('encord').labels.push(label);
    label.document.data_units = 'a text';
    const failed = await sync('--project', 'broken', '--yes', '--wait');
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('1 label went to the dead letters.') });
    expect(failed.stdout).toContain('✗ 1 in the dead letters → npx labelwire dlq list --local');
    const known = await sync('--project', 'broken', '--dry-run');
    expect(known.stdout).toMatch(
      /1 failed before and unchanged: left alone; --failed sends them, too\nNothing has to be sent/,
    );
  });

  it('ends a wrong call with 2, and says what is wrong with it', async () => {
    const wrong = await Promise.all([
      labelwire(['sync', 'encrod', '--local'], { folder }),
      sync('--since', 'soon'),
      sync('--all', '--failed'),
      sync('--attach', '--since', '2h'),
      sync('--dry-run', '--yes'),
    ]);
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    const [unknown, since] = wrong;
    expect(unknown?.stderr).toContain('Did you mean "encord"?');
    expect(since?.stderr).toContain('or words such as 2h, 3d, 1w, today or yesterday, but is "soon".');
  });
});
