import {
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsFailure } from '../../lib/contracts/aws-failure.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import { accessClients } from '../clients.ts';
import { refusedObject } from './refused.ts';

export type ListedObject = { readonly key: string; readonly bytes: number; readonly storageClass?: string | undefined };
export type SeenObject = ListedObject & { readonly first: Uint8Array };

/** The bucket that a data set is made from, seen with the AWS credentials of the person who runs the command. */
export type SourceBucket = {
  readonly name: string;
  /** The bucket's own region, whatever region the environment names. */
  readonly region: string;
  /** All of them in the order of the keys' UTF-8 bytes, read a page at a time. */
  objects(prefix: string): AsyncIterable<ListedObject>;
  /** Size and storage class alone. Throws RowRefused, like the next two. */
  head(key: string): Promise<ListedObject>;
  /** With up to `bytes` of the first bytes. */
  look(key: string, bytes: number): Promise<SeenObject>;
  /** A whole small object; undefined when it is larger than `most`. */
  read(key: string, most: number): Promise<Uint8Array | undefined>;
};

/** Throws an error that says what to do when the bucket does not exist or cannot be looked at. */
export async function sourceBucket(name: string): Promise<SourceBucket> {
  const clients = accessClients();
  const region = await regionOf(clients.s3At(), name);
  return bucketIn(clients.s3At(region), name, region);
}

export function bucketIn(s3: S3Client, name: string, region: string): SourceBucket {
  const objectAt = (key: string) => ({ Bucket: name, Key: key });
  const look = async (key: string, bytes: number): Promise<SeenObject> => {
    const found = await s3
      .send(new GetObjectCommand({ ...objectAt(key), Range: `bytes=0-${bytes - 1}` }))
      .catch(refusedObject);
    const first = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
    const whole = Number(found.ContentRange?.split('/')[1] ?? found.ContentLength ?? first.length);
    return { key, bytes: whole, storageClass: found.StorageClass, first };
  };
  return {
    name,
    region,
    objects: (prefix) => listed(s3, name, prefix),
    async head(key) {
      const found = await s3.send(new HeadObjectCommand(objectAt(key))).catch(refusedObject);
      return { key, bytes: found.ContentLength ?? 0, storageClass: found.StorageClass };
    },
    look,
    async read(key, most) {
      const { bytes, first } = await look(key, most);
      return bytes > most ? undefined : first;
    },
  };
}

async function* listed(s3: S3Client, Bucket: string, Prefix: string): AsyncGenerator<ListedObject> {
  let ContinuationToken: string | undefined;
  do {
    const page = await s3
      .send(
        new ListObjectsV2Command({
          Bucket,
          Prefix,
          EncodingType: 'url', // XML cannot contain every character that a key can
          ContinuationToken,
        }),
      )
      .catch((cause: unknown) => {
        throw new Error(`${Bucket} cannot be listed: ${awsFailure(cause).reason}. Check s3:ListBucket.`, { cause });
      });
    const decode = page.EncodingType === 'url' ? decodedKey : (key: string) => key;
    for (const { Key = '', Size = 0, StorageClass } of page.Contents ?? [])
      yield { key: decode(Key), bytes: Size, storageClass: StorageClass };
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken);
}

const decodedKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

type Refusal = {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

/** S3 names a bucket's region even in a refusal: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
async function regionOf(s3: S3Client, Bucket: string): Promise<string> {
  try {
    const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket }));
    if (BucketRegion) return BucketRegion;
  } catch (error) {
    const { $metadata, $response } = error as Refusal;
    if ($metadata?.httpStatusCode === 404)
      throw new Error(`There is no bucket ${quoted(Bucket)}. Check the name.`, { cause: error });
    const region = $response?.headers?.['x-amz-bucket-region'];
    if (region) return region;
    throw new Error(
      `S3 does not allow looking at ${Bucket}: ${awsFailure(error).reason}. Check s3:ListBucket and AWS_PROFILE.`,
      { cause: error },
    );
  }
  return located(s3, Bucket);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
const oldNames: Readonly<Record<string, string>> = { '': 'us-east-1', EU: 'eu-west-1' };

async function located(s3: S3Client, Bucket: string): Promise<string> {
  try {
    const { LocationConstraint = '' } = await s3.send(new GetBucketLocationCommand({ Bucket }));
    return oldNames[LocationConstraint] ?? LocationConstraint;
  } catch (cause) {
    throw new Error(
      `S3 does not say in which region ${Bucket} is: ${awsFailure(cause).reason}. Check s3:GetBucketLocation.`,
      { cause },
    );
  }
}
