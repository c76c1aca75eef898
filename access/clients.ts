import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** IAM is global and answers here: https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const iamRegion = 'us-east-1';

/** The AWS account of the person who calls, by the SDK's usual environment and profiles. */
export function accessClients() {
  const buckets = new Map<string, S3Client>();
  return {
    iam: new IAMClient({ region: iamRegion }),
    /** By region: an account can switch STS off in some of them. */
    stsAt: (region: string) => new STSClient({ region, maxAttempts: 2 }),
    kmsAt: (region: string) => new KMSClient({ region }),
    s3At(region = iamRegion): S3Client {
      const client = buckets.get(region) ?? s3Client(region);
      buckets.set(region, client);
      return client;
    },
  };
}
export type AccessClients = ReturnType<typeof accessClients>;

function s3Client(region: string): S3Client {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  // An S3 of another vendor does not have a host name for each bucket.
  const forcePathStyle = (AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL) !== undefined;
  return new S3Client({ region, followRegionRedirects: true, forcePathStyle });
}

/** A GET that anyone may make for some seconds. Signed on this machine: it says nothing about whether S3 allows it. */
export const signedUrl = (s3: S3Client, Bucket: string, Key: string, expiresIn: number): Promise<string> =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn });
