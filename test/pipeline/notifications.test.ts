import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { notificationDetails } from '../../lib/contracts/notifications.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import type { PutEvent } from '../../local/aws/integrations.ts';
import { crashPoints } from '../support/crash-points.ts';
import { aDoor, type Door } from '../support/door.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, later, unserve } from '../support/served-labels.ts';

const crashing = crashPoints('writeExport');
let on: TestPipeline;
let door: Door;
let sent: PutEvent[] = [];
beforeAll(async () => {
  door = await aDoor();
  on = await aRunningPipeline({
    inside: crashing.inside,
    environment: (made) => ({
      NOTIFY_BUS: 'default',
      AWS_ENDPOINT_URL_EVENTBRIDGE: door.before(made.AWS_ENDPOINT_URL_EVENTBRIDGE),
    }),
  });
  on.pipeline.aws.events.on('event', (event) => sent.push(event));
});
afterAll(async () => {
  await on.stop();
  await door.close();
  crashing.stop();
});
beforeEach(() => {
  sent = [];
  door.open();
  on.forgetSteps();
});

type Detail = Record<string, unknown> & { keys: string[]; removedKeys: string[]; label?: string };
const detailsOf = (type: keyof typeof notificationDetails): Detail[] =>
  sent.filter((event) => event['detail-type'] === type).map(({ detail }) => detail as Detail);

const labels = () => on.pipeline.connection('labelbox').labels;
const served = (project: string, parts: Partial<Parameters<typeof aLabelboxLabel>[0]> = {}): ServedLabel => {
  const label = aLabelboxLabel({ project, ...parts });
  labels().push(label);
  return label;
};

/** The label is there in a new revision, with its files under other names. */
function moved(label: ServedLabel): ServedLabel {
  unserve(labels(), label);
  return served(label.project, { label: label.label, title: 'street/2.jpg', editedAt: later });
}

it('an exported label is announced as its record says, once, and what changes nothing is not', async () => {
  const label = served('lands');
  await on.announce('labelbox', label);
  const { revision, files, writtenAt } = await on.record('labelbox', label);
  expect(detailsOf('label.exported')).toEqual([
    {
      stack: 'labelwire-local',
      bucket: on.environment.BUCKET,
      connection: 'labelbox',
      project: 'lands',
      label: label.label,
      status: 'exported',
      revision,
      record: expect.stringMatching(/^records\/labelbox\/lands\/.*\.json$/),
      trees: expect.arrayContaining(['exports/coco', 'labels']),
      keys: Object.keys(files).sort(),
      keyCount: Object.keys(files).length,
      removedKeys: [],
      removedKeyCount: 0,
      omitted: expect.any(Array),
      leftOut: [],
      writtenAt,
    },
  ]);
  await on.announce('labelbox', label, { id: 'another-event' });
  await on.announce('labelbox', label, { id: 'another-event' });
  expect(sent).toHaveLength(1);
});

it('a label whose files move is announced with the keys that are gone, and a deleted one with all of them', async () => {
  const label = served('moves');
  await on.announce('labelbox', label);
  const before = Object.keys((await on.record('labelbox', label)).files);
  const next = moved(label);
  await on.announce('labelbox', next);
  const after = Object.keys((await on.record('labelbox', next)).files).sort();
  expect(detailsOf('label.exported').at(-1)).toMatchObject({
    keys: after,
    removedKeys: before.filter((key) => !after.includes(key)).sort(),
  });
  unserve(labels(), next);
  await on.announce('labelbox', next, { kind: 'deleted' });
  await on.announce('labelbox', next, { kind: 'deleted' });
  expect(detailsOf('label.deleted')).toEqual([
    expect.objectContaining({ status: 'deleted', keys: [], keyCount: 0, removedKeys: after, label: label.label }),
  ]);
});

describe('a writer that dies', () => {
  it.each([
    { when: 'before', times: 1 },
    { when: 'after', times: 2 },
  ] as const)(
    '$when it sends what it has committed, is made up for: the event comes $times times',
    async ({ when, times }) => {
      const label = served(`dies-${when}`);
      crashing.crash({ request: 'PutEvents', when });
      await on.announce('labelbox', label);
      expect(crashing.hasCrashed()).toBe(true);
      expect(detailsOf('label.exported').map(({ project }) => project)).toEqual(Array(times).fill(label.project));
      expect(await on.record('labelbox', label)).toMatchObject({ status: 'exported' });
      expect(await on.record('labelbox', label)).not.toHaveProperty('unannounced');
    },
  );
});

describe('EventBridge that takes nothing', () => {
  const isEvent = ({ url }: { url: string }) => new URL(url).pathname === '/';

  it('for a while: the step is tried again, and the label is announced once', async () => {
    const label = served('waits');
    let refused = 0;
    door.refuse((request) => isEvent(request) && ++refused <= 3);
    await on.announce('labelbox', label);
    expect(on.steps('writeExport', 'waits').map(({ error }) => error?.name)).toContain('StorageUnavailable');
    expect(detailsOf('label.exported')).toHaveLength(1);
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('for longer than a label waits: it is exported, and a dead letter says what nobody has heard; its replay tells', async () => {
    const label = served('silence');
    door.refuse(isEvent);
    await on.announce('labelbox', label);
    expect(await on.record('labelbox', label)).toMatchObject({ status: 'exported', unannounced: { removed: [] } });
    const [letter, ...others] = await on.takeDeadLetters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      error: 'StorageUnavailable',
      message: expect.stringMatching(/^EventBridge did not take an event/),
      step: 'WriteExport',
    });
    expect(sent).toEqual([]);
    door.open();
    for (const event of letter?.events ?? [])
      await on.send(JSON.stringify({ ...event, replays: 1, replayedAt: new Date().toISOString() }));
    await on.pipeline.aws.idle();
    expect(detailsOf('label.exported').map(({ label: id }) => id)).toEqual([label.label]);
  });
});

/** Its refusal quotes the kind. */
const withUnknownKind = (label: ServedLabel): ServedLabel => {
  const text = JSON.stringify(label.document).replaceAll('ImageBoundingBox', 'ImageHologram');
  return Object.assign(label, { document: JSON.parse(text) });
};

it('a label that is given up is announced by its error and its letter, without what the message quotes', async () => {
  const label = withUnknownKind(served('broken'));
  await on.announce('labelbox', label);
  const [letter] = await on.takeDeadLetters();
  expect(letter).toMatchObject({ error: 'InvalidLabel', message: expect.stringContaining('Hologram') });
  expect(detailsOf('label.failed')).toEqual([
    expect.objectContaining({
      stack: 'labelwire-local',
      connection: 'labelbox',
      project: 'broken',
      label: label.label,
      error: 'InvalidLabel',
      step: 'FetchLabels',
      event: letter?.events[0]?.id,
    }),
  ]);
  expect(JSON.stringify(sent)).not.toContain('Hologram');
});

it('everything that was sent has the fields that are documented, and no other', async () => {
  const label = served('fields');
  await on.announce('labelbox', label);
  unserve(labels(), label);
  await on.announce('labelbox', label, { kind: 'deleted' });
  expect(sent.map((event) => event['detail-type'])).toEqual(['label.exported', 'label.deleted']);
  for (const { source, 'detail-type': type, detail } of sent) {
    expect(source).toBe('labelwire');
    expect(notificationDetails[type as keyof typeof notificationDetails].parse(detail)).toEqual(detail);
  }
});
