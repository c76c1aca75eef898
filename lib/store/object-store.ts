import {
  type _Error as DeleteError,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsFailure } from '../contracts/aws-failure.ts';
import { InvalidConfiguration, StorageUnavailable } from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import { putParts } from './put-parts.ts';

export type StoredObject = { readonly etag: string; readonly metadata: Readonly<Record<string, string>> };

/** What S3 must find at the key for a write to happen: nothing at all, or the object with this ETag. */
export type Condition = { readonly ifAbsent: true } | { readonly ifMatch: string };

/** An object as S3 lists it. */
export type ListedObject = {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
};

/** One of an object, as it is now or was before. */
export type ObjectVersion = {
  /** `null` where the bucket did not keep versions when it was written. */
  readonly id: string;
  readonly etag: string;
  readonly modifiedAt: Date;
};

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
  /**
   * The object as it was with this ETag, where the bucket still has it: as it is now, or in an earlier version. `id`: of a
   * version that `versions` gave, which need not be looked for.
   */
  getVersion(key: string, etag: string, id?: string): Promise<{ readonly bytes: Buffer } | undefined>;
  /** The versions of an object that the bucket still has, the newest first, a thousand at a time; also of one that is deleted. */
  versions(key: string): AsyncIterable<readonly ObjectVersion[]>;
  /** The bytes of an object of any size, as they arrive. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  put(object: ObjectToPut): Promise<void>;
  /** Puts an object of any size, a part at a time: memory does not grow with it. Returns how many bytes it has. */
  putParts(object: Omit<ObjectToPut, 'bytes'>, chunks: AsyncIterable<Uint8Array>): Promise<number>;
  /** The keys that begin so, in their order. */
  list(prefix: string): Promise<string[]>;
  /** The objects whose keys begin so, in their order, a thousand at a time; only those behind the key `after`, where it is given. */
  listObjects(prefix: string, after?: string): AsyncIterable<readonly ListedObject[]>;
  /** The names of the folders below a prefix that ends in `/`, in their order. */
  folders(prefix: string): Promise<string[]>;
  /** The new object's ETag; undefined when the condition did not hold. */
  putIf(object: ObjectToPut, condition: Condition): Promise<string | undefined>;
  /** Deletes the object if it still is the one with this ETag; an object that is gone already is fine. */
  deleteIf(key: string, etag: string): Promise<void>;
  /** Deletes objects whatever they are by now, a thousand at a time. */
  deleteAll(keys: readonly string[]): Promise<void>;
};

export function objectStore(s3: S3Client, bucket: string, prefix = ''): ObjectStore {
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  /** What fails in the chunks that are sent is not S3's. */
  const send = ((command: PutObjectCommand) => orThrow(s3.send(command), bucket)) as S3Client['send'];
  const putCommand = ({ key, bytes, contentType, metadata }: ObjectToPut) => ({
    ...at(key),
    Body: bytes,
    ContentType: contentType,
    ChecksumAlgorithm: 'SHA256' as const,
    ...(metadata ? { Metadata: { ...metadata } } : {}),
  });
  async function* listed(beginning: string, after?: string): AsyncGenerator<readonly ListedObject[]> {
    let token: string | undefined;
    do {
      const page = await orThrow(
        s3.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix + beginning,
            ...(after === undefined ? {} : { StartAfter: prefix + after }),
            ...(token ? { ContinuationToken: token } : {}),
          }),
        ),
        bucket,
      );
      yield (page.Contents ?? []).map(({ Key = '', ETag = '', Size = 0, LastModified = new Date(0) }) => ({
        key: Key.slice(prefix.length),
        etag: ETag,
        bytes: Size,
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
    async getVersion(key, etag, id) {
      const newest =
        id === undefined && (await orUndefined(isLostRace, getBytes(s3, { ...at(key), IfMatch: etag }), bucket));
      if (newest) return newest;
      const VersionId = id ?? (await versionOf(versionsOf(s3, at(key)), etag));
      if (VersionId === undefined) return undefined;
      return orUndefined(isAbsent, getBytes(s3, { ...at(key), VersionId }), bucket);
    },
    versions: (key) => versionsOf(s3, at(key)),
    async read(key) {
      const found = await orUndefined(isAbsent, s3.send(new GetObjectCommand(at(key))), bucket);
      return found?.Body && arriving(found.Body as AsyncIterable<Uint8Array>, bucket);
    },
    async put(object) {
      await orThrow(s3.send(new PutObjectCommand(putCommand(object))), bucket);
    },
    putParts: ({ key, contentType }, chunks) => putParts(send, { ...at(key), ContentType: contentType }, chunks),
    async list(beginning) {
      const keys: string[] = [];
      for await (const page of listed(beginning)) keys.push(...page.map(({ key }) => key));
      return keys;
    },
    listObjects: listed,
    folders: (parent) => orThrow(foldersOf(s3, bucket, prefix + parent), bucket),
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
    async deleteAll(keys) {
      for (let start = 0; start < keys.length; start += mostDeleted) {
        const Objects = keys.slice(start, start + mostDeleted).map((key) => ({ Key: prefix + key }));
        const { Errors = [] } = await orThrow(
          s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })),
          bucket,
        );
        const [first] = Errors;
        if (first) throw failureOf(keyFailure(first), bucket);
      }
    },
  };
}

type Place = { readonly Bucket: string; readonly Key: string };

async function getBytes(s3: S3Client, wanted: Place & { readonly IfMatch?: string; readonly VersionId?: string }) {
  const { Body } = await s3.send(new GetObjectCommand(wanted));
  return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
}

/** Undefined where the bucket keeps no versions, or not this one any more. */
async function versionOf(pages: AsyncIterable<readonly ObjectVersion[]>, etag: string): Promise<string | undefined> {
  for await (const page of pages) {
    const found = page.find((version) => version.etag === etag);
    if (found) return found.id;
  }
  return undefined;
}

async function* versionsOf(s3: S3Client, { Bucket, Key }: Place): AsyncGenerator<readonly ObjectVersion[]> {
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await orThrow(
      s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key, ...given(next) })),
      Bucket,
    );
    const { Versions = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    yield Versions.flatMap((version) =>
      version.Key === Key && version.VersionId
        ? [{ id: version.VersionId, etag: version.ETag ?? '', modifiedAt: version.LastModified ?? new Date(0) }]
        : [],
    );
    // Keys come in their order, and the key itself before all that begin with it.
    const goesOn = IsTruncated && NextKeyMarker === Key;
    next = goesOn ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
  }
}

async function foldersOf(client: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' }))
    names.push(...CommonPrefixes.map((found) => (found.Prefix ?? '').slice(Prefix.length, -1)));
  return names;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const mostDeleted = 1_000;

/** What S3 says of a key in an answer that is 200: the status that a request for that key alone would have. */
function keyFailure({ Code = 'Error', Message }: DeleteError): Error {
  const httpStatusCode = serverFaults.has(Code) ? 503 : 403;
  return Object.assign(new Error(Message), { name: Code, $metadata: { httpStatusCode } });
}
const serverFaults = new Set(['InternalError', 'ServiceUnavailable', 'SlowDown']);

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
