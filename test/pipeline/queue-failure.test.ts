import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aDoor, type Door } from '../support/door.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
let sqs: Door;
let stepFunctions: Door;
beforeAll(async () => {
  [sqs, stepFunctions] = await Promise.all([aDoor(), aDoor()]);
  on = await aRunningPipeline({
    visibilityTimeoutSeconds: 2, // on a busy machine an event that was taken up is not deleted within one
    maxReceiveCount: 3,
    environment: ({ AWS_ENDPOINT_URL_SQS = '', AWS_ENDPOINT_URL_SFN = '', LABEL_EVENTS_QUEUE_URL = '' }) => {
      const url = sqs.before(AWS_ENDPOINT_URL_SQS);
      return {
        AWS_ENDPOINT_URL_SQS: url,
        AWS_ENDPOINT_URL_SFN: stepFunctions.before(AWS_ENDPOINT_URL_SFN),
        LABEL_EVENTS_QUEUE_URL: LABEL_EVENTS_QUEUE_URL.replace(AWS_ENDPOINT_URL_SQS, url), // the SDK asks its host
      };
    },
  });
});
afterAll(async () => {
  await on.stop();
  await Promise.all([sqs.close(), stepFunctions.close()]);
});
beforeEach(() => on.forgetSteps());
afterEach(() => {
  sqs.open();
  stepFunctions.open();
});

const serve = (project: string) => {
  const label = anEncordLabel({ project });
  on.pipeline.connection('encord').labels.push(label);
  return label;
};

describe('SQS that is down', () => {
  it('makes the receiver answer with a 5xx, and the delivery that is sent again lands', async () => {
    const label = serve('no-queue');
    sqs.refuse();
    const refused = await on.deliver('encord', label, { id: 'the-event' });
    expect(refused.status).toBeGreaterThanOrEqual(500);
    sqs.open();
    await on.announce('encord', label, { id: 'the-event' });
    expect(await on.record('encord', label)).toMatchObject({ status: 'exported', event: 'the-event' });
  });
});

describe('Step Functions that is down', () => {
  it('for a while: the event comes back from the queue, and the label is exported', async () => {
    const label = serve('slow-start');
    stepFunctions.refuse();
    on.pipeline.steps.once('step', function opens({ name }) {
      if (name === 'startExport') stepFunctions.open();
      else on.pipeline.steps.once('step', opens);
    });
    await on.announce('encord', label);
    expect(on.steps('startExport', 'slow-start')).toHaveLength(2);
    expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('for good: SQS itself moves the event to the dead letters, where it is reported as not taken up', async () => {
    const label = serve('no-start');
    stepFunctions.refuse();
    await on.announce('encord', label);
    const letters = await on.takeDeadLetters();
    expect(letters).toMatchObject([
      { error: 'NotTakenUp', step: 'StartExport', events: [{ label: label.label, project: 'no-start' }], replays: 0 },
    ]);
    expect(letters[0]?.attempts).toBeGreaterThanOrEqual(2);
    stepFunctions.open();
    await on.send(JSON.stringify({ ...letters[0]?.events[0], attempt: 2, replays: 1 }));
    await on.pipeline.aws.idle();
    expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
  });
});
