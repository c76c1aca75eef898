import { given } from '../lib/contracts/given.ts';
import type { PolicyDocument } from './iam/document.ts';
import type { AccessRequest } from './request.ts';

/** Our inline policy of the role; the role's other policies are left alone. */
export const policyName = 'labelwire-read';

/** What the account demands of the role, as CloudFormation and IAM both take it. */
export const demandedOf = ({ rolePath, permissionsBoundary, tags = {} }: AccessRequest) =>
  given({
    Path: rolePath,
    PermissionsBoundary: permissionsBoundary,
    Tags: Object.keys(tags).length > 0 ? tagList(tags) : undefined,
  });

export const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

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

/** What the role may do: read the buckets below the prefix, and decrypt what it reads. */
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
 * Only through S3 in the key's own region, which decrypts a signed GET in the name of the role.
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

/** Throws when IAM would refuse the sizes. `others`: characters of the role's other inline policies, which count too. */
export function checkSizes(trust: PolicyDocument, permissions: PolicyDocument, others = 0): void {
  if (sizeOf(trust) > limits.trust) {
    throw new Error(
      `The trust policy must have at most ${limits.trust} characters, but has ${sizeOf(trust)}. Check --external-id; if it is right, ask AWS to raise the quota "Role trust policy length".`,
    );
  }
  const size = sizeOf(permissions) + others;
  if (size > limits.inlinePolicies) {
    throw new Error(
      `The inline policies of the role must have at most ${limits.inlinePolicies} characters together, but would have ${size}. Divide the buckets among several roles (--role-name), one integration each, or shorten --prefix.`,
    );
  }
}
