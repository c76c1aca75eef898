import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FetchedLabels, LabelGroup } from '../../../lib/contracts/payloads.ts';
import { testingOf } from '../../../local/platform-testing.ts';
import { anEvent } from '../../support/events.ts';
import { aWholeLetter, type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});
beforeEach(() => on.forgetSteps());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
/** What of a project's files belongs to its labels. */
const labelFiles = async (project: string) =>
  Object.keys(await on.filesOf(project)).filter((key) => /^(labels|native|exports\/.*\.(txt|json)$)/.test(key));

describe('a label that is gone', () => {
  it('becomes a tombstone without files when the platform says that it was deleted', async () => {
    const { labels } = on.pipeline.connection('labelbox');
    const label = aLabelboxLabel({ project: 'removed' });
    labels.push(label);
    await on.announce('labelbox', label);
    expect(await labelFiles('removed')).toHaveLength(4);
    labels.splice(labels.indexOf(label), 1);
    await on.announce('labelbox', label, { kind: 'deleted' });
    expect(await labelFiles('removed')).toEqual([]);
    expect(await on.record('labelbox', label)).toMatchObject({ status: 'deleted', files: {}, obsolete: [] });
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it.each(['encord', 'labelbox'] as const)(
    'becomes a tombstone when %s has not shown it for ten minutes after its event',
    async (platform) => {
      const { labels } = on.pipeline.connection(platform);
      const parts = { project: `gone-${platform}`, dataUnit: 'unit' };
      const [label, other] = [parts, { ...parts, label: 'other', dataUnit: 'another', title: 'other.jpg' }].map(
        platform === 'encord' ? anEncordLabel : aLabelboxLabel,
      );
      if (!label || !other) throw new Error('unreachable');
      labels.push(label, other);
      await on.announce(platform, label);
      expect(await labelFiles(label.project)).toHaveLength(4);
      labels.splice(labels.indexOf(label), 1);
      await on.send(
        JSON.stringify(
          anEvent({
            id: 'old-event',
            connection: platform,
            project: label.project,
            label: label.label,
            dataUnit: 'unit',
            receivedAt: minutesAgo(11),
            occurredAt: new Date().toISOString(),
          }),
        ),
      );
      await on.pipeline.aws.idle();
      expect(await on.takeDeadLetters()).toEqual([]);
      expect(await on.record(platform, label)).toMatchObject({ status: 'deleted', files: {} });
      expect(await labelFiles(label.project)).toEqual([]);
    },
  );

  it('goes with its task, of which Label Studio does not say which annotations it had', async () => {
    const { labels } = on.pipeline.connection('label-studio');
    const [first, second] = ['first', 'second'].map((label) =>
      testingOf('label-studio').aLabel({ project: '88', label, title: `${label}.jpg` }),
    );
    if (!first || !second) throw new Error('unreachable');
    const other = testingOf('label-studio').aLabel({
      project: '88',
      label: 'other',
      dataUnit: 'other',
      title: 'other.jpg',
    });
    labels.push(first, second, other);
    await Promise.all([first, second].map((label) => on.announce('label-studio', label)));
    labels.splice(labels.indexOf(first), 2);
    const { dataUnit } = first;
    const task = { connection: 'label-studio', project: '88', label: undefined, dataUnit, kind: 'deleted' } as const;
    await on.send(JSON.stringify(anEvent({ id: 'task-deleted', ...task })));
    await on.pipeline.aws.idle();
    for (const label of [first, second]) {
      expect(await on.record('label-studio', label)).toMatchObject({ status: 'deleted', files: {} });
    }
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('goes to the dead letters, and to no tombstone, when only its data unit is known', async () => {
    const { labels } = on.pipeline.connection('encord');
    labels.push(anEncordLabel({ project: 'no-hash' }));
    const { label: _label, ...event } = anEvent({ project: 'no-hash', dataUnit: 'never', receivedAt: minutesAgo(11) });
    await on.send(JSON.stringify(event));
    await on.pipeline.aws.idle();
    expect(await on.takeDeadLetters()).toEqual([aWholeLetter({ error: 'LabelNotFound', step: 'FetchLabels' })]);
  });

  it('comes back when it is labelled again', async () => {
    const { labels } = on.pipeline.connection('labelbox');
    const label = aLabelboxLabel({ project: 'back' });
    await on.announce('labelbox', label, { kind: 'deleted', occurredAt: new Date('2026-05-04T08:00:00Z') });
    expect(await on.record('labelbox', label)).toMatchObject({ status: 'deleted' });
    labels.push(label);
    await on.announce('labelbox', label);
    expect(await on.record('labelbox', label)).toMatchObject({ status: 'exported' });
    expect(await labelFiles('back')).toHaveLength(4);
  });
});

describe('a label that is not shown yet', () => {
  it.each(['encord', 'labelbox'] as const)(
    'is fetched again until %s shows it, then exported, and holds no other',
    async (platform) => {
      const running = on.pipeline.connection(platform);
      const build = platform === 'encord' ? anEncordLabel : aLabelboxLabel;
      const label = build({ project: `late-${platform}` });
      const other = build({ project: label.project, label: 'other', dataUnit: 'another', title: 'other.jpg' });
      running.labels.push(other);
      let fetches = 0;
      on.pipeline.steps.on('step', ({ name }) => {
        if (name !== 'fetchLabels') return;
        fetches += 1;
        if (fetches === 2) running.labels.push(label);
      });
      await Promise.all([on.deliver(platform, label), on.deliver(platform, other)]);
      await on.pipeline.aws.idle();
      expect(await on.record(platform, label)).toMatchObject({ status: 'exported' });
      expect(await on.record(platform, other)).toMatchObject({ status: 'exported' });
      expect(await on.takeDeadLetters()).toEqual([]);
      const of = (name: string) =>
        on.steps('fetchLabels', label.project).flatMap(({ input, output, error }) => {
          expect(error).toBeUndefined();
          const { events } = input as LabelGroup;
          const { batches } = output as FetchedLabels;
          return events
            .filter((event) => event.label === name)
            .map(({ attempt, waits }) => [attempt, waits, batches.flat().some(({ event }) => event.label === name)]);
        });
      const asked = of(label.label);
      expect(asked.slice(0, 2)).toEqual([
        [1, undefined, false],
        [2, 1, false],
      ]);
      expect(asked.at(-1)).toEqual([asked.length, asked.length - 1, true]);
      expect(of('other')).toEqual([[1, undefined, true]]); // at once, and not again
    },
  );

  it('that is alone in its group lets the execution end well, and comes back in another', async () => {
    const label = anEncordLabel({ project: 'alone' });
    const other = anEncordLabel({ project: 'alone', label: 'other', dataUnit: 'another', title: 'other.jpg' });
    on.pipeline.connection('encord').labels.push(other);
    const ended: string[] = [];
    on.pipeline.aws.events.on('execution', ({ status }) => ended.push(status));
    on.pipeline.steps.once('step', () => on.pipeline.connection('encord').labels.push(label));
    await on.announce('encord', label);
    expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    expect(new Set(ended)).toEqual(new Set(['RUNNING', 'SUCCEEDED'])); // a group of nothing but waiting labels ends well
  });
});
