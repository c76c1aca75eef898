import type { LifecycleRule, S3Client } from '@aws-sdk/client-s3';
import { GetBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { type Check, CheckFailed, type Deployed } from './check.ts';

/** It says whose labels lie under a bucket and prefix. */
const ownerKey = 'owner.json';

export const bucketSettingChecks = (
  deployed: Deployed,
  s3: Pick<S3Client, 'send'>,
  store: Pick<ObjectStore, 'get' | 'putIf'>,
): readonly Check[] => [
  { name: 'bucket: staged bytes expire', look: () => lifecycle(deployed, s3) },
  { name: 'bucket: owner', look: () => owner(deployed, store) },
];

async function lifecycle({ stack }: Deployed, s3: Pick<S3Client, 'send'>): Promise<string> {
  const { bucket: Bucket, bucketPrefix } = stack;
  const tree = `${bucketPrefix}staging/`;
  const rules = await rulesOf(s3, Bucket);
  if (rules.some((rule) => expires(rule, tree))) return `${tree} expires`;
  const rule = {
    ID: 'labelwire-staging',
    Status: 'Enabled',
    Filter: { Prefix: tree },
    Expiration: { Days: 1 },
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
  };
  const Rules = [...rules, rule]; // the call replaces all rules, so those of today are in it
  throw new CheckFailed(
    `${tree} never expires, and you pay for it: aws s3api put-bucket-lifecycle-configuration --bucket ${Bucket} --lifecycle-configuration '${JSON.stringify({ Rules })}'`,
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
async function owner({ name, region, stack }: Deployed, store: Pick<ObjectStore, 'get' | 'putIf'>): Promise<string> {
  const account = stack.stateMachineArn.split(':')[4];
  const mine = JSON.stringify({ stack: name, account, region });
  const object = { key: ownerKey, bytes: Buffer.from(mine), contentType: 'application/json' };
  if (await store.putIf(object, { ifAbsent: true })) return `${name}, written down in ${ownerKey}`;
  const found = (await store.get(ownerKey))?.bytes.toString('utf8');
  if (found === mine) return name;
  throw new CheckFailed(
    `another stack writes here: ${found}. Give this one its own bucketPrefix and deploy; if that stack is gone: aws s3 rm s3://${stack.bucket}/${stack.bucketPrefix}${ownerKey}`,
  );
}
