import { createHash } from 'node:crypto';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import { keys } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import {
  type ExportFile,
  type LabelEvent,
  LabelExport,
  type LabelFacts,
  type LabelToWrite,
  parseContract,
  type StagedBytes,
  syncEventType,
  type WrittenLabel,
} from '../contracts/payloads.ts';
import type { ClaimOrder, OtherLabel } from '../store/claims.ts';
import { putIfNewer } from '../store/put-if-newer.ts';
import { readRecord } from '../store/record.ts';
import { writeLabel } from '../store/write-label.ts';
import { type AnnouncerDependencies, announceLabel } from './announce-label.ts';
import { type Enqueue, stored } from './put-back.ts';

export type WriterDependencies = AnnouncerDependencies & {
  readStaged(staged: StagedBytes): Promise<Buffer>;
  /** Puts labels into label-events. */
  readonly enqueue: Enqueue;
  /** Which of several labels gets a file name that all of them want. */
  orderOf(event: LabelEvent): ClaimOrder;
  readonly version: string;
  now(): Date;
  readonly log: Log;
};

/**
 * How often a label may lose to another writer of it before it is given up. Each loss means that somebody committed, so
 * contention ends by itself; what does not end is a bucket that something else changes all the time.
 */
const mostLosses = 50;

/** Owner of the files that belong to a whole project; no connection has a label of this id. */
const datasetOwner = '*';

/** Seconds. Longer than this step may take, so that the label that took a name has committed when the next one is looked at. */
const afterThisStep = 60;
const shortestDelay = 15;
const longestDelay = 900; // of SQS

const delayAfter = ({ losses = 1 }: LabelEvent): number =>
  Math.min(shortestDelay * 2 ** Math.min(losses - 1, 6), longestDelay);

/** Writes the files of a label's revision, then its record: the commit point. A deleted label becomes a tombstone. */
export async function writeExport(item: LabelToWrite, dependencies: WriterDependencies): Promise<WrittenLabel> {
  const { store, log, now, version } = dependencies;
  const { event, label, revision } = item;
  const { files, omitted, unread, leftOut, facts } =
    item.status === 'fetched' ? await exportOf(item, dependencies) : nothing;
  await Promise.all(
    filesOf(files, 'dataset').map((file) => putIfNewer(store, { ...file, owner: datasetOwner, event: event.id })),
  );
  const name = { connection: event.connection, project: event.project, label };
  const before = item.before ?? (await readRecord(store, name))?.etag ?? 'absent'; // an execution of version 0.1 does not say
  const look = (other: OtherLabel) => enqueueOther(other, event, dependencies);
  const { status, again, heirs, standing } = await writeLabel(
    store,
    {
      ...name,
      ...recordedFacts(facts, event),
      before,
      revision,
      event: event.id,
      status: item.status === 'deleted' ? 'deleted' : facts?.isTaken === false ? 'not-taken' : 'exported',
      entersUnit: item.status === 'fetched' && item.entersUnit,
      unsettled: item.status === 'fetched' && item.unsettled,
      files: filesOf(files, 'label'),
      omitted,
      unread,
      leftOut,
      order: dependencies.orderOf(event),
      announces: dependencies.bus !== undefined,
      commit: dependencies.newId(),
      writtenBy: `labelwire ${version}`,
      writtenAt: now(),
    },
    look,
  );
  await Promise.all(heirs.map(look));
  const fields = { ...name, revision, event: event.id, status };
  if (again) {
    await enqueueAgain({ ...event, label }, dependencies);
    log('label-enqueued-again', fields);
  }
  log('label-written', {
    ...fields,
    files: files.length,
    omitted: omitted.reduce((sum, { count }) => sum + count, 0),
    milliseconds: written.has(status) ? latencyOf(event, now()) : undefined,
  });
  // Last: what fails here is repeated, and all else is done then.
  if (standing) await announceLabel(standing, dependencies);
  return { status };
}

const written: ReadonlySet<WrittenLabel['status']> = new Set(['exported', 'deleted', 'not-taken']);

/**
 * From the webhook to the record. Undefined for what no webhook announced, what an operator replays, and what is only looked
 * at once more: these would say how long somebody waited to ask, not how long the pipeline takes.
 */
function latencyOf({ type, receivedAt, replays, looks = 0 }: LabelEvent, now: Date): number | undefined {
  if (type === syncEventType || replays > 0 || looks > 0) return undefined;
  return Math.max(0, now.getTime() - Date.parse(receivedAt));
}

/** What is written of a deleted label. */
const nothing: LabelExport = { files: [], omitted: [] };

const recordedFacts = (facts: LabelFacts | undefined, { dataUnit }: LabelEvent) => ({
  content: facts?.content,
  groundTruth: facts?.groundTruth ?? false,
  state: facts?.state,
  stage: facts?.stage,
  keepsExports: facts?.onLeave === 'keep',
  dataUnit: facts?.dataUnit ?? dataUnit,
  formatsDigest: facts?.formatsDigest,
});

async function enqueueAgain(event: LabelEvent, { enqueue }: WriterDependencies): Promise<void> {
  const losses = (event.losses ?? 0) + 1;
  if (losses > mostLosses) {
    throw new InvalidConfiguration(
      `Another writer was faster ${mostLosses} times. Find out what else writes ${keys.record({ ...event, label: event.label ?? '' })} or the label's files, then replay.`,
    );
  }
  await stored(enqueue([{ ...event, attempt: event.attempt + 1, losses }], delayAfter));
}

/** Another label of the project that lost a file name, or may have one now, is looked at after this step. */
async function enqueueOther(
  { label, ...other }: OtherLabel,
  cause: LabelEvent,
  { store, enqueue, now }: WriterDependencies,
): Promise<void> {
  const { schema, connection, project, type } = cause;
  // Its files say the unit before its record does; those of version 0.1 do not.
  const dataUnit = other.dataUnit ?? (await readRecord(store, { connection, project, label }))?.record.dataUnit;
  const at = now().toISOString();
  const digest = createHash('sha256').update(JSON.stringify([cause.id, cause.attempt, label, at]));
  const event = given({
    schema,
    id: digest.digest('hex').slice(0, 32),
    connection,
    project,
    label,
    dataUnit,
    type,
    kind: 'upserted' as const,
    occurredAt: at,
    receivedAt: at,
    attempt: 1,
    replays: 0,
  });
  await stored(enqueue([event], () => afterThisStep));
}

type FetchedItem = Extract<LabelToWrite, { status: 'fetched' }>;

async function exportOf(
  { export: { content } }: FetchedItem,
  { readStaged }: WriterDependencies,
): Promise<LabelExport> {
  if (content.kind === 'inline') return content.export;
  const json: unknown = JSON.parse((await readStaged(content.staged)).toString('utf8'));
  return parseContract(LabelExport, json, content.staged.key);
}

const filesOf = (files: readonly ExportFile[], belongsTo: ExportFile['belongsTo']) =>
  files
    .filter((file) => file.belongsTo === belongsTo)
    .map(({ key, alternativeKey, contentType, sha256, base64, revision, classMap }) => ({
      key,
      alternativeKey,
      contentType,
      sha256,
      revision,
      classMap,
      bytes: Buffer.from(base64, 'base64'),
    }));
