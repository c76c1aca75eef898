import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPolicy } from '../../access/iam/document.ts';
import { decide } from '../../access/iam/evaluate.ts';
import { bucket } from '../../deploy/bucket.ts';
import { delegatedAccess } from '../../deploy/delegated-access.ts';
import { behindHttpApi, type Package, packageService, packagingMilliseconds } from '../structure/package-service.ts';
import { root } from '../support/examples.ts';

const serverless = readFileSync(join(root, 'serverless.yml'), 'utf8');
const { params } = parse(serverless, { logLevel: 'silent' }) as { params: { default: Record<string, unknown> } };
const stageThatGives = (given: Record<string, unknown>) => ({
  resolveVariable: async (address: string) => ({ ...params.default, ...given })[address.replace(/^param:/, '')],
});
const { delegatedAccessPlatformAccount, delegatedAccessExternalId, delegatedAccessBuckets } = behindHttpApi;
const chosen = { delegatedAccessPlatformAccount, delegatedAccessExternalId, delegatedAccessBuckets };

it('with nothing chosen, nobody is let in', async () => {
  const variables = stageThatGives({});
  expect(await delegatedAccess(variables)).toEqual({ Resources: {} });
  expect(JSON.stringify(await bucket(variables))).not.toContain('Cors');
});

it.each([
  [{ ...chosen, delegatedAccessExternalId: '' }, /delegatedAccessExternalId is missing/],
  [{ delegatedAccessBuckets: 'clinic-images' }, /delegatedAccessPlatformAccount, delegatedAccessExternalId is missing/],
  [{ ...chosen, delegatedAccessPlatformAccount: '99999999999' }, /delegatedAccessPlatformAccount must be/],
  [{ ...chosen, delegatedAccessExternalId: 'a b' }, /delegatedAccessExternalId must be/],
  [{ ...chosen, delegatedAccessBuckets: 'clinic-images, other' }, /delegatedAccessBuckets must be/],
  [{ ...chosen, delegatedAccessOrigins: 'https://*' }, /delegatedAccessOrigins must be/],
  [{ ...chosen, bucket: 'labels-of-ours' }, /names STACK/],
])('half of it is refused, case %#', async (given, reason) => {
  await expect(delegatedAccess(stageThatGives(given))).rejects.toThrow(reason);
});

it('says in outputs what the command line needs of it, the stack’s own bucket by its name', async () => {
  const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const { Outputs } = await delegatedAccess(stageThatGives({ ...chosen, kmsKeyArn }));
  expect(Outputs).toMatchObject({
    DelegatedAccessPlatformAccount: { Value: '999999999999' },
    DelegatedAccessExternalId: { Value: 'cm3-4f1c' },
    DelegatedAccessBuckets: { Value: { 'Fn::Join': [',', ['clinic-images', { Ref: 'Bucket' }]] } },
    DelegatedAccessOrigins: { Value: 'https://app.labelbox.com,https://editor.labelbox.com' },
    DelegatedAccessKmsKeyArn: { Value: kmsKeyArn },
  });
  const elsewhere = await delegatedAccess(
    stageThatGives({ ...chosen, kmsKeyArn, delegatedAccessBuckets: 'clinic-images' }),
  );
  expect(elsewhere.Outputs).not.toHaveProperty('DelegatedAccessKmsKeyArn');
});

it('decrypts by the key of the stack’s bucket, through S3 only', async () => {
  const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const text = JSON.stringify(await delegatedAccess(stageThatGives({ ...chosen, kmsKeyArn })));
  expect(text).toContain(`"Action":["kms:Decrypt"],"Resource":"${kmsKeyArn}"`);
  expect(text).toContain('kms:ViaService');
});

describe('with a platform, its external ID and two buckets', () => {
  let made: Package;
  beforeAll(() => {
    made = packageService(behindHttpApi);
  }, packagingMilliseconds);
  const substituted = (value: unknown): string =>
    JSON.stringify(value, (_key, inner) => {
      const sub = (inner as { 'Fn::Sub'?: string | [string, object] } | null)?.['Fn::Sub'];
      const text = Array.isArray(sub) ? sub[0] : sub;
      return text?.replaceAll(`\${AWS::Partition}`, 'aws').replaceAll(`\${Bucket}`, 'of-the-stack') ?? inner;
    });
  const role = () =>
    made.resource('DelegatedAccessRole').Properties as {
      AssumeRolePolicyDocument: unknown;
      Policies: { PolicyDocument: unknown }[];
    };

  it('is a role that the platform can assume with the external ID, and in no other way', () => {
    const trust = readPolicy(substituted(role().AssumeRolePolicyDocument));
    const assumed = (account: string, externalId: string | null) =>
      decide([trust], { action: 'sts:AssumeRole', asker: { account }, context: { 'sts:ExternalId': externalId } });
    expect(assumed('999999999999', 'cm3-4f1c')).toBe('allowed');
    expect(assumed('999999999999', null)).toBe('implicitly denied');
    expect(assumed('999999999999', 'other')).toBe('implicitly denied');
    expect(assumed('888888888888', 'cm3-4f1c')).toBe('implicitly denied');
  });

  it('reads both buckets, and does nothing else', () => {
    const policies = role().Policies.map(({ PolicyDocument }) => readPolicy(substituted(PolicyDocument)));
    const may = (action: string, resource: string) => decide(policies, { action, resource });
    for (const bucketName of ['clinic-images', 'of-the-stack']) {
      expect(may('s3:GetObject', `arn:aws:s3:::${bucketName}/a.png`)).toBe('allowed');
      expect(may('s3:ListBucket', `arn:aws:s3:::${bucketName}`)).toBe('allowed');
      expect(may('s3:PutObject', `arn:aws:s3:::${bucketName}/a.png`)).toBe('implicitly denied');
    }
    expect(may('s3:GetObject', 'arn:aws:s3:::other/a.png')).toBe('implicitly denied');
  });

  it('tells the role’s ARN, and lets the platform’s pages load from the bucket of the stack', () => {
    expect(made.template.Outputs.DelegatedAccessRoleArn?.Value).toEqual({
      'Fn::GetAtt': ['DelegatedAccessRole', 'Arn'],
    });
    expect(made.resource('Bucket').Properties.CorsConfiguration).toEqual({
      CorsRules: [
        {
          AllowedHeaders: ['*'],
          AllowedMethods: ['GET'],
          AllowedOrigins: ['https://app.labelbox.com', 'https://editor.labelbox.com'],
        },
      ],
    });
  });
});
