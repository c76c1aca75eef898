import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsFailure } from '../contracts/aws-failure.ts';
import { InvalidConfiguration, StorageUnavailable } from '../contracts/errors.ts';

export type StoredObject = { readonly etag: string; readonly metadata: Readonly<Record<string, string>> };

/** What S3 must find at the key for a write to happen: nothing at all, or the object with this ETag. */
export type Condition = { readonly ifAbsent: true } | { readonly ifMatch: string };

/** An object as S3 lists it. */
export type ListedObject = { readonly key: string; readonly etag: string; readonly modifiedAt: Date };

export type ObjectToPut = {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** ASCII only: S3 garbles the rest. */
  readonly metadata?: Readonly<Record<string, string>>;
};

/**
 * The objects of one bucket, below an optional prefix. Every failure is StorageUnavailable (5xx, SlowDown, network;
 * may be tried again) or InvalidConfiguration (no such bucket, access denied); "not there" and "somebody was faster"
 * are answers, not failures.
 */
export type ObjectStore = {
  head(key: string): Promise<StoredObject | undefined>;
  /** `range`: first byte and the byte after the last. */
  get(key: string, range?: { start: number; end: number }): Promise<(StoredObject & { bytes: Buffer }) | undefined>;
  /** The bytes of an object of any size, as they arrive. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  put(object: ObjectToPut): Promise<void>;
  /** The keys that begin so, in their order. */
  list(prefix: string): Promise<string[]>;
  /** The objects whose keys begin so, in their order, a thousand at a time. */
  listObjects(prefix: string): AsyncIterable<readonly ListedObject[]>;
  /** The new object's ETag; undefined when the condition did not hold. */
  putIf(object: ObjectToPut, condition: Condition): Promise<string | undefined>;
  /** Deletes the object if it still is the one with this ETag; an object that is gone already is fine. */
  deleteIf(key: string, etag: string): Promise<void>;
};

export function objectStore(s3: S3Client, bucket: string, prefix = ''): ObjectStore {
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  const putCommand = ({ key, bytes, contentType, metadata }: ObjectToPut) => ({
    ...at(key),
    Body: bytes,
    ContentType: contentType,
    ChecksumAlgorithm: 'SHA256' as const,
    ...(metadata ? { Metadata: { ...metadata } } : {}),
  });
  async function* listed(beginning: string): AsyncGenerator<readonly ListedObject[]> {
    let token: string | undefined;
    do {
      const page = await orThrow(
        s3.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix + beginning,
            ...(token ? { ContinuationToken: token } : {}),
          }),
        ),
        bucket,
      );
      yield (page.Contents ?? []).map(({ Key = '', ETag = '', LastModified = new Date(0) }) => ({
        key: Key.slice(prefix.length),
        etag: ETag,
        modifiedAt: LastModified,
      }));
      token = page.NextContinuationToken;
    } while (token);
  }
  return {
    async head(key) {
      const found = await orUndefined(isAbsent, s3.send(new HeadObjectCommand(at(key))), bucket);
      return found && { etag: found.ETag ?? '', metadata: found.Metadata ?? {} };
    },
    async get(key, range) {
      const Range = range && `bytes=${range.start}-${range.end - 1}`;
      const found = await orUndefined(
        isAbsent,
        s3.send(new GetObjectCommand({ ...at(key), ...(Range ? { Range } : {}) })),
        bucket,
      );
      if (!found?.Body) return undefined;
      const bytes = Buffer.from(await orThrow(found.Body.transformToByteArray(), bucket));
      return { etag: found.ETag ?? '', metadata: found.Metadata ?? {}, bytes };
    },
    async read(key) {
      const found = await orUndefined(isAbsent, s3.send(new GetObjectCommand(at(key))), bucket);
      return found?.Body && arriving(found.Body as AsyncIterable<Uint8Array>, bucket);
    },
    async put(object) {
      await orThrow(s3.send(new PutObjectCommand(putCommand(object))), bucket);
    },
    async list(beginning) {
      const keys: string[] = [];
      for await (const page of listed(beginning)) keys.push(...page.map(({ key }) => key));
      return keys;
    },
    listObjects: listed,
    async putIf(object, condition) {
      const header = 'ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch };
      const done = await orUndefined(
        isLostRace,
        s3.send(new PutObjectCommand({ ...putCommand(object), ...header })),
        bucket,
      );
      return done?.ETag;
    },
    async deleteIf(key, etag) {
      await orUndefined(isLostRace, s3.send(new DeleteObjectCommand({ ...at(key), IfMatch: etag })), bucket);
    },
  };
}

type S3Failure = { readonly name?: string; readonly $metadata?: { readonly httpStatusCode?: number } };
const statusOf = (error: unknown) => (error as S3Failure).$metadata?.httpStatusCode;
const noBucket = (error: unknown) => (error as S3Failure).name === 'NoSuchBucket';

const isAbsent = (error: unknown) => statusOf(error) === 404 && !noBucket(error);

/** Changed (412), being changed (409), deleted meanwhile (404 on If-Match): in each case somebody was faster. */
const isLostRace = (error: unknown) => [404, 409, 412].includes(statusOf(error) ?? 0) && !noBucket(error);

async function orUndefined<Answer>(
  isAnswer: (error: unknown) => boolean,
  sent: Promise<Answer>,
  bucket: string,
): Promise<Answer | undefined> {
  try {
    return await sent;
  } catch (error) {
    if (isAnswer(error)) return undefined;
    throw failureOf(error, bucket);
  }
}

async function orThrow<Answer>(sent: Promise<Answer>, bucket: string): Promise<Answer> {
  try {
    return await sent;
  } catch (error) {
    throw failureOf(error, bucket);
  }
}

async function* arriving(body: AsyncIterable<Uint8Array>, bucket: string): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await orThrow(chunks.next(), bucket);
      if (done) return;
      yield value;
    }
  } finally {
    await chunks.return?.(); // whoever stops before the end frees the connection
  }
}

function failureOf(error: unknown, bucket: string): Error {
  const { mayPass, reason } = awsFailure(error);
  if (mayPass) return new StorageUnavailable(`S3 did not serve bucket ${bucket}: ${reason}.`, { cause: error });
  return new InvalidConfiguration(
    `S3 refused a request to bucket ${bucket}: ${reason}. Check that the bucket exists in this region, and the function's role, the bucket policy and the KMS key.`,
    { cause: error },
  );
}
