import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../local/pipeline.ts';
import { aRunningPipeline, aWholeLetter, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await aRunningPipeline();
});
afterAll(() => on.stop());
beforeEach(() => on.forgetSteps());
afterEach(() => {
  on.pipeline.platforms.encord.fault = () => undefined;
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
  on.pipeline.platforms.encord.labels.push(label);
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
    on.pipeline.platforms.encord.fault = failing(times, answer);
    await on.announce('encord', label);
    expect(fetchErrors(label.project)).toEqual([...Array.from({ length: times }, () => error), undefined]);
    expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
    expect(await on.takeDeadLetters()).toEqual([]);
  });
});

describe('a platform that fails for good', () => {
  it.each([
    ['is throttled', throttle, 'PlatformThrottled', 7],
    ['is down', outage, 'PlatformUnavailable', 6],
    ['closes the connection', () => Response.error(), 'PlatformUnavailable', 6],
  ])('%s: after its retries the label goes to the dead letters, whole', async (what, answer, error, calls) => {
    const label = serve(what.replaceAll(' ', '-'));
    on.pipeline.platforms.encord.fault = failing(Number.POSITIVE_INFINITY, answer);
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
      on.pipeline.platforms.encord.fault = fault;
      await on.announce('encord', label);
      expect(fetchErrors(label.project)).toEqual(['PlatformRefused']);
      expect(await on.takeDeadLetters()).toEqual([
        aWholeLetter({
          error: 'PlatformRefused',
          message: expect.stringMatching(/refuses the credentials.*Check the secret/),
        }),
      ]);
      expect(await on.filesOf(label.project)).toEqual({});
    },
  );
});
