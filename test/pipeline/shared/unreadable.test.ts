import { beforeAll, describe, expect, it } from 'vitest';
import { anEvent } from '../../support/events.ts';
import { aWholeLetter, type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});

const now = () => new Date().toISOString();

describe('what cannot be read', () => {
  it('sends a message that is not JSON to the dead letters at once, alone among ten, and exports the nine', async () => {
    const labels = Array.from({ length: 9 }, (_, index) =>
      anEncordLabel({ project: 'nine', label: `label-${index}`, title: `${index}.jpg` }),
    );
    on.pipeline.connection('encord').labels.push(...labels);
    const events = labels.map(({ label, project }) =>
      anEvent({ id: `event-${label}`, label, project, receivedAt: now() }),
    );
    await on.send('{"schema": 1,', ...events.map((event) => JSON.stringify(event)));
    await on.pipeline.aws.idle();
    for (const label of labels) expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    expect(await on.takeDeadLetters()).toEqual([
      aWholeLetter({
        events: [],
        unreadable: '{"schema": 1,',
        error: 'InvalidRequest',
        message: 'The message is not JSON.',
        step: 'StartExport',
        executionArn: undefined,
      }),
    ]);
    expect(on.steps('startExport')).toHaveLength(1);
  });

  it('sends a message that is not an event to the dead letters, naming the missing field', async () => {
    const { kind: _kind, ...rest } = anEvent();
    await on.send(JSON.stringify(rest));
    await on.pipeline.aws.idle();
    expect(await on.takeDeadLetters()).toEqual([
      expect.objectContaining({
        error: 'InvalidRequest',
        message: expect.stringContaining('kind must be "upserted" or "deleted", but is missing'),
      }),
    ]);
  });

  it('dead-letters the label whose document does not parse, and exports its neighbour', async () => {
    const broken = anEncordLabel({ project: 'broken', label: 'broken' });
    const good = anEncordLabel({ project: 'broken', label: 'good', title: '2.jpg' });
    broken.document.data_units = 'a text';
    on.pipeline.connection('encord').labels.push(broken, good);
    await on.send(
      ...[broken, good].map(({ label }) =>
        JSON.stringify(anEvent({ id: label, label, project: 'broken', receivedAt: now() })),
      ),
    );
    await on.pipeline.aws.idle();
    expect(await on.record('encord', good)).toMatchObject({ status: 'exported' });
    expect(await on.takeDeadLetters()).toEqual([
      aWholeLetter({
        events: [expect.objectContaining({ label: 'broken' })],
        error: 'InvalidLabel',
        message: expect.stringMatching(/data_units must be an object, but is a string/),
        step: 'FetchLabels',
      }),
    ]);
  });

  it('dead-letters a label with an unknown shape, naming its kind and its place', async () => {
    const label = aLabelboxLabel({ project: 'hologram' });
    const damaged = JSON.parse(JSON.stringify(label.document).replace('ImageBoundingBox', 'ImageHologram')) as Record<
      string,
      unknown
    >;
    label.document = damaged;
    on.pipeline.connection('labelbox').labels.push(label);
    await on.announce('labelbox', label);
    expect(await on.takeDeadLetters()).toEqual([
      aWholeLetter({
        error: 'InvalidLabel',
        message: expect.stringMatching(/annotations\.objects\[0\].*"ImageHologram"/),
        step: 'FetchLabels',
      }),
    ]);
    expect(Object.keys(await on.filesOf('hologram'))).toHaveLength(1);
    expect(await on.record('labelbox', label)).toMatchObject({ status: 'failed', failure: { error: 'InvalidLabel' } });
  });

  it('refuses a class that a locked class map lacks, and exports labels of known classes', async () => {
    const map = { schema: 1, locked: true, classes: ['car'] };
    await on.put('classes/encord/locked.json', JSON.stringify(map));
    const known = anEncordLabel({ project: 'locked', label: 'known', classes: ['car'], title: '1.jpg' });
    const unknown = anEncordLabel({ project: 'locked', label: 'unknown', classes: ['car', 'van'], title: '2.jpg' });
    on.pipeline.connection('encord').labels.push(known, unknown);
    await Promise.all([known, unknown].map((label) => on.deliver('encord', label)));
    await on.pipeline.aws.idle();
    expect(await on.record('encord', known)).toMatchObject({ status: 'exported' });
    expect(JSON.parse(await on.textAt('classes/encord/locked.json'))).toEqual(map);
    expect(await on.takeDeadLetters()).toEqual([
      aWholeLetter({
        events: [expect.objectContaining({ label: 'unknown' })],
        error: 'InvalidLabel',
        message: expect.stringMatching(/is locked and has no class "van"\. Add it there, then replay/),
      }),
    ]);
  });
});
