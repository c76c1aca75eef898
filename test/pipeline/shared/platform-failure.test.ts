import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfiguration } from '../../../cli/load-configuration.ts';
import { loadServedLabels } from '../../../cli/send/served-labels.ts';
import type { LabelGroup } from '../../../lib/contracts/payloads.ts';
import type { Fault } from '../../../local/pipeline.ts';
import { samples } from '../../../local/samples-folder.ts';
import { aWholeLetter, type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
let usual: Fault;
beforeAll(async () => {
  on = await theRunningPipeline();
  usual = on.pipeline.connection('labelbox').fault;
});
beforeEach(() => on.forgetSteps());
afterEach(() => {
  on.pipeline.connection('encord').fault = () => undefined;
  on.pipeline.connection('labelbox').fault = usual;
  vi.restoreAllMocks();
});

/** Answers in the platform's place so many times. */
function failing(times: number, answer: () => Response): Fault {
  let requests = 0;
  return () => {
    requests += 1;
    return requests <= times ? answer() : undefined;
  };
}

const serve = (project: string) => {
  const label = anEncordLabel({ project });
  on.pipeline.connection('encord').labels.push(label);
  return label;
};

const fetchErrors = (project: string) => on.steps('fetchLabels', project).map(({ error }) => error?.name);
const throttle = () => new Response('', { status: 429, headers: { 'retry-after': '7' } });
const outage = () => new Response('<h1>Bad gateway</h1>', { status: 502 });
const hang = () => new Response(new ReadableStream({ start: () => {} }));

describe('a platform that fails for a while', () => {
  it.each([
    ['answers 429 twice', 2, throttle, 'PlatformThrottled'],
    ['answers 502 twice', 2, outage, 'PlatformUnavailable'],
    ['sends something that is not JSON once', 1, () => new Response('maintenance'), 'PlatformUnavailable'],
    ['hangs once', 1, hang, 'PlatformUnavailable'],
  ])('%s, is asked again, and the label is exported', async (what, times, answer, error) => {
    const { timeout } = AbortSignal;
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => timeout(milliseconds / 500));
    const label = serve(what.replaceAll(' ', '-'));
    on.pipeline.connection('encord').fault = failing(times, answer);
    await on.announce('encord', label);
    expect(fetchErrors(label.project)).toEqual([...Array.from({ length: times }, () => error), undefined]);
    expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    expect(await on.takeDeadLetters()).toEqual([]);
  });
});

describe('a platform that has all but the masks of one label', () => {
  /** A label of the samples with a mask, and one of the same project without; masks cannot be had so many times. */
  async function announceBoth(project: string, times: number) {
    const labelbox = on.pipeline.connection('labelbox');
    const { labels } = await loadServedLabels(samples, await loadConfiguration());
    const sample = labels.labelbox?.find(({ attachments }) => attachments?.size);
    if (!sample) throw new Error('No sample has a mask.');
    const document = JSON.parse(JSON.stringify(sample.document).replaceAll(sample.project, project)) as unknown;
    const masked = { ...sample, project, document };
    const plain = aLabelboxLabel({ project, label: 'plain', dataUnit: 'another' });
    labelbox.labels.push(masked, plain);
    const down = failing(times, () => new Response('', { status: 503 }));
    labelbox.fault = (request) => (request.url.includes('/masks/') ? down(request) : undefined) ?? usual(request);
    await Promise.all([on.deliver('labelbox', masked), on.deliver('labelbox', plain)]);
    await on.pipeline.aws.idle();
    expect(await on.record('labelbox', plain)).toMatchObject({ status: 'exported' });
    return masked;
  }

  it('for a while: the label comes back alone until they are there, and its neighbours are not asked for again', async () => {
    const masked = await announceBoth('masks-late', 2);
    expect(await on.record('labelbox', masked)).toMatchObject({ status: 'exported' });
    const asked = on.steps('fetchLabels', 'masks-late').map(({ input }) => input as LabelGroup);
    expect(asked.flatMap(({ events }) => events).filter(({ label }) => label === 'plain')).toHaveLength(1);
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('for good: the label alone goes to the dead letters', async () => {
    const masked = await announceBoth('masks-never', Number.POSITIVE_INFINITY);
    expect(fetchErrors('masks-never').filter((error) => error !== undefined)).toEqual([]);
    expect(await on.takeDeadLetters()).toEqual([
      aWholeLetter({
        events: [expect.objectContaining({ label: masked.label, waits: 6 })],
        error: 'PlatformUnavailable',
        step: 'FetchLabels',
        attempts: 7,
      }),
    ]);
  });
});

describe('a platform that fails for good', () => {
  it.each([
    ['is throttled', throttle, 'PlatformThrottled', 9],
    ['is down', outage, 'PlatformUnavailable', 9],
    ['closes the connection', () => Response.error(), 'PlatformUnavailable', 9],
  ])('%s: when its patience is over the label goes to the dead letters, whole', async (what, answer, error, calls) => {
    const label = serve(what.replaceAll(' ', '-'));
    on.pipeline.connection('encord').fault = failing(Number.POSITIVE_INFINITY, answer);
    await on.announce('encord', label);
    expect(fetchErrors(label.project)).toEqual(Array.from({ length: calls }, () => error));
    expect(await on.takeDeadLetters()).toEqual([
      aWholeLetter({ events: [expect.objectContaining({ label: label.label })], error, step: 'FetchLabels' }),
    ]);
  });

  it.each([401, 403])(
    'refuses the credentials with %i: the label goes to the dead letters after one call',
    async (status) => {
      const label = serve(`refused-${status}`);
      const fault = failing(Number.POSITIVE_INFINITY, () => Response.json({ message: 'No.' }, { status }));
      on.pipeline.connection('encord').fault = fault;
      await on.announce('encord', label);
      expect(fetchErrors(label.project)).toEqual(['PlatformRefused']);
      expect(await on.takeDeadLetters()).toEqual([
        aWholeLetter({
          error: 'PlatformRefused',
          message: expect.stringMatching(/refuses the credentials.*Check the secret/),
        }),
      ]);
      expect(Object.keys(await on.filesOf(label.project))).toHaveLength(1);
      expect(await on.record('encord', label)).toMatchObject({
        status: 'failed',
        failure: { error: 'PlatformRefused' },
        files: {},
      });
    },
  );
});
