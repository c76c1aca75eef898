import { kept } from './kept.ts';
import { type Parameters, parameters, type Variables } from './parameters.ts';

/** The user's own bucket, or the one that the stack makes. */
export async function bucketName(variables: Variables) {
  return nameOf(await parameters(variables));
}
const nameOf = ({ bucket }: Parameters) => bucket || { Ref: 'Bucket' };

/** `arn:aws:s3:::<bucket>` and what follows it. */
export const bucketArn = (given: Parameters, path = '') => ({
  'Fn::Sub': [`arn:\${AWS::Partition}:s3:::\${Bucket}${path}`, { Bucket: nameOf(given) }],
});

/** Nothing at all when the user has a bucket: it is never changed from here. */
export async function bucket(variables: Variables) {
  const given = await parameters(variables);
  if (given.bucket) return { Resources: {} };
  return { Resources: { Bucket: bucketOf(given), BucketPolicy: tlsOnly(given) } };
}

function bucketOf(given: Parameters) {
  const { bucketPrefix, kmsKeyArn, noncurrentVersionDays } = given;
  return {
    Type: 'AWS::S3::Bucket',
    ...kept,
    Properties: {
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      ...corsOf(given),
      BucketEncryption: { ServerSideEncryptionConfiguration: [encryption(kmsKeyArn)] },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'staged-bytes-last-a-day',
            Status: 'Enabled',
            Prefix: `${bucketPrefix}staging/`,
            ExpirationInDays: 1,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
          {
            Id: 'syncs-last-a-month',
            Status: 'Enabled',
            Prefix: `${bucketPrefix}sync/runs/`,
            ExpirationInDays: 30,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
          {
            Id: 'marks-of-rescued-executions-last-a-week',
            Status: 'Enabled',
            Prefix: `${bucketPrefix}rescued/`,
            ExpirationInDays: 7,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
          {
            Id: 'replaced-versions-go',
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: noncurrentVersionDays },
            ExpiredObjectDeleteMarker: true,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    },
  };
}

/** So that the platform's pages may show what lies in it. */
const corsOf = ({ delegatedAccessBuckets, delegatedAccessOrigins }: Parameters) =>
  delegatedAccessBuckets.split(',').includes('STACK')
    ? {
        CorsConfiguration: {
          CorsRules: [
            { AllowedHeaders: ['*'], AllowedMethods: ['GET'], AllowedOrigins: delegatedAccessOrigins.split(',') },
          ],
        },
      }
    : {};

const encryption = (kmsKeyArn: string) =>
  kmsKeyArn
    ? {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyArn },
        BucketKeyEnabled: true, // one call of KMS for many objects
      }
    : { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };

const tlsOnly = (given: Parameters) => ({
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: { Ref: 'Bucket' },
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucketArn(given), bucketArn(given, '/*')],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
});
