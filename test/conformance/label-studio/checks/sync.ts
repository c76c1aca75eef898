import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { keys } from '../../../../lib/contracts/keys.ts';
import { SyncProgress } from '../../../../lib/contracts/sync.ts';
import { eventually } from '../../aws/waiting.ts';
import type { Annotation } from '../annotator.ts';
import { box } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';

const taskCount = 620;
const longestSyncSeconds = 400;

const betweenSavesMilliseconds = 1_000;

const itemsOf = (x: number) => [box('a', 'Car', { x, y: 20, width: 200, height: 100, rotationDegrees: 0 }).item];

/** What no webhook announced is exported by a sync while people edit it, and withdrawn by a sync when it is deleted. */
export async function sync(site: Site): Promise<string> {
  const { annotator, bucket } = site;
  const project = await annotator.newProject('Synced', boxes); // without a webhook: nothing announces its labels
  const tasks = await annotator.importTasks(
    project,
    Array.from({ length: taskCount }, (_, index) => ({
      data: { image: `https://images.example.org/synced/${index}.jpg` },
      annotations: [{ result: itemsOf(1) }],
    })),
  );

  let isRunning = true;
  const editing = editWhile(() => isRunning, site, tasks);
  const first = await syncOf(site, project).finally(() => {
    isRunning = false;
  });
  const edited = await editing;
  assert.equal(first.totals.listed, taskCount);
  assert(first.announced >= taskCount, `Only ${first.announced} of ${taskCount} labels were announced.`);
  const second = await syncOf(site, project); // what was saved after it was listed
  const third = await syncOf(site, project);
  assert.deepEqual([third.announced, third.totals.upToDate], [0, taskCount]);
  for (const annotation of edited.values()) await site.landed(project, annotation);

  const [deleted, ofDeletedTask] = await Promise.all(
    [-1, -2].map(async (index) => (await annotator.annotations(tasks.at(index) ?? 0))[0]),
  );
  assert(deleted && ofDeletedTask);
  const before = await Promise.all([deleted, ofDeletedTask].map(({ id }) => bucket.exported([project, id])));
  await annotator.deleteAnnotation(deleted.id);
  await annotator.deleteTask(tasks.at(-2) ?? 0);
  const last = await syncOf(site, project);
  assert.deepEqual([last.announced, last.totals.gone, last.totals.kept], [2, 2, 0]);
  await site.gone(project, deleted.id, before[0]?.files ?? new Map());
  await site.gone(project, ofDeletedTask.id, before[1]?.files ?? new Map());
  return `${taskCount} labels exported while ${edited.size} were edited, ${second.announced} of them by a second sync; a third had nothing to do; a deleted annotation and a deleted task are withdrawn`;
}

/** Somebody who saves one annotation after the other, the last two tasks left out; as each was saved last. */
async function editWhile(isRunning: () => boolean, { annotator }: Site, tasks: readonly number[]) {
  const saved = new Map<number, Annotation>();
  for (let number = 0; isRunning(); number += 7) {
    const [annotation] = await annotator.annotations(tasks[number % (tasks.length - 2)] ?? 0);
    if (annotation) saved.set(annotation.id, await annotator.update(annotation.id, itemsOf(2 + (number % 90))));
    await sleep(betweenSavesMilliseconds);
  }
  return saved;
}

/** A sync of the project, to the end of all that it announced. */
async function syncOf({ pipeline, bucket }: Site, project: number): Promise<SyncProgress> {
  const { environment } = pipeline;
  const name = `sync-${crypto.randomUUID()}`;
  const client = new SFNClient({
    region: environment.AWS_REGION ?? '',
    endpoint: environment.AWS_ENDPOINT_URL_SFN ?? '',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const input = JSON.stringify({ connection: 'label-studio', projects: [String(project)] });
  await client.send(
    new StartExecutionCommand({ stateMachineArn: environment.SYNC_STATE_MACHINE_ARN ?? '', name, input }),
  );
  client.destroy();
  let progress: SyncProgress | undefined;
  await eventually('the sync has ended', longestSyncSeconds, async () => {
    const text = await bucket.text(keys.syncRun(name, 'progress'));
    progress = text === undefined ? undefined : SyncProgress.parse(JSON.parse(text));
    return progress?.step === 'ended';
  });
  await pipeline.idle();
  assert(progress);
  return progress;
}
