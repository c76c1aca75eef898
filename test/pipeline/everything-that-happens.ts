import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { keys } from '../../lib/contracts/keys.ts';
import type { LabelEvent, StagedBytes } from '../../lib/contracts/payloads.ts';
import { lookThrough } from '../../lib/queue/look-through.ts';
import { replay } from '../../lib/queue/replay.ts';
import { bucket } from '../../local/aws/resources.ts';
import { type AwsCall, watchAwsCalls } from '../../local/aws-calls.ts';
import type { FunctionName } from '../../local/pipeline.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { inCompanyAccount } from '../structure/package-service.ts';
import { anEvent, aRecord } from '../support/events.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel, later } from '../support/served-labels.ts';

const { bucketPrefix } = inCompanyAccount;

const watched = watchAwsCalls();
let on: TestPipeline;
/** What happens once between a function's work and its answer. */
let before: Partial<Record<FunctionName, (output: unknown) => Promise<void>>> = {};
/** EventBridge reports no end of an execution. */
let isSilent = false;
let s3: S3Client;
const remove = (key: string) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: bucketPrefix + key }));

export type EverythingThatHappened = {
  readonly pipeline: TestPipeline;
  /** All requests to AWS, with the function that made each. */
  readonly calls: readonly AwsCall[];
  stop(): Promise<void>;
};

/**
 * Brings every function into each case in which it asks AWS for something of its own: in one pipeline, below a prefix, in the bucket
 * of a company. Each case ends as it should, or what is judged afterwards would be about something else.
 */
export async function everythingThatHappens(): Promise<EverythingThatHappened> {
  on = await aRunningPipeline({
    losesEnd: () => isSilent,
    environment: () => ({ BUCKET_PREFIX: bucketPrefix, NOTIFY_BUS: 'default' }),
    inside: (name, call) =>
      watched.inside(name, async () => {
        const output = await call();
        const once = before[name];
        if (once) {
          before = {};
          await watched.outside(() => once(output));
        }
        return output;
      }),
  });
  s3 = new S3Client({ endpoint: on.environment.AWS_ENDPOINT_URL_S3 ?? '' });
  const stop = async () => {
    watched.stop();
    await on.stop();
  };
  try {
    for (const happens of cases) await happens();
  } catch (error) {
    await stop();
    throw error;
  }
  return { pipeline: on, calls: watched.calls, stop };
}

/** In this order: some need what an earlier one left in the bucket. */
const cases = [
  exports,
  waits,
  listings,
  deletions,
  largeLabels,
  classMaps,
  deadLetters,
  splits,
  rescues,
  syncs,
  sweeps,
  givenUp,
  releases,
];

const served = {
  encord: (parts: Parameters<typeof anEncordLabel>[0]) => {
    const label = anEncordLabel(parts);
    on.pipeline.connection('encord').labels.push(label);
    return label;
  },
  labelbox: (parts: Parameters<typeof aLabelboxLabel>[0]) => {
    const label = aLabelboxLabel(parts);
    on.pipeline.connection('labelbox').labels.push(label);
    return label;
  },
};

const endings = (project: string) =>
  on.steps('writeExport', project).map(({ output }) => (output as { status?: string } | undefined)?.status);
const errorsOf = (name: FunctionName, project: string) => on.steps(name, project).map(({ error }) => error?.name);

async function exports() {
  const label = served.encord({ project: 'plain' });
  await on.announce('encord', label);
  await on.announce('encord', label); // a duplicate
  const renamed = anEncordLabel({ project: 'plain', title: 'street/2.jpg', editedAt: later });
  label.document = renamed.document;
  await on.announce('encord', label);
  expect(endings('plain')).toEqual(['exported', 'unchanged', 'exported']);

  // Of two labels of one unit the second takes the file's name; when it is deleted, the first has it again.
  const [ben, ann] = ['ben', 'ann'].map((name) => served.labelbox({ project: 'both', label: name, title: 'a.jpg' }));
  if (!ben || !ann) throw new Error('unreachable');
  await on.announce('labelbox', ben);
  await on.announce('labelbox', ann);
  expect(endings('both')).toEqual(['exported', 'exported', 'exported']);
  const { labels } = on.pipeline.connection('labelbox');
  labels.splice(labels.indexOf(ann), 1);
  await on.announce('labelbox', ann, { kind: 'deleted' });
  expect(endings('both').slice(3)).toEqual(['deleted', 'exported']);
  labels.splice(labels.indexOf(ben), 1);
  await on.announce('labelbox', ben, { kind: 'deleted' });
  expect(endings('both').at(-1)).toBe('deleted');

  // The platform's read side lags: the label is waited for, and its file that is gone is written again.
  const late = served.encord({ project: 'late', editedAt: later });
  await on.announce('encord', late);
  const newest = late.document;
  late.document = anEncordLabel({ project: 'late' }).document;
  await remove('labels/encord/late/label-of-late.json');
  before = {
    fetchLabels: async () => {
      late.document = newest;
    },
  };
  await on.announce('encord', late);
  expect(endings('late')).toEqual(['exported', 'exported']);
}

/** The platform shows the label only after the first fetch, which puts it back. */
async function waits() {
  const [shown, label] = ['shown', 'late'].map((name) => anEncordLabel({ project: 'not-shown', label: name }));
  if (!shown || !label) throw new Error('unreachable');
  on.pipeline.connection('encord').labels.push(shown);
  before = {
    fetchLabels: async () => {
      on.pipeline.connection('encord').labels.push(label);
    },
  };
  await on.announce('encord', label);
  expect(endings('not-shown')).toEqual(['exported']);
  expect(on.steps('fetchLabels', 'not-shown')).toHaveLength(2);
}

/** Label Studio, its webhook without payload, says that something changed: it is asked what. */
async function listings() {
  const { simulated, webhookUrl, webhookSecret } = on.pipeline.connection('label-studio');
  const body = JSON.stringify({ action: 'ANNOTATION_UPDATED' });
  const signed = simulated.sign(body, webhookSecret, { id: 'event', kind: 'upserted', now: new Date() });
  const headers = { 'content-type': 'application/json', ...signed };
  const { status } = await fetch(`${webhookUrl}?project=1`, { method: 'POST', headers, body });
  expect(status).toBe(202);
  await on.pipeline.aws.idle();
  expect(on.steps('fetchLabels', 'recently-changed').length).toBeGreaterThan(0);
}

async function deletions() {
  const label = aLabelboxLabel({ project: 'gone' });
  const { labels } = on.pipeline.connection('labelbox');
  await on.announce('labelbox', label, { kind: 'deleted', occurredAt: new Date('2026-05-04T08:00:00Z') });
  labels.push(label);
  await on.announce('labelbox', label);
  labels.splice(labels.indexOf(label), 1);
  await on.announce('labelbox', label, { kind: 'deleted' });
  // The second look at a label that came back may be faster than the first export of it: then one of them loses.
  expect(endings('gone').filter((status) => status !== 'lost')).toEqual([
    'deleted',
    'exported',
    'unchanged',
    'deleted',
  ]);
  await deletedUnit();
}

/** Label Studio says of a task that it is deleted, and nothing of its annotations. */
async function deletedUnit() {
  const label = testingOf('label-studio').aLabel({ project: '770077' });
  const other = testingOf('label-studio').aLabel({ project: '770077', label: 'other', dataUnit: 'other' });
  const { labels } = on.pipeline.connection('label-studio');
  labels.push(label, other);
  await on.announce('label-studio', label);
  labels.splice(labels.indexOf(label), 1);
  const task = { connection: 'label-studio', project: '770077', label: undefined, dataUnit: label.dataUnit };
  await on.send(JSON.stringify(anEvent({ id: 'task-deleted', kind: 'deleted', ...task })));
  await on.pipeline.aws.idle();
  // More than once where two looks meet, and then one of them may lose.
  expect([...new Set(endings('770077'))].filter((status) => status !== 'lost')).toEqual(['exported', 'deleted']);
}

async function largeLabels() {
  const classes = Array.from({ length: 1_500 }, (_, index) => `class-${index}`);
  for (const project of ['large', 'unread']) served.encord({ project, classes });
  const [large, unread] = on.pipeline.connection('encord').labels.slice(-2);
  const small = served.encord({ project: 'unfetched' });
  if (!large || !unread) throw new Error('unreachable');
  await on.announce('encord', large);
  expect(endings('large')).toEqual(['exported']);

  before = {
    transformLabel: (output) => remove((output as { content: { staged: StagedBytes } }).content.staged.key).then(),
  };
  await on.announce('encord', unread);
  expect(errorsOf('writeExport', 'unread')).toEqual(['InvalidRequest', undefined]); // the second notes the failure
  before = {
    fetchLabels: (output) =>
      remove((output as { batches: { staged: StagedBytes }[][] }).batches[0]?.[0]?.staged.key ?? '').then(),
  };
  await on.announce('encord', small);
  expect(errorsOf('transformLabel', 'unfetched')).toEqual(['InvalidRequest']);
}

async function classMaps() {
  const label = served.encord({ project: 'locked' });
  const map = { schema: 1, locked: true, classes: ['truck'] };
  await on.put(`${bucketPrefix}classes/encord/locked.json`, JSON.stringify(map));
  await on.announce('encord', label);
  expect(on.steps('transformLabel', 'locked')).toEqual([]);

  // As version 0.1 answered: without the class numbers, so that TransformLabel looks for the map itself.
  before = {
    fetchLabels: async (output) => {
      const [[label] = []] = (output as { batches: { classes?: StagedBytes }[][] }).batches;
      delete label?.classes;
      await remove('classes/encord/unmapped.json');
      await remove('classes/encord/unmapped.given.json');
    },
  };
  await on.announce('encord', served.encord({ project: 'unmapped' }));
  expect(on.steps('transformLabel', 'unmapped').length).toBeGreaterThan(0);
}

async function deadLetters() {
  const label = served.encord({ project: 'broken' });
  const { document } = label;
  label.document = { ...document, data_units: 'broken' };
  await on.send('not JSON');
  await on.announce('encord', label);
  label.document = document;
  const queues = {
    sqs: new SQSClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SQS ?? '' }),
    labelEventsQueueUrl: on.environment.LABEL_EVENTS_QUEUE_URL ?? '',
    deadLetterQueueUrl: on.environment.DEAD_LETTER_QUEUE_URL ?? '',
  };
  const outcomes: string[] = [];
  await lookThrough(queues, {
    async window(held, holds) {
      for await (const { outcome } of replay(queues, held, { holds })) outcomes.push(outcome);
    },
  });
  expect(outcomes.filter((outcome) => outcome === 'kept')).toHaveLength(1); // it was not JSON
  expect(outcomes.filter((outcome) => outcome === 'replayed').length).toBeGreaterThan(0);
  await on.pipeline.aws.idle();
  expect(endings('broken')).toEqual(['noted', 'exported']);
}

/** A group that fails as a whole: the state machine puts it back, and its events fail one by one. */
async function splits() {
  on.pipeline.connection('encord').fault = () => new Response('', { status: 403 });
  const labels = ['one', 'two'].map((label) => anEvent({ label, project: 'refused' }));
  await on.send(...labels.map((event) => JSON.stringify(event)));
  await on.pipeline.aws.idle();
  expect(errorsOf('fetchLabels', 'refused').length).toBeGreaterThanOrEqual(3);
  on.pipeline.connection('encord').fault = () => undefined;
}

/** Executions that somebody started by hand and stopped: one of a single event, one with an input too long for the event of its end. */
async function rescues() {
  const events = Array.from({ length: 200 }, (_, index) =>
    anEvent({ id: `${index}-${'x'.repeat(1_000)}`, label: `label-${index}`, project: 'stopped' }),
  );
  await startAndStop('by-hand', events);
  await startAndStop('by-hand-alone', events.slice(0, 1));
  await startAndStop('by-hand-late', [anEvent({ label: 'late', project: 'stopped' })], () =>
    putRecord('stopped', 'late'),
  );
  await startAndStop('by-hand-unseen', [anEvent({ label: 'unseen', project: 'stopped' })]);
}

/** Ends of executions that are not reported: of a single event whose label has a record, or gets one meanwhile, and of a group. */
async function sweeps() {
  isSilent = true;
  const { label } = anEncordLabel({ project: 'plain' });
  await startAndStop('unreported-recorded', [anEvent({ label, project: 'plain' })]);
  const events = ['alone', 'one', 'two'].map((label) => anEvent({ id: label, label, project: 'swept' }));
  await startAndStop('unreported-alone', events.slice(0, 1));
  await startAndStop('unreported-late', [anEvent({ label: 'late', project: 'swept' })], () =>
    putRecord('swept', 'late'),
  );
  await startAndStop('unreported', events.slice(1));
  isSilent = false;
  await on.pipeline.aws.sweep();
  await on.pipeline.aws.idle();
  expect(on.steps('fetchLabels', 'swept').length).toBeGreaterThanOrEqual(4); // two that were stopped, and the group's two
  await on.pipeline.aws.sweep();
}

/** A label that the state machine put back for the last time; later it has a record, then one that is newer than its execution. */
async function givenUp() {
  const event = anEvent({ project: 'impatient', returnedAt: '2026-05-04T12:00:00.000Z' });
  const reason = { error: 'StorageUnavailable', message: 'Down.' };
  const starts = [undefined, undefined, '2026-05-04T12:00:00.000Z'];
  for (const [attempt, executionStartedAt] of starts.entries()) {
    const again = { split: 1, reason: { ...reason, executionStartedAt } };
    await on.send(JSON.stringify({ events: [{ ...event, attempt: attempt + 1 }], again }));
    await on.pipeline.aws.idle();
  }
  expect(await on.keys(`${bucketPrefix}records/encord/impatient/`)).toHaveLength(1);
}

/** As a writer does that is faster than an execution which is stopped then. */
const putRecord = async (project: string, label: string): Promise<void> => {
  const record = aRecord({ project, label, writtenAt: new Date().toISOString() });
  await on.put(bucketPrefix + keys.record(record), JSON.stringify(record));
};

async function startAndStop(name: string, events: readonly LabelEvent[], meanwhile = async () => {}) {
  const asked = Promise.withResolvers<void>();
  const open = Promise.withResolvers<undefined>();
  on.pipeline.connection('encord').fault = () => {
    asked.resolve();
    return open.promise;
  };
  const sfn = new SFNClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SFN ?? '' });
  const input = JSON.stringify({ platform: 'encord', project: events[0]?.project, events });
  await sfn.send(new StartExecutionCommand({ stateMachineArn: on.environment.STATE_MACHINE_ARN, name, input }));
  await asked.promise;
  await meanwhile();
  await on.pipeline.aws.stopExecution(name);
  open.resolve(undefined);
  await on.pipeline.aws.idle();
  if (!isSilent) expect(on.steps('rescueExecution', `:${name}"`).map(({ error }) => error)).toEqual([undefined]);
}

/** A file that is gone is written again; of Label Studio's tasks, what has changed is asked for, and the labels that they had. */
async function syncs() {
  const [native = ''] = await on.keys(`${bucketPrefix}native/encord/plain/`);
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: native }));
  on.pipeline.connection('labelbox').labels.push(aLabelboxLabel({ project: 'gone' }));
  const [task] = on.pipeline.connection('label-studio').labels;
  if (!task) throw new Error('unreachable');
  await on.announce('label-studio', task);
  const requests = [
    { connection: 'labelbox', projects: ['gone'] },
    { connection: 'encord', projects: ['plain'], files: true },
    { connection: 'label-studio', projects: ['770077'], since: '2026-01-01T00:00:00.000Z' },
  ];
  const sfn = new SFNClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SFN ?? '' });
  for (const [index, request] of requests.entries()) {
    const start = { stateMachineArn: on.environment.SYNC_STATE_MACHINE_ARN, name: `sync-${index}` };
    await sfn.send(new StartExecutionCommand({ ...start, input: JSON.stringify(request) }));
    await on.pipeline.aws.idle();
  }
  expect(await on.keys(`${bucketPrefix}native/encord/plain/`)).toContain(native);
  expect(on.steps('syncLabels').map(({ error }) => error)).toEqual(requests.map(() => undefined));
}

/** Releases: a whole one, whose name is then taken; some whose label changes or is deleted meanwhile; and some that lose what a step needs. */
async function releases() {
  const [label = ''] = await on.keys(`${bucketPrefix}labels/encord/plain/`);
  const formats = [{ id: 'coco' }, { id: 'yolo' }];
  const sfn = new SFNClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SFN ?? '' });
  const build = async (release: string, name = release) => {
    const projects = [{ connection: 'encord', project: 'plain' }];
    const input = JSON.stringify({ schema: 1, release, projects, formats, labels: 'newest', layout: 'shards' });
    const stateMachineArn = on.environment.RELEASE_STATE_MACHINE_ARN;
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    await on.pipeline.aws.idle();
  };
  await build('whole');
  await build('whole', 'whole-again');
  const text = await on.textAt(label);
  before = { planRelease: async () => void (await on.put(label, `${text}\n`)) };
  await build('changed');
  const loses = async (name: string, step: FunctionName, ...keys: readonly string[]) => {
    const release = `lost-${name}`;
    before = {
      [step]: async () => {
        for (const key of keys) await remove(key.replace('{release}', release));
      },
    };
    await build(release);
  };
  for (const step of ['planRelease', 'surveyBatch', 'settleRelease', 'writeBatch', 'assembleFile'] as const)
    await loses(step.toLowerCase(), step, 'releases/{release}/build.json');
  await loses('pins', 'planRelease', 'staging/releases/{release}/pins/000000.jsonl');
  await loses('survey', 'surveyBatch', 'staging/releases/{release}/survey/000000.jsonl');
  await loses('facts', 'settleRelease', 'staging/releases/{release}/facts/000000.jsonl');
  await loses('facts-later', 'writeBatch', 'staging/releases/{release}/facts/000000.jsonl');
  const classMaps = ['classes/encord/plain.json', 'classes/encord/plain.given.json'];
  const kept = await Promise.all(classMaps.map((key) => on.textAt(bucketPrefix + key)));
  await loses('classes', 'surveyBatch', ...classMaps);
  for (const [index, key] of classMaps.entries()) await on.put(bucketPrefix + key, kept[index] ?? '');
  before = { planRelease: async () => void (await remove(label.slice(bucketPrefix.length))) };
  await build('deleted'); // the bucket still has its version
  await on.put(label, text);
  const built = await on.keys(`${bucketPrefix}releases/`);
  expect(built.filter((key) => key.endsWith('/release.json'))).toEqual(
    ['changed', 'deleted', 'whole'].map((release) => `${bucketPrefix}releases/${release}/release.json`),
  );
}
