import { InvalidConfiguration, StorageUnavailable } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import {
  type ExportFile,
  type LabelEvent,
  LabelExport,
  type LabelToWrite,
  parseContract,
  type StagedBytes,
  type WrittenLabel,
} from '../contracts/payloads.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { putIfNewer } from '../store/put-if-newer.ts';
import { writeLabel } from '../store/write-label.ts';

export type WriterDependencies = {
  readonly store: ObjectStore;
  readStaged(staged: StagedBytes): Promise<Buffer>;
  /** Puts the label back into label-events. */
  enqueue(events: readonly LabelEvent[]): Promise<{ readonly failed: readonly { readonly reason: string }[] }>;
  readonly version: string;
  now(): Date;
  readonly log: Log;
};

/**
 * How often an event is taken up before "once more" is given up. Contention ends after one or two; what does not end is
 * a bucket that was changed by hand under a newer revision than the connection shows.
 */
const mostAttempts = 20;

/** Owner of the files that belong to a whole project; no connection has a label of this id. */
const datasetOwner = '*';

/** Writes the files of a label's revision, then its record: the commit point. A deleted label becomes a tombstone. */
export async function writeExport(item: LabelToWrite, dependencies: WriterDependencies): Promise<WrittenLabel> {
  const { store, log, now, version } = dependencies;
  const { event, label, revision } = item;
  const { files, omitted } =
    item.status === 'fetched' ? await exportOf(item, dependencies) : { files: [], omitted: [] };
  await Promise.all(
    filesOf(files, 'dataset').map((file) => putIfNewer(store, { ...file, owner: datasetOwner, event: event.id })),
  );
  const { status, again } = await writeLabel(store, {
    connection: event.connection,
    project: event.project,
    label,
    revision,
    event: event.id,
    status: item.status === 'fetched' ? 'exported' : 'deleted',
    files: filesOf(files, 'label'),
    omitted,
    writtenBy: `labelwire ${version}`,
    writtenAt: now(),
  });
  const fields = { connection: event.connection, project: event.project, label, revision, event: event.id, status };
  if (again) {
    if (event.attempt >= mostAttempts) {
      throw new InvalidConfiguration(
        `The bucket does not hold what the record of this label says, and ${event.attempt} attempts did not repair it: the platform shows an older revision than the record. Save the label on the platform, or delete ${keys.record({ ...event, label })}, then replay.`,
      );
    }
    const { failed } = await dependencies.enqueue([{ ...event, attempt: event.attempt + 1 }]);
    if (failed[0]) throw new StorageUnavailable(`SQS did not take the label back: ${failed[0].reason}.`);
    log('label-enqueued-again', fields);
  }
  log('label-written', {
    ...fields,
    files: files.length,
    omitted: omitted.reduce((sum, { count }) => sum + count, 0),
  });
  return { status };
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
    .map(({ key, alternativeKey, contentType, sha256, base64, revision }) => ({
      key,
      alternativeKey,
      contentType,
      sha256,
      revision,
      bytes: Buffer.from(base64, 'base64'),
    }));
