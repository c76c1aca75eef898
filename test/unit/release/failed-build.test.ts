import { describe, expect, it } from 'vitest';
import { beginRelease } from '../../../cli/release/begin.ts';
import { listedReleases } from '../../../cli/release/listed-releases.ts';
import { InvalidConfiguration } from '../../../lib/contracts/errors.ts';
import { assembleFile } from '../../../lib/release/assemble.ts';
import { claimRelease } from '../../../lib/release/build-objects.ts';
import { finishRelease } from '../../../lib/release/finish.ts';
import { planRelease } from '../../../lib/release/plan.ts';
import { settleRelease } from '../../../lib/release/settle.ts';
import { deleteRelease, releaseNames, standingRelease } from '../../../lib/release/standing.ts';
import { surveyBatch } from '../../../lib/release/survey.ts';
import { formatsOf } from '../../../lib/release/trees.ts';
import { writeBatch } from '../../../lib/release/write.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { aRequest, build, exportLabel, labelKey } from '../../support/built-release.ts';
import { aLabel } from '../../support/labels.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

const startedAt = '2026-01-02T03:04:05.000Z';
const dependencies = (store: MemoryStore) => ({ store, formatsOf: () => [], version: 'test' });
const claimed = async () => {
  const store = new MemoryStore();
  expect(await claimRelease(store, { schema: 1, run: 'one', startedAt, request: aRequest() })).toBe(true);
  return store;
};
const failing = (run: string, error: string, errorMessage: string) => ({
  ...{ release: 'r1', run },
  failure: { Error: error, Cause: JSON.stringify({ errorMessage }) },
});

describe('a build that fails', () => {
  it('says why, in the words of the step that failed first', async () => {
    const store = await claimed();
    await finishRelease(failing('one', 'InvalidRequest', '[SurveyBatch] The reason.'), dependencies(store));
    const parent = failing(
      'one',
      'States.ExceedToleratedFailureThreshold',
      'The tolerated failure threshold was exceeded',
    );
    expect(await finishRelease(parent, dependencies(store))).toEqual({ status: 'failed' });
    const { failure, release } = (await standingRelease(store, 'r1')) ?? {};
    expect([failure, release]).toEqual([
      { schema: 1, run: 'one', error: 'InvalidRequest', message: 'The reason.' },
      undefined,
    ]);
  });

  it('says nothing where another build has the name', async () => {
    const store = await claimed();
    await finishRelease(failing('two', 'InvalidRequest', 'The name is taken.'), dependencies(store));
    expect((await standingRelease(store, 'r1'))?.failure).toBeUndefined();
  });

  it('ends where its release was deleted, or its staged objects are gone', async () => {
    const store = await claimed();
    const settle = (run: string) => settleRelease({ release: 'r1', run, batches: 1 }, dependencies(store));
    await expect(settle('one')).rejects.toThrow(
      /The build has lost staging\/releases\/one\/survey-facts\/000000.jsonl/,
    );
    await expect(settle('two')).rejects.toThrow(/must be that of the build two, but is that of one/);
    await deleteRelease(store, 'r1');
    await expect(settle('one')).rejects.toThrow(/but was deleted/);
  });

  it('leaves a name that can be used again when it is deleted', async () => {
    const store = await claimed();
    await finishRelease(failing('one', 'InvalidRequest', 'The reason.'), dependencies(store));
    expect(await releaseNames(store)).toEqual(['r1']);
    expect(await deleteRelease(store, 'r1')).toBe(1);
    expect([await standingRelease(store, 'r1'), await releaseNames(store)]).toEqual([undefined, []]);
    await exportLabel(store, aLabel());
    await build(store, aRequest(), { run: 'three' });
    expect((await standingRelease(store, 'r1'))?.release?.run).toBe('three');
  });
});

describe('a build that is begun', () => {
  const now = new Date(startedAt);

  it('has its name before its execution starts, which takes it as its own', async () => {
    const store = new MemoryStore();
    await exportLabel(store, aLabel());
    const started: string[] = [];
    const start = async (run: string) => {
      const place = { bucket: 'b', prefix: '' };
      await planRelease({ run, startedAt, request: aRequest() }, { store, place });
      started.push(run);
    };
    const api = { store, place: '', start, status: async () => 'RUNNING' as const };
    const run = await beginRelease(aRequest(), { api, where: '', now });
    expect(started).toEqual([run]);
    await expect(beginRelease(aRequest(), { api, where: '', now })).rejects.toThrow('The name "r1" is taken');
  });

  it('leaves nothing where its execution could not be started', async () => {
    const store = new MemoryStore();
    const start = () => Promise.reject(new Error('Not now.'));
    const api = { store, place: '', start, status: async () => 'unknown' as const };
    await expect(beginRelease(aRequest(), { api, where: '', splitList: 'a\tval\n', now })).rejects.toThrow('Not now.');
    expect(await store.list('')).toEqual([]);
  });
});

it('a build whose execution was started, though the answer to it was lost, goes on under its name', async () => {
  const store = new MemoryStore();
  const api = {
    ...{ store, place: '' },
    start: () => Promise.reject(new Error('socket hang up')),
    status: async () => 'SUCCEEDED' as const,
  };
  const run = await beginRelease(aRequest(), { api, where: '', now: new Date(startedAt) });
  expect((await standingRelease(store, 'r1'))?.build?.run).toBe(run);
});

it('releases are looked at side by side, and listed in the order of their names', async () => {
  const store = new MemoryStore();
  const names = Array.from({ length: 40 }, (_, number) => `r${number + 10}`);
  for (const release of names)
    await claimRelease(store, { schema: 1, run: release, startedAt, request: aRequest({ release }) });
  let [running, most] = [0, 0];
  const watched = around(store, async (_, run) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    return run().finally(() => {
      running -= 1;
    });
  });
  const listed = await listedReleases({
    store: watched,
    place: '',
    start: async () => {},
    status: async () => 'FAILED' as const,
  });
  expect(listed.map(({ name }) => name)).toEqual(names);
  expect(most).toBeGreaterThan(5);
});

describe('a release whose description was changed by hand', () => {
  const now = new Date(startedAt);
  const apiOf = (store: MemoryStore) => ({
    ...{ store, place: '', start: async () => {} },
    status: async () => 'FAILED' as const,
  });

  it.each(['build.json', 'failure.json', 'release.json'])(
    'is listed with its damage, and can be deleted: %s',
    async (file) => {
      const store = await claimed();
      const key = `releases/r1/${file}`;
      await store.put({ key, bytes: Buffer.from('{"schema": 1,'), contentType: 'application/json' });
      const other = aRequest({ release: 'r2' });
      await beginRelease(other, { api: apiOf(store), where: '', now });
      const listed = await listedReleases(apiOf(store));
      expect(listed.map(({ name, status, damage }) => [name, status, damage])).toEqual([
        [
          'r1',
          'failed',
          `${file === 'build.json' ? 'The lock of a release' : 'The release'} ${key} is not JSON. Restore it from an earlier version of the object, or delete the release.`,
        ],
        ['r2', 'failed', undefined],
      ]);
      await deleteRelease(store, 'r1');
      expect(await releaseNames(store)).toEqual(['r2']);
    },
  );

  it('throws where the store cannot be asked, and reports no damage', async () => {
    const store = await claimed();
    const denied = around(store, async (name, run) => {
      if (name === 'get') throw new InvalidConfiguration('S3 refused.');
      return run();
    });
    await expect(standingRelease(denied, 'r1')).rejects.toThrow('S3 refused.');
  });
});

it('ends where a batch was surveyed by two tries at once, and a label changed between them: none gets the units of another', async () => {
  const store = new MemoryStore(undefined, { keepsVersions: false });
  const [gone, stays] = ['a', 'b'].map((id) => aLabel({ source: { label: id } }));
  for (const label of [gone, stays]) if (label) await exportLabel(store, label);
  const place = { bucket: 'b', prefix: '' };
  await planRelease({ run: 'one', startedAt, request: aRequest() }, { store, place });
  const batch = { release: 'r1', run: 'one', batch: { batch: 0, labels: 2 } };
  let isBetween = false;
  const interrupted = around(store, async (name, run) => {
    const done = await run();
    if (name !== 'put' || isBetween) return done;
    isBetween = true; // the labels are frozen, and not surveyed yet
    await store.deleteAll([labelKey('a')]);
    await surveyBatch(batch, store);
    return done;
  });
  await surveyBatch(batch, interrupted);
  await settleRelease({ release: 'r1', run: 'one', batches: 1 }, dependencies(store));
  await expect(writeBatch(batch, dependencies(store))).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining('The frozen labels of batch 0 must be those that were surveyed'),
  });
});

/** Whose keys below releases/ that were written are known. */
class WatchedStore extends MemoryStore {
  readonly written: string[] = [];

  override async put(object: Parameters<MemoryStore['put']>[0]) {
    await super.put(object);
    this.written.push(object.key);
  }

  override async putIf(...args: Parameters<MemoryStore['putIf']>) {
    const etag = await super.putIf(...args);
    this.written.push(args[0].key);
    return etag;
  }

  override async putParts(...args: Parameters<MemoryStore['putParts']>) {
    const bytes = await super.putParts(...args);
    this.written.push(args[0].key);
    return bytes;
  }
}

describe('a step that still runs when its build was stopped, and another one has the name', () => {
  const build = { release: 'r1', run: 'one' };
  const batch = { ...build, batch: { batch: 0, labels: 1 } };
  const layouts = ['files', 'shards', 'webdataset'] as const;
  const steps = ['SurveyBatch', 'WriteBatch', 'AssembleFile', 'FinishRelease'] as const;
  const cases = layouts
    .flatMap((layout) => steps.map((step) => ({ layout, step })))
    .filter(({ layout, step }) => layout !== 'webdataset' || step !== 'WriteBatch'); // which keeps them under staging/

  it.each(cases)('writes no file of it: $step, $layout', async ({ layout, step }) => {
    const store = new WatchedStore();
    await exportLabel(store, aLabel());
    const request = aRequest({ layout, formats: [{ id: 'yolo' }] });
    const of = (each: ObjectStore) => ({ store: each, formatsOf: () => formatsOf(request, {}), version: 'test' });
    await planRelease({ run: 'one', startedAt, request }, { store, place: { bucket: 'b', prefix: '' } });
    await surveyBatch(batch, store);
    const { outputs } = await settleRelease({ ...build, batches: 1 }, of(store));
    await writeBatch(batch, of(store));
    for (const output of outputs) await assembleFile({ ...build, batches: 1, output }, of(store));
    const another = Buffer.from(JSON.stringify({ schema: 1, run: 'two', startedAt, request }));
    const late = around(store, async (operation, call) => {
      const done = await call();
      if (operation === 'get')
        // the first is whether the build stands
        await store.put({ key: 'releases/r1/build.json', bytes: another, contentType: 'application/json' });
      return done;
    });
    const runs: Record<typeof step, () => Promise<unknown>> = {
      SurveyBatch: () => surveyBatch(batch, late),
      WriteBatch: () => writeBatch(batch, of(late)),
      AssembleFile: async () => {
        for (const output of outputs.slice(0, 1)) await assembleFile({ ...build, batches: 1, output }, of(late));
      },
      FinishRelease: () => finishRelease({ ...build, batches: 1 }, of(late)),
    };
    store.written.length = 0;
    await expect(runs[step]()).rejects.toThrow('must be that of the build one, but is that of two');
    const files = store.written.filter((key) => key.startsWith('releases/') && key !== 'releases/r1/build.json');
    expect(files).toEqual([]);
  });
});
