import type { LifecycleRule, S3Client } from '@aws-sdk/client-s3';
import { GetBucketLifecycleConfigurationCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { type Check, CheckFailed, type Deployed } from './check.ts';

/** It says whose labels lie under a bucket and prefix. */
const ownerKey = 'owner.json';

export const bucketSettingChecks = (
  deployed: Deployed,
  s3: Pick<S3Client, 'send'>,
  store: Pick<ObjectStore, 'get' | 'putIf'>,
): readonly Check[] => [
  { name: 'bucket: what expires', look: () => lifecycle(deployed, s3) },
  { name: 'bucket: versions', look: () => versions(deployed, s3) },
  { name: 'bucket: owner', look: () => owner(deployed, store) },
];

/** Trees of what is of use for a while only, and for how many days; nothing else may expire. */
const expiringTrees = { 'staging/': 1, 'rescued/': 7, 'sync/runs/': 30 } as const;

async function lifecycle({ stack, awsAt }: Deployed, s3: Pick<S3Client, 'send'>): Promise<string> {
  const { bucket: Bucket, bucketPrefix } = stack;
  const rules = await rulesOf(s3, Bucket);
  const trees = Object.entries(expiringTrees).map(([tree, days]) => ({ tree: bucketPrefix + tree, days }));
  const kept = trees.filter(({ tree }) => !rules.some((rule) => expires(rule, tree)));
  const names = (some: readonly { tree: string }[]) => some.map(({ tree }) => tree).join(', ');
  if (kept.length === 0) return names(trees);
  const missing = kept.map(({ tree, days }) => ({
    ID: `labelwire-${tree.replace(/\W+/g, '-').replace(/-$/, '')}`,
    Status: 'Enabled',
    Filter: { Prefix: tree },
    Expiration: { Days: days },
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
  }));
  const Rules = [...rules, ...missing]; // the call replaces all rules, so those of today are in it
  throw new CheckFailed(
    `no rule lets ${names(kept)} expire, and you pay for what stays: aws s3api put-bucket-lifecycle-configuration --bucket ${Bucket} --lifecycle-configuration '${JSON.stringify({ Rules })}'${awsAt}`,
  );
}

/** Each revision of a label overwrites the one before. */
async function versions({ stack, awsAt }: Deployed, s3: Pick<S3Client, 'send'>): Promise<string> {
  const { bucket: Bucket } = stack;
  const { Status = 'never switched on' } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  if (Status === 'Enabled') return 'kept';
  throw new CheckFailed(
    `not kept (${Status}): what is overwritten or deleted by mistake is gone. aws s3api put-bucket-versioning --bucket ${Bucket} --versioning-configuration Status=Enabled${awsAt}`,
  );
}

const expires = ({ Status, Expiration, Filter, Prefix }: LifecycleRule, tree: string): boolean =>
  Status === 'Enabled' &&
  Expiration?.Days !== undefined &&
  Filter?.Tag === undefined &&
  Filter?.And === undefined &&
  tree.startsWith(Filter?.Prefix ?? Prefix ?? '');

async function rulesOf(s3: Pick<S3Client, 'send'>, Bucket: string): Promise<readonly LifecycleRule[]> {
  try {
    return (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? [];
  } catch (error) {
    if ((error as Error).name === 'NoSuchLifecycleConfiguration') return [];
    throw error;
  }
}

/** Two stacks in one tree would take each other's records for their own. */
async function owner(
  { name, region, stack, awsAt }: Deployed,
  store: Pick<ObjectStore, 'get' | 'putIf'>,
): Promise<string> {
  const account = stack.stateMachineArn.split(':')[4];
  const mine = JSON.stringify({ stack: name, account, region });
  const object = { key: ownerKey, bytes: Buffer.from(mine), contentType: 'application/json' };
  if (await store.putIf(object, { ifAbsent: true })) return `${name}, written down in ${ownerKey}`;
  const found = (await store.get(ownerKey))?.bytes.toString('utf8');
  if (found === mine) return name;
  throw new CheckFailed(
    `another stack writes here: ${found}. Give this one its own bucketPrefix and deploy; if that stack is gone: aws s3 rm s3://${stack.bucket}/${stack.bucketPrefix}${ownerKey}${awsAt}`,
  );
}
