import {
  BucketLocationConstraint,
  CreateBucketCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { accessClients } from '../../../access/clients.ts';

export const region = 'eu-central-1';

/** One pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A bucket with public access blocked, and some pictures in it. */
export async function makeBucket(Bucket: string, keys: readonly string[]): Promise<void> {
  const s3 = accessClients().s3At(region);
  const CreateBucketConfiguration = { LocationConstraint: BucketLocationConstraint.eu_central_1 };
  const owner = { ObjectOwnership: 'BucketOwnerEnforced' as const };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration, ...owner }));
  const on = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: on }));
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: png }));
}
