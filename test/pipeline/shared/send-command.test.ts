import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../cli/load-configuration.ts';
import { loadServedLabels } from '../../../cli/send/served-labels.ts';
import type { ServedLabel } from '../../../lib/platforms/testing.ts';
import { environmentForTools } from '../../../local/environment.ts';
import { samples } from '../../../local/samples-folder.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../../support/command-line.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';

const connection = 'encord';
let on: TestPipeline;
let folder: string;
let label: ServedLabel;
beforeAll(async () => {
  on = await theRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
});
beforeEach(async () => {
  await on.emptyBucket();
  const { labels } = await loadServedLabels(samples, await loadConfiguration());
  const served = on.pipeline.connection(connection).labels;
  served.splice(0, served.length, ...(labels[connection] ?? []));
  label = served[0] as ServedLabel;
});

const send = (...args: string[]): Promise<Ended> => labelwire(['send', '--local', connection, ...args], { folder });

describe('labelwire send', () => {
  it('announces a label as its platform does, and says that it landed; twice and out of order change nothing', async () => {
    const sent = await send();
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    expect(sent.stdout).toMatch(/^✓ encord {2}label-row.crossing.json {2}\S+\n {2}202 → exported, \d files\n$/);
    expect(await on.record(connection, label)).toMatchObject({ status: 'exported' });
    const again = await send(label.name, '--twice', '--out-of-order');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('202, 202, 202 → unchanged');
  });

  it('sends every label that is served, one object a label for programs', async () => {
    const sent = await send('--all', '--json');
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    const lines = sent.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(on.pipeline.connection(connection).labels.length);
    expect(lines.map(({ ok, outcome }) => [ok, outcome.status])).toEqual(lines.map(() => [true, 'exported']));
  });

  it('ends with 1 where a label goes to the dead letters, with the command that shows its letter', async () => {
    label.document = { ...(label.document as object), data_units: 'broken' };
    const sent = await send();
    expect(sent).toMatchObject({ code: 1, stderr: 'labelwire: 1 of 1 labels did not land, for the reasons above.\n' });
    expect(sent.stdout).toMatch(/^✗ [^\n]*\n {2}202 → in the dead letters: InvalidLabel: [^\n]*\n/);
    const [command = ''] = /npx labelwire dlq show \w{8} --local/.exec(sent.stdout) ?? [];
    const shown = await labelwire(command.split(' ').slice(2), { folder });
    expect(shown.stdout).toContain(label.label);
    await labelwire(['dlq', 'purge', '--all', '--yes', '--local'], { folder });
  });

  it('ends with 1 where a label does not land in the time that it has, with the command that traces it', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    on.pipeline.connection(connection).fault = () => held.then(() => undefined);
    try {
      const sent = await send('--wait', '1');
      expect(sent).toMatchObject({ code: 1 });
      expect(sent.stdout).toContain('202 → still under way');
      expect(sent.stdout).toContain(`npx labelwire trace ${label.label} --platform encord`);
    } finally {
      goOn();
      on.pipeline.connection(connection).fault = () => undefined;
      await on.pipeline.aws.idle();
    }
  });

  it('is right with a bad signature where the receiver refuses it, and nothing is exported', async () => {
    const sent = await send('--bad-signature');
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    expect(sent.stdout).toMatch(/ {2}401 .* → refused, as it should be\n$/);
    await on.pipeline.aws.idle();
    expect(await on.keys()).toEqual([]);
  });

  it('ends a call with 2 that names no label or connection, or no pipeline of this machine', async () => {
    const calls = [
      await send('label-row.crosing.json'),
      await labelwire(['send', '--local', 'encrod'], { folder }),
      await labelwire(['send', connection], { folder }),
      await send('--all', label.label),
    ];
    expect(calls.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(calls[0]?.stderr).toContain('Did you mean "label-row.crossing.json"?');
    expect(calls[1]?.stderr).toContain('Did you mean "encord"?');
    expect(calls[2]?.stderr).toContain('npx labelwire connect encord --label <id>');
  });
});
