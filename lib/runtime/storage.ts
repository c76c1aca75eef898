import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { encodeId, type Project } from '../contracts/keys.ts';
import { ClassNumbers, type LabelToTransform, parseContract } from '../contracts/payloads.ts';
import type { Records } from '../steps/standing-records.ts';
import { underTerms } from '../store/bucket-terms.ts';
import { readClasses } from '../store/class-map.ts';
import { noteLeaving } from '../store/note-in-record.ts';
import { type ObjectStore, objectStore } from '../store/object-store.ts';
import { readRecord } from '../store/record.ts';
import { readStaged, stagingArea } from '../store/staging.ts';
import { labelsOfUnit } from '../store/unit-index.ts';
import { optional, required } from './environment.ts';
import { stoppable } from './stopping.ts';

/** The bucket of this deployment. */
export function bucket(): ObjectStore {
  const terms = {
    encryption: optional('BUCKET_ENCRYPTION'),
    kmsKeyArn: optional('BUCKET_KMS_KEY_ARN'),
    owner: optional('BUCKET_OWNER'),
  };
  return objectStore(underTerms(stoppable(new S3Client()), terms), required('BUCKET'), optional('BUCKET_PREFIX'));
}

/** A staging area of its own for one invocation. */
export const newStaging = (store: ObjectStore, { connection, project }: Project) =>
  stagingArea(store, `${connection}/${encodeId(project)}/${randomUUID()}`);

/** Puts one piece into an object of its own. */
export async function stageOne(store: ObjectStore, project: Project, bytes: Uint8Array) {
  const staging = newStaging(store, project);
  const staged = await staging.add(bytes);
  await staging.flush();
  return staged;
}

/** Class maps of several projects, each in the two or three forms that labels at once may have been fetched with. */
const mostHeld = 50;

/** The class numbers that FetchLabels staged for a label. Equal maps have equal sums, so that few labels cost a GET. */
export function stagedClasses(store: ObjectStore) {
  const held = new Map<string, ClassNumbers>();
  return async ({ event, classes }: LabelToTransform): Promise<ClassNumbers> => {
    // An execution that was started by version 0.1 has no such reference.
    if (!classes) return readClasses(store, event);
    const known = held.get(classes.sha256);
    if (known) return known;
    const json: unknown = JSON.parse((await readStaged(store, classes)).toString('utf8'));
    const numbers = parseContract(ClassNumbers, json, classes.key);
    const [oldest] = held.keys();
    if (held.size >= mostHeld && oldest !== undefined) held.delete(oldest);
    held.set(classes.sha256, numbers);
    return numbers;
  };
}

/** The records of labels, as FetchLabels reads and notes them. */
export const labelRecords = (store: ObjectStore): Records => ({
  read: (label) => readRecord(store, label),
  noteLeaving: (label, before) => noteLeaving(store, { ...label, before, commit: randomUUID(), at: new Date() }),
  labelsOf: (project, dataUnit) => labelsOfUnit(store, project, dataUnit),
});
