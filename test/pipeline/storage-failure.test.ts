import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aDoor, type Door, type Refused } from '../support/door.ts';
import { aRunningPipeline, aWholeLetter, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
let door: Door;
beforeAll(async () => {
  door = await aDoor();
  on = await aRunningPipeline({
    environment: (made) => ({ AWS_ENDPOINT_URL_S3: door.before(made.AWS_ENDPOINT_URL_S3) }),
  });
});
afterAll(async () => {
  await on.stop();
  await door.close();
});
beforeEach(() => on.forgetSteps());
afterEach(() => {
  door.open();
});

const label = (project: string) => {
  const served = anEncordLabel({ project });
  on.pipeline.connection('encord').labels.push(served);
  return served;
};

/** Fails the first so many requests that fit, each of which the AWS SDK itself tries three times. */
function failing(times: number, fits: Refused): Refused {
  let failed = 0;
  return (request) => {
    if (!fits(request) || failed >= times) return false;
    failed += 1;
    return true;
  };
}

const errors = (name: 'fetchLabels' | 'writeExport', project: string) =>
  on.steps(name, project).map(({ error }) => error?.name);
const about =
  (path: string): Refused =>
  ({ url }) =>
    new URL(url).pathname.startsWith(`/labelwire/${path}`);

describe('S3 that answers 503', () => {
  it('for a while: the steps are tried again, and the label is exported', async () => {
    const served = label('slow');
    door.refuse(failing(5, about('')));
    await on.announce('encord', served);
    expect(errors('fetchLabels', 'slow')).toEqual(['StorageUnavailable', undefined]);
    expect(await on.record('encord', served)).toMatchObject({ status: 'exported' });
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('to the record alone: the files are written, then the record, and no mixture is left', async () => {
    const served = label('commit');
    door.refuse(failing(4, ({ method, url }) => method === 'PUT' && about('records/')({ url } as Request)));
    await on.announce('encord', served);
    expect(errors('writeExport', 'commit')).toEqual(['StorageUnavailable', undefined]);
    const { files, obsolete } = await on.record('encord', served);
    expect(Object.keys(files)).toHaveLength(4);
    for (const key of Object.keys(files)) expect(await on.textAt(key)).toBeTypeOf('string');
    expect(obsolete).toEqual([]);
  });

  it('for longer than a label waits, while writing: it goes to the dead letters as StorageUnavailable, and lands when S3 is back', async () => {
    const served = label('down');
    door.refuse(({ method, url }) => method === 'PUT' && about('records/')({ url } as Request));
    await on.announce('encord', served);
    const failures = errors('writeExport', 'down');
    expect(failures.length).toBeGreaterThan(3); // it was put back before it was given up
    expect(new Set(failures)).toEqual(new Set(['StorageUnavailable']));
    const letters = await on.takeDeadLetters();
    expect(letters).toEqual([
      aWholeLetter({
        events: [expect.objectContaining({ label: served.label })],
        error: 'StorageUnavailable',
        message: expect.stringMatching(/^S3 did not serve bucket labelwire/),
        step: 'WriteExport',
        attempts: failures.length / 3 + 1,
      }),
    ]);
    door.open();
    await on.send(...letters.flatMap(({ events }) => events.map((event) => JSON.stringify({ ...event, attempt: 99 }))));
    await on.pipeline.aws.idle();
    expect(await on.record('encord', served)).toMatchObject({ status: 'exported' });
  });

  it('for ever, from the start: the label goes to the dead letters after nine calls', async () => {
    const served = label('dark');
    door.refuse(about(''));
    await on.announce('encord', served);
    door.open();
    expect(errors('fetchLabels', 'dark')).toEqual(Array.from({ length: 9 }, () => 'StorageUnavailable'));
    expect(await on.takeDeadLetters()).toEqual([aWholeLetter({ error: 'StorageUnavailable', step: 'FetchLabels' })]);
  });
});
