import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';

/** IAM is the same everywhere, and answers there: https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const anywhere = 'us-east-1';

const s3Endpoint = (): string | undefined => process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;

/** The AWS account of the person who calls, by the SDK's usual environment and profiles. */
export function accessClients() {
  const s3At = (region: string) =>
    // An S3 that is not Amazon's has no name of its own for each bucket.
    new S3Client({ region, followRegionRedirects: true, forcePathStyle: s3Endpoint() !== undefined });
  const buckets = new Map<string, S3Client>();
  return {
    iam: new IAMClient({ region: anywhere }),
    /** Of one region: an account can switch STS off in each. */
    stsAt: (region: string) => new STSClient({ region, maxAttempts: 2 }),
    kmsAt: (region: string) => new KMSClient({ region }),
    s3At(region = anywhere): S3Client {
      const made = buckets.get(region) ?? s3At(region);
      buckets.set(region, made);
      return made;
    },
  };
}
export type AccessClients = ReturnType<typeof accessClients>;

/** As a browser asks for an object; each part of the key percent-encoded. */
export function objectUrl(bucket: string, region: string, key: string): URL {
  const path = key.split('/').map(encodePart).join('/');
  const endpoint = s3Endpoint();
  return new URL(
    endpoint
      ? `${endpoint.replace(/\/+$/, '')}/${bucket}/${path}`
      : `https://${bucket}.s3.${region}.amazonaws.com/${path}`,
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html: all but A-Z a-z 0-9 - . _ ~ */
export const encodePart = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
