import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { keys } from '../../lib/contracts/keys.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { allLetters } from '../../lib/queue/look-through.ts';
import { LabelRecord } from '../../lib/store/record.ts';
import type { World, WorldLabel } from './world.ts';

/** What is wrong, label by label, and why. All lists empty: nothing was lost. */
export type Verdict = {
  readonly exported: number;
  readonly deleted: number;
  readonly letters: number;
  /** Announced, and no record; or planted, and no letter. */
  readonly lost: string[];
  /** The record or its canonical label is of another revision than the platform's. */
  readonly stale: string[];
  /** Files that are missing, of other bytes than recorded, or of no record. */
  readonly wrong: string[];
  /** Letters about nothing that was planted. */
  readonly unplanned: string[];
};

export const isRight = ({ lost, stale, wrong, unplanned }: Verdict): boolean =>
  [lost, stale, wrong, unplanned].every((faults) => faults.length === 0);

const readersAtOnce = 20;

type Bucket = { readonly keys: ReadonlySet<string>; read(key: string): Promise<Buffer> };

/** Compares the whole bucket and all dead letters with what the platforms have. */
export async function judge(world: World, environment: Readonly<Record<string, string>>): Promise<Verdict> {
  const verdict: Verdict & { exported: number; deleted: number; letters: number } = {
    ...{ exported: 0, deleted: 0, letters: 0 },
    ...{ lost: [], stale: [], wrong: [], unplanned: [] },
  };
  const bucket = await openBucket(environment);
  const letters = await lettersIn(environment);
  verdict.letters = letters.length;
  const owned = new Set<string>();
  await inParallel(world.labels, async (label) => {
    if (label.planted || label.accepted === 0) await judgeRefused(label, bucket, letters, verdict);
    else await judgeWritten(label, bucket, owned, verdict);
  });
  judgeLetters(world, letters, verdict);
  for (const key of bucket.keys)
    if (/^(labels|native|exports)\//.test(key) && !owned.has(key) && !key.endsWith('/data.yaml'))
      verdict.wrong.push(`${key} belongs to no record`);
  return verdict;
}

const nameOf = ({ platform, served }: WorldLabel) => `${platform} ${served.label}`;
const recordKey = ({ platform, served: { project, label } }: WorldLabel) =>
  keys.record({ connection: platform, project, label });

/** Of a planted failure there are a letter and a record that says why; of what was never announced there is nothing. */
async function judgeRefused(
  label: WorldLabel,
  bucket: Bucket,
  letters: readonly DeadLetter[],
  verdict: Verdict,
): Promise<void> {
  const key = recordKey(label);
  const record = bucket.keys.has(key)
    ? LabelRecord.parse(JSON.parse((await bucket.read(key)).toString('utf8')))
    : undefined;
  const status = record?.failure ? record.status : undefined;
  if (label.accepted > 0 && status !== 'failed')
    verdict.wrong.push(`${nameOf(label)} was refused, and its record is not`);
  if (label.accepted === 0 && record) verdict.wrong.push(`${nameOf(label)} was never announced, and has a record`);
  const isThere = letters.some(({ events }) => events.some(({ label: id }) => id === label.served.label));
  if (label.accepted > 0 && !isThere) verdict.lost.push(`${nameOf(label)} was refused and has no letter`);
}

async function judgeWritten(
  label: WorldLabel,
  bucket: Bucket,
  owned: Set<string>,
  verdict: Verdict & { exported: number; deleted: number },
): Promise<void> {
  const key = recordKey(label);
  if (!bucket.keys.has(key)) {
    verdict.lost.push(`${nameOf(label)} has no record`);
    return;
  }
  const record = LabelRecord.parse(JSON.parse((await bucket.read(key)).toString('utf8')));
  const expected = label.life === 'deleted' ? 'deleted' : 'exported';
  // A tombstone has the revision that was exported before it, or 0.
  const isOther = expected === 'exported' && record.revision !== label.revision;
  if (isOther || record.status !== expected)
    verdict.stale.push(
      `${nameOf(label)} stands as ${record.status} at ${record.revision}, and is ${expected} at ${label.revision}`,
    );
  if (record.obsolete.length > 0) verdict.wrong.push(`${nameOf(label)} still has obsolete files`);
  const files = Object.entries(record.files);
  if ((expected === 'exported') !== files.length > 0) verdict.wrong.push(`${nameOf(label)} has ${files.length} files`);
  for (const [file, { sha256 }] of files) {
    owned.add(file);
    const bytes = bucket.keys.has(file) ? await bucket.read(file) : undefined;
    if (!bytes) verdict.wrong.push(`${file} is missing`);
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      verdict.wrong.push(`${file} holds other bytes than its record says`);
    else if (file.startsWith('labels/') && revisionIn(bytes) !== label.revision)
      verdict.stale.push(`${file} holds another revision`);
  }
  verdict[expected] += 1;
}

const revisionIn = (bytes: Buffer): number =>
  (JSON.parse(bytes.toString('utf8')) as { source: { revision: number } }).source.revision;

function judgeLetters(world: World, letters: readonly DeadLetter[], { unplanned }: Verdict): void {
  const planted = new Set(world.labels.filter((label) => label.planted).map(({ served }) => served.label));
  for (const { id, error, events, message } of letters) {
    const isPlanned = events.length > 0 && events.every(({ label }) => planted.has(label ?? ''));
    if (error !== 'InvalidLabel' || !isPlanned)
      unplanned.push(`letter ${id}: ${error} of ${events.length} events: ${message}`);
  }
}

async function lettersIn(environment: Readonly<Record<string, string>>): Promise<DeadLetter[]> {
  const sqs = new SQSClient(clientOf(environment, 'SQS'));
  const letters = await allLetters({
    sqs,
    deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL ?? '',
    labelEventsQueueUrl: environment.LABEL_EVENTS_QUEUE_URL ?? '',
  });
  sqs.destroy();
  return letters;
}

async function openBucket(environment: Readonly<Record<string, string>>): Promise<Bucket> {
  const s3 = new S3Client(clientOf(environment, 'S3'));
  const Bucket = environment.BUCKET ?? '';
  const found = new Set<string>();
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ...(token ? { ContinuationToken: token } : {}) }));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) found.add(Key);
    token = page.NextContinuationToken;
  } while (token);
  return {
    keys: found,
    read: async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  };
}

const clientOf = (environment: Readonly<Record<string, string>>, service: 'S3' | 'SQS') => ({
  region: environment.AWS_REGION ?? '',
  endpoint: environment[`AWS_ENDPOINT_URL_${service}`] ?? '',
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  },
});

async function inParallel<Item>(items: readonly Item[], judgeOne: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: readersAtOnce }, async () => {
      for (const item of waiting) await judgeOne(item);
    }),
  );
}
