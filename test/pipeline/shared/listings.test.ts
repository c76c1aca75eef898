import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeLetter } from '../../../cli/dead-letter-text.ts';
import { anEvent } from '../../support/events.ts';
import { aWholeLetter, type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordProject } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});
beforeEach(() => on.forgetSteps());
afterEach(() => {
  on.pipeline.connection('encord').fault = () => undefined;
});

const served = () => on.pipeline.connection('encord').labels;
const serve = (project: string, count: number) => anEncordProject(served(), project, count);

/** Encord says that tasks wait at a stage for agents, and not which. */
const stageOf = (project: string, stage_uuid = 'stage-1') => ({
  body: (body: string) =>
    JSON.stringify({
      ...(JSON.parse(body) as object),
      event_type: 'agent_stage_work_available_event',
      payload: { project_hash: project, stage_uuid, num_tasks: 1 },
    }),
});
const asksForTasks = ({ url }: Request) => url.includes('/workflow/stages/');

describe('a delivery that does not say which labels it is about', () => {
  it('has every label exported that the platform lists for it', async () => {
    const labels = serve('listed', 60);
    const [first] = labels;
    if (!first) throw new Error('unreachable');
    expect((await on.deliver('encord', first, stageOf('listed'))).status).toBe(202);
    await on.pipeline.aws.idle();
    for (const label of labels) expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    expect(await on.takeDeadLetters()).toEqual([]);
    expect(on.steps('writeExport', 'listed')).toHaveLength(60); // each once
  });

  it('holds no label of its project when the list cannot be fetched: it alone goes to the dead letters, and is replayed', async () => {
    const [label] = serve('unlisted', 1);
    if (!label) throw new Error('unreachable');
    on.pipeline.connection('encord').fault = (request) =>
      asksForTasks(request) ? new Response('', { status: 502 }) : undefined;
    const announced = { id: 'stage-event', ...stageOf('unlisted') };
    await Promise.all([on.deliver('encord', label, announced), on.deliver('encord', label)]);
    await on.pipeline.aws.idle();
    expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    const [letter, ...others] = await on.takeDeadLetters();
    expect(others).toEqual([]);
    expect(letter).toEqual(
      aWholeLetter({
        events: [expect.objectContaining({ id: 'stage-event', listing: 'stage:stage-1' })],
        error: 'PlatformUnavailable',
        step: 'FetchLabels',
      }),
    );
    if (!letter) throw new Error('unreachable');
    expect(describeLetter(letter)).toContain('"listing":"stage:stage-1"');

    on.pipeline.connection('encord').fault = () => undefined;
    on.forgetSteps();
    await on.send(JSON.stringify({ ...letter.events[0], attempt: 2, replays: 1 }));
    await on.pipeline.aws.idle();
    expect(on.steps('writeExport', 'unlisted').map(({ output }) => output)).toEqual([{ status: 'unchanged' }]);
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('is refused, with what to do, by a platform that lists nothing', async () => {
    const event = anEvent({ connection: 'labelbox', project: 'no-lists', label: undefined, listing: 'everything' });
    await on.send(JSON.stringify(event));
    await on.pipeline.aws.idle();
    expect(await on.takeDeadLetters()).toEqual([
      aWholeLetter({
        error: 'InvalidRequest',
        message: expect.stringMatching(/labelbox has none\. Enqueue its labels/),
      }),
    ]);
  });
});

it('takes the query of a webhook’s address to the platform that reads it', async () => {
  const { simulated, webhookUrl, webhookSecret } = on.pipeline.connection('label-studio');
  const label = { project: '1', label: '2', dataUnit: '3', name: 'a task', document: {} };
  const body = JSON.stringify({ action: 'ANNOTATION_UPDATED' }); // "Send payload" is off
  const signed = simulated.sign(body, webhookSecret, { id: 'event', kind: 'upserted', now: new Date() });
  const headers = { 'content-type': 'application/json', ...signed };
  const post = (query: string) => fetch(`${webhookUrl}${query}`, { method: 'POST', headers, body });
  expect((await post('')).status).toBe(400);
  expect((await post(`?project=${label.project}`)).status).toBe(202);
  await on.pipeline.aws.idle();
  expect(on.steps('fetchLabels').map(({ input }) => input)).toMatchObject([
    { connection: 'label-studio', project: '1', events: [{ listing: 'recently-changed' }] },
  ]);
  await on.takeDeadLetters();
});
