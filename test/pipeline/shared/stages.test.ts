import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServedLabel } from '../../../lib/platforms/testing.ts';
import { testingOf } from '../../../local/platform-testing.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});
beforeEach(() => on.forgetSteps());

/** Projects of the samples' configuration: `take: 'approved'`, and `take: 'submitted'` with `onLeave: 'withdraw'`. */
const onlyApproved = '4001';
const withdrawing = '4002';

type Words = {
  readonly working: string;
  readonly submitted: string;
  readonly approved: string;
  readonly reworked: string;
};
/** Puts a label into a state, by the platform's own word for it. */
type Put = (label: ServedLabel, word: string) => void;

const change = (label: ServedLabel, fields: object) => {
  label.document = { ...(label.document as object), ...fields };
};

const platforms: readonly (readonly [platform: string, words: Words, put: Put])[] = [
  [
    'encord',
    { working: 'Annotate', submitted: 'Review', approved: 'Complete', reworked: 'Annotate' },
    (label, title) => change(label, { workflow_graph_node: { title } }),
  ],
  [
    'labelbox',
    { working: 'TO_LABEL', submitted: 'IN_REVIEW', approved: 'DONE', reworked: 'IN_REWORK' },
    (label, workflow_status) => {
      const { projects } = label.document as { projects: Record<string, object> };
      const inProject = { ...projects[label.project], project_details: { workflow_status } };
      change(label, { projects: { [label.project]: inProject } });
    },
  ],
  [
    'label-studio',
    { working: 'rejected', submitted: 'submitted', approved: 'accepted', reworked: 'rejected' },
    (label, last_action) => {
      const [annotation] = (label.document as { annotations: readonly object[] }).annotations;
      const reviews = last_action === 'submitted' ? [] : [{ accepted: last_action === 'accepted' }];
      change(label, { annotations: [{ ...annotation, last_action, reviews }] });
    },
  ],
];

/** Sends the event of a step in the workflow. Label Studio's annotation itself stays as it is, so that the event is about the review. */
async function moved(platform: string, label: ServedLabel): Promise<void> {
  if (platform !== 'label-studio') return on.announce(platform, label);
  const review = { id: 1, annotation: Number(label.label) };
  const body = () => JSON.stringify({ action: 'REVIEW_UPDATED', review, project: { id: Number(label.project) } });
  expect((await on.deliver(platform, label, { body })).status).toBe(202);
  await on.pipeline.aws.idle();
}

const aLabel = (platform: string, parts: { project: string; label: string; editedAt?: string; dataUnit?: string }) =>
  testingOf(platform).aLabel({ title: `${parts.label}.jpg`, dataUnit: `unit of ${parts.label}`, ...parts });
const serve = (platform: string, project: string, name: string) => {
  const label = aLabel(platform, { project, label: name });
  on.pipeline.connection(platform).labels.push(label);
  return label;
};
const filesOf = async (platform: string, label: ServedLabel) => {
  const { files } = await on.record(platform, label);
  return Promise.all(Object.keys(files).map(async (key) => [key, await on.textAt(key)]));
};

describe.each(platforms)('a route of %s that takes only approved labels', (platform, words, put) => {
  it('exports a label when it is approved, and not before', async () => {
    const label = serve(platform, onlyApproved, 'first');
    for (const word of [words.working, words.submitted]) {
      put(label, word);
      await moved(platform, label);
      expect(await on.record(platform, label)).toMatchObject({ status: 'not-taken', state: word, files: {} });
    }
    expect(await filesOf(platform, label)).toEqual([]);
    put(label, words.approved); // without another time of change
    await moved(platform, label);
    const record = await on.record(platform, label);
    expect(record).toMatchObject({ status: 'exported', state: words.approved, stage: 'approved' });
    expect(Object.keys(record.files)).toHaveLength(4);
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('keeps what is exported of a label that is sent back, until it is approved again', async () => {
    const label = serve(platform, onlyApproved, 'second');
    put(label, words.approved);
    await moved(platform, label);
    const exported = await filesOf(platform, label);
    const { revision } = await on.record(platform, label);
    put(label, words.reworked);
    await moved(platform, label);
    expect(await on.record(platform, label)).toMatchObject({
      status: 'exported',
      revision,
      notTaken: { revision, state: words.reworked, stage: 'in-progress' },
    });
    const editedAt = '2026-05-04T10:00:00.000000+00:00';
    const edited = aLabel(platform, { project: onlyApproved, label: 'second', editedAt });
    label.document = edited.document;
    put(label, words.submitted);
    await moved(platform, label);
    expect((await on.record(platform, label)).notTaken).toMatchObject({ state: words.submitted, stage: 'submitted' });
    expect(await filesOf(platform, label)).toEqual(exported);
    put(label, words.approved);
    await moved(platform, label);
    const approved = await on.record(platform, label);
    expect(approved.revision).toBeGreaterThan(revision);
    expect(approved).toMatchObject({ status: 'exported', state: words.approved });
    expect(approved).not.toHaveProperty('notTaken');
    expect(await filesOf(platform, label)).not.toEqual(exported);
    expect(await on.takeDeadLetters()).toEqual([]);
  });
});

it.each(platforms)('a route of %s may withdraw what is exported of a label that is sent back', async (...each) => {
  const [platform, words, put] = each;
  const label = serve(platform, withdrawing, 'third');
  put(label, words.submitted);
  await moved(platform, label);
  expect(await filesOf(platform, label)).toHaveLength(4);
  put(label, words.reworked);
  await moved(platform, label);
  expect(await on.record(platform, label)).toMatchObject({ status: 'not-taken', state: words.reworked, files: {} });
  put(label, words.approved);
  await moved(platform, label);
  expect(await filesOf(platform, label)).toHaveLength(4);
  expect(await on.takeDeadLetters()).toEqual([]);
});

describe('the events of a workflow', () => {
  it('a step in the workflow of Labelbox has its label looked at', async () => {
    const [, words, put] = platforms[1] ?? [];
    const label = serve('labelbox', onlyApproved, 'moved');
    if (!words || !put) throw new Error('unreachable');
    put(label, words.approved);
    const { status } = await on.deliver('labelbox', label, {
      body: () => JSON.stringify(label.document), // the form of a webhook that was made in the app
      headers: { 'x-labelbox-event': 'WORKFLOW_ACTION' },
    });
    expect(status).toBe(202);
    await on.pipeline.aws.idle();
    expect(await on.record('labelbox', label)).toMatchObject({ status: 'exported', state: words.approved });
  });

  it.each(['task_submitted_event', 'task_completed_event'])(
    'Encord’s %s has its label looked at',
    async (event_type) => {
      const label = serve('encord', onlyApproved, event_type);
      change(label, { annotation_task_status: 'COMPLETED' });
      await on.deliver('encord', label, {
        body: (body) => JSON.stringify({ ...(JSON.parse(body) as object), event_type }),
      });
      await on.pipeline.aws.idle();
      expect(await on.record('encord', label)).toMatchObject({ status: 'exported', state: 'Complete' });
    },
  );

  it('labels that wait for an agent of Encord are looked at, and not approved yet', async () => {
    const label = serve('encord', onlyApproved, 'agent');
    change(label, { annotation_task_status: 'COMPLETED', workflow_graph_node: { title: 'Agent' } });
    const payload = { project_hash: onlyApproved, stage_uuid: 'stage-1', pending_count: 1 };
    await on.deliver('encord', label, {
      body: (body) =>
        JSON.stringify({ ...(JSON.parse(body) as object), event_type: 'agent_stage_work_available_event', payload }),
    });
    await on.pipeline.aws.idle();
    expect(await on.record('encord', label)).toMatchObject({ status: 'not-taken', state: 'Agent', stage: 'submitted' });
  });

  it('a review in Label Studio has its annotation looked at', async () => {
    const [, words, put] = platforms[2] ?? [];
    const label = serve('label-studio', onlyApproved, 'reviewed');
    if (!words || !put) throw new Error('unreachable');
    put(label, words.approved);
    const review = { id: 1, accepted: true, annotation: Number(label.label) };
    const body = () => JSON.stringify({ action: 'REVIEW_CREATED', review, project: { id: Number(label.project) } });
    expect((await on.deliver('label-studio', label, { body })).status).toBe(202);
    await on.pipeline.aws.idle();
    expect(await on.record('label-studio', label)).toMatchObject({ status: 'exported', state: words.approved });
  });
});

it('a label whose stage is not known is a dead letter that says what to do, and no other label waits for it', async () => {
  const label = anEncordLabel({ project: onlyApproved, label: 'unknown', title: 'unknown.jpg' });
  on.pipeline.connection('encord').labels.push(label);
  await on.announce('encord', label);
  const [letter, ...others] = await on.takeDeadLetters();
  expect(others).toEqual([]);
  expect(letter).toMatchObject({
    error: 'InvalidLabel',
    message: expect.stringMatching(/its state is "LABELLED".*'any'/),
  });
});

it('a deleted data unit takes its labels with it, exported, kept and not taken, and leaves no dead letter', async () => {
  const [, words, put] = platforms[2] ?? [];
  if (!words || !put) throw new Error('unreachable');
  const { labels } = on.pipeline.connection('label-studio');
  const [exported, kept, never] = ['exported', 'kept', 'never'].map((label) =>
    aLabel('label-studio', { project: onlyApproved, label, dataUnit: 'the task' }),
  );
  if (!exported || !kept || !never) throw new Error('unreachable');
  const all = [exported, kept, never];
  serve('label-studio', onlyApproved, 'of another task'); // or the project would be gone, too
  labels.push(...all);
  for (const label of [exported, kept]) put(label, words.approved);
  put(never, words.submitted);
  for (const label of all) await moved('label-studio', label);
  put(kept, words.reworked);
  await moved('label-studio', kept);
  expect(await on.record('label-studio', kept)).toMatchObject({ status: 'exported', notTaken: {} });
  labels.splice(labels.indexOf(exported), all.length);
  const body = () =>
    JSON.stringify({
      action: 'TASKS_DELETED',
      tasks: [{ id: Number(exported.dataUnit) }],
      project: { id: Number(onlyApproved) },
    });
  expect((await on.deliver('label-studio', exported, { body })).status).toBe(202);
  await on.pipeline.aws.idle();
  for (const label of [exported, kept]) {
    expect(await on.record('label-studio', label)).toMatchObject({ status: 'deleted', files: {} });
  }
  expect(await on.record('label-studio', never)).toMatchObject({ status: 'not-taken', files: {} });
  expect(await on.takeDeadLetters()).toEqual([]);
});
