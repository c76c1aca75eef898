import { type CORSRule, GetBucketCorsCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { quoted } from '../lib/contracts/printable.ts';
import type { AccessClients } from './clients.ts';

/** A bucket to which access certainly cannot be given; the message says why. */
export class BucketUnusable extends Error {}

/** A bucket's region. Throws BucketUnusable when the bucket does not exist or is not yours. */
export async function regionOfBucket(clients: AccessClients, Bucket: string): Promise<string> {
  try {
    const { BucketRegion = 'us-east-1' } = await clients.s3At().send(new HeadBucketCommand({ Bucket }));
    return BucketRegion;
  } catch (error) {
    const { $metadata, $response } = error as Refusal;
    const status = $metadata?.httpStatusCode;
    const elsewhere = $response?.headers?.['x-amz-bucket-region'];
    if ((status === 301 || status === 400) && elsewhere) return elsewhere;
    if (status === 404)
      throw new BucketUnusable(`There is no bucket ${quoted(Bucket)}. Check the name.`, { cause: error });
    if (status === 403)
      throw new BucketUnusable(
        `The bucket ${quoted(Bucket)} is not yours, or your AWS credentials do not allow looking at it (403). Use credentials of the account that owns it.`,
        { cause: error },
      );
    throw error;
  }
}
type Refusal = {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

/** A bucket's CORS rules; empty where it has none. */
export async function readCors(clients: AccessClients, Bucket: string, region: string): Promise<CORSRule[]> {
  try {
    return (await clients.s3At(region).send(new GetBucketCorsCommand({ Bucket }))).CORSRules ?? [];
  } catch (error) {
    if ((error as Error).name === 'NoSuchCORSConfiguration') return [];
    throw error;
  }
}
