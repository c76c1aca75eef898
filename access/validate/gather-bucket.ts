import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketRequestPaymentCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { preflight } from '../browser-requests.ts';
import { BucketUnusable, readCors, regionOfBucket } from '../bucket-place.ts';
import { type AccessClients, signedUrl } from '../clients.ts';
import { readPolicy } from '../iam/document.ts';
import type { AccessRequest } from '../request.ts';
import { isSeen, look } from '../seen.ts';
import type { BucketFacts, BucketGathering, PublicAccess } from './facts.ts';
import { sampleObjects } from './sample-objects.ts';

const signedSeconds = 60;
const none = undefined;

/** A bucket's settings, the answers to preflights, and some of its objects; or why it cannot be used. */
export async function gatherBucket(bucket: string, gathering: BucketGathering): Promise<BucketFacts> {
  const { request, clients } = gathering;
  const place = await look(() => placeOf(clients, bucket));
  if (!isSeen(place)) return nothingSeen(bucket, request);
  if ('unusable' in place.seen) return { ...nothingSeen(bucket, request), ...place.seen };
  const { region } = place.seen;
  const s3 = clients.s3At(region);
  const Bucket = bucket;
  return {
    bucket,
    region: { seen: region },
    policy: await look(async () => readPolicy((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? ''), {
      NoSuchBucketPolicy: none,
    }),
    publicAccess: await look(() => publicAccess(s3, bucket)),
    ownership: await look(
      async () =>
        (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls?.Rules?.[0]
          ?.ObjectOwnership,
      { OwnershipControlsNotFoundError: none },
    ),
    requesterPays: await look(
      async () => (await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer === 'Requester',
    ),
    key: await look(() => defaultKey(s3, bucket), { ServerSideEncryptionConfigurationNotFoundError: none }),
    cors: await look(() => readCors(clients, bucket, region)),
    preflights: await preflights(s3, bucket, gathering),
    objects: await look(() => sampleObjects(s3, bucket, gathering)),
  };
}

type Place = { readonly region: string } | { readonly unusable: string };

async function placeOf(clients: AccessClients, bucket: string): Promise<Place> {
  try {
    return { region: await regionOfBucket(clients, bucket) };
  } catch (error) {
    if (error instanceof BucketUnusable) return { unusable: error.message };
    throw error;
  }
}

function nothingSeen(bucket: string, { origins }: AccessRequest): BucketFacts {
  const unseen = { unseen: 'the bucket could not be looked at' };
  const settings = { policy: unseen, publicAccess: unseen, ownership: unseen, requesterPays: unseen, key: unseen };
  const preflights = origins.map((origin) => ({ origin, answer: unseen }));
  return { bucket, region: unseen, ...settings, cors: unseen, preflights, objects: unseen };
}

async function publicAccess(s3: S3Client, Bucket: string): Promise<PublicAccess> {
  const block = await look(
    async () => (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration ?? {},
    { NoSuchPublicAccessBlockConfiguration: {} },
  );
  if (!isSeen(block)) throw new Error(`its public access block: ${block.unseen}`);
  const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } = block.seen;
  const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
  return {
    isBlocked: [BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets].every((on) => on === true),
    restrictsPolicy: RestrictPublicBuckets === true,
    ignoresAcls: IgnorePublicAcls === true,
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups
    isGrantedByAcl: Grants.some(({ Grantee }) => /\/(AllUsers|AuthenticatedUsers)$/.test(Grantee?.URI ?? '')),
  };
}

/** undefined: S3's own keys, or AWS's key for S3, which every role of the account may use through S3. */
async function defaultKey(s3: S3Client, Bucket: string): Promise<string | undefined> {
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
  const key = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  return key === undefined || /alias\/aws\/s3$/.test(key) ? undefined : key;
}

async function preflights(
  s3: S3Client,
  bucket: string,
  { request, fetch }: BucketGathering,
): Promise<BucketFacts['preflights']> {
  const answers = [];
  for (const origin of request.origins) {
    const key = `${request.prefix}labelwire-preflight`;
    const ask = async () => preflight(await signedUrl(s3, bucket, key, signedSeconds), origin, fetch);
    answers.push({ origin, answer: await look(ask) });
  }
  return answers;
}
