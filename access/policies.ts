import type { PolicyDocument } from './iam/document.ts';
import type { AccessRequest } from './request.ts';

/** The one inline policy of the role that is ours; others are left alone. */
export const policyName = 'labelwire-read';

const Version = '2012-10-17';

/** Who may assume the role: the platform's account, and only with the external ID. */
export const trustPolicy = ({ platformAccount, externalId }: AccessRequest): PolicyDocument => ({
  Version,
  Statement: [
    {
      Sid: 'OnlyThePlatformWithOurExternalId',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${platformAccount}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
});

/** What the role may do: read the buckets below the prefix, and decrypt what it reads there. */
export function permissionPolicy({ buckets, prefix, kmsKey }: AccessRequest): PolicyDocument {
  const arns = buckets.map((bucket) => `arn:aws:s3:::${bucket}`);
  return {
    Version,
    Statement: [
      {
        Sid: 'ReadObjects',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: arns.map((arn) => `${arn}/${prefix}*`),
      },
      {
        Sid: 'ListObjects',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: arns,
        ...(prefix ? { Condition: { StringLike: { 's3:prefix': [`${prefix}*`] } } } : {}),
      },
      { Sid: 'FindRegion', Effect: 'Allow', Action: ['s3:GetBucketLocation'], Resource: arns },
      ...(kmsKey ? [decrypt(kmsKey)] : []),
    ],
  };
}

/**
 * Only on behalf of S3 in the key's own region: a signed GET is decrypted by S3 as the role.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
const decrypt = (kmsKey: string) => ({
  Sid: 'DecryptObjects',
  Effect: 'Allow' as const,
  Action: ['kms:Decrypt'],
  Resource: kmsKey,
  Condition: { StringEquals: { 'kms:ViaService': `s3.${regionOfKey(kmsKey)}.amazonaws.com` } },
});

export const regionOfKey = (arn: string): string => arn.split(':')[3] ?? '';

/** Characters, white space not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const limits = { trust: 2048, inlinePolicies: 10_240 } as const;

export const sizeOf = (policy: PolicyDocument): number => JSON.stringify(policy).replaceAll(/\s/g, '').length;

/** Throws when IAM would refuse them. `others`: characters of the role's other inline policies, which count with ours. */
export function checkSizes(trust: PolicyDocument, permissions: PolicyDocument, others = 0): void {
  if (sizeOf(trust) > limits.trust) {
    throw new Error(
      `The trust policy has ${sizeOf(trust)} characters; IAM takes ${limits.trust}. Is the external ID right? Ask AWS to raise the quota "Role trust policy length" if it is.`,
    );
  }
  const size = sizeOf(permissions) + others;
  if (size > limits.inlinePolicies) {
    throw new Error(
      `The permission policy would bring the role to ${size} characters of inline policies; IAM takes ${limits.inlinePolicies}. Divide the buckets among several roles (--role-name), one integration each, or shorten the prefix.`,
    );
  }
}
