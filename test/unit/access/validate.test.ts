import { describe, expect, it } from 'vitest';
import { wantedRule } from '../../../access/cors.ts';
import type { PolicyDocument, Statement } from '../../../access/iam/document.ts';
import { permissionPolicy, policyName, trustPolicy } from '../../../access/policies.ts';
import { accessRequest } from '../../../access/request.ts';
import type { Role } from '../../../access/role.ts';
import type { AccessFacts, BucketFacts, SampledObject } from '../../../access/validate/facts.ts';
import { judge } from '../../../access/validate/judge.ts';
import { labelboxAccess } from '../../support/access-platforms.ts';

const account = '123456789012';
const kmsKey = `arn:aws:kms:eu-central-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const request = accessRequest(await labelboxAccess(), {
  buckets: ['clinic-images'],
  prefix: 'train/',
  externalId: 'cm3-4f1c',
  platformAccount: '999999999999',
  kmsKey,
  roleName: 'labelwire-labelbox-read',
  origins: ['https://app.labelbox.com', 'https://editor.labelbox.com'],
});
const bucketArn = 'arn:aws:s3:::clinic-images';
const policy = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const everything = (Effect: 'Allow' | 'Deny', parts: Partial<Statement> = {}): Statement => ({
  Effect,
  Principal: '*',
  Action: 's3:*',
  Resource: [bucketArn, `${bucketArn}/*`],
  ...parts,
});

const role: Role = {
  arn: `arn:aws:iam::${account}:role/labelwire-labelbox-read`,
  trust: trustPolicy(request),
  policies: [{ name: policyName, isInline: true, document: permissionPolicy(request) }],
  tags: {},
};
const boundaryArn = `arn:aws:iam::${account}:policy/guard-rail`;
const object: SampledObject = {
  key: 'train/a.png',
  bytes: 4096,
  storageClass: 'STANDARD',
  mediaType: { seen: 'image/png' },
  signedGet: { seen: 206 },
};
const bucket: BucketFacts = {
  bucket: 'clinic-images',
  region: { seen: 'eu-central-1' },
  policy: { seen: policy(everything('Deny', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })) },
  publicAccess: { seen: { isBlocked: true, restrictsPolicy: true, ignoresAcls: true, isGrantedByAcl: false } },
  ownership: { seen: 'BucketOwnerEnforced' },
  requesterPays: { seen: false },
  key: { seen: kmsKey },
  cors: { seen: [wantedRule(request.origins)] },
  preflights: request.origins.map((origin) => ({ origin, answer: { seen: { status: 200, allowedOrigin: origin } } })),
  objects: { seen: [object] },
};
const keyPolicy = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
});
const facts: AccessFacts = {
  request,
  account: { seen: account },
  sts: { seen: true },
  role: { seen: role },
  attempts: [
    { externalId: 'none', wasAssumed: { seen: false } },
    { externalId: 'a wrong one', wasAssumed: { seen: false } },
  ],
  buckets: [bucket],
  keys: [{ seen: { arn: kmsKey, isEnabled: true, policy: keyPolicy } }],
  urls: ['https://clinic-images.s3.eu-central-1.amazonaws.com/train/a%20b.png'],
  platform: {
    seen: {
      name: 'labelwire',
      roleArn: role.arn,
      findings: [{ check: 'assume role', outcome: 'pass', message: 'right' }],
    },
  },
  now: new Date('2026-01-01T12:00:00.000Z'),
};

const withRole = (parts: Partial<Role>): AccessFacts => ({ ...facts, role: { seen: { ...role, ...parts } } });
const withTrust = (parts: Partial<Statement>): AccessFacts => {
  const [statement] = [role.trust.Statement].flat();
  return withRole({ trust: policy({ ...(statement as Statement), ...parts }) });
};
const withBucket = (parts: Partial<BucketFacts>): AccessFacts => ({ ...facts, buckets: [{ ...bucket, ...parts }] });
const withObject = (parts: Partial<SampledObject>) => withBucket({ objects: { seen: [{ ...object, ...parts }] } });
const more = (...statements: Statement[]) =>
  withRole({ policies: [...role.policies, { name: 'more', isInline: true, document: policy(...statements) }] });
const demanding = (demands: Partial<AccessFacts['request']>): AccessFacts => ({
  ...facts,
  request: { ...request, ...demands },
});
const grant = (Action: string, Resource: string): Statement => ({ Effect: 'Allow', Action, Resource });
const outcomes = (given: AccessFacts, outcome: string) => judge(given).filter((finding) => finding.outcome === outcome);

it('finds nothing wrong where nothing is, and leaves nothing unjudged', () => {
  expect(outcomes(facts, 'fail')).toEqual([]);
  expect(outcomes(facts, 'unjudged')).toEqual([]);
  expect(outcomes(facts, 'pass').length).toBeGreaterThan(15);
});

const signed = (date: string, seconds: number) =>
  `https://clinic-images.s3.eu-central-1.amazonaws.com/train/a.png?X-Amz-Date=${date}&X-Amz-Expires=${seconds}&X-Amz-Signature=0f`;

/** What is planted, which checks fail by that alone, and a word of the fix. */
const planted: [string, AccessFacts, RegExp[], RegExp][] = [
  [
    'a missing condition',
    withTrust({ Condition: {} }),
    [/no external ID/, /wrong external ID/],
    /StringEquals sts:ExternalId/,
  ],
  [
    'a wildcard principal',
    withTrust({ Principal: { AWS: '*' } }),
    [/trust: who/],
    /Trust the account 999999999999 only/,
  ],
  [
    'a wrong external ID',
    withTrust({ Condition: { StringEquals: { 'sts:ExternalId': 'other' } } }),
    [/trust: the platform/],
    /Compare both/,
  ],
  ['a write permission', more(grant('s3:PutObject', `${bucketArn}/train/*`)), [/nothing else/], /Take that away/],
  [
    'a missing CORS origin',
    withBucket({ cors: { seen: [wantedRule(request.origins.slice(1))] } }),
    [/CORS rules/],
    /--cors-only/,
  ],
  ['STS inactive', { ...facts, sts: { seen: false } }, [/^STS$/], /us-east-2 > Activate/],
  [
    'a KMS key denied',
    { ...facts, keys: [{ seen: { arn: kmsKey, isEnabled: true, policy: policy() } }] },
    [/KMS key/],
    /kms:Decrypt to arn:aws:iam/,
  ],
  [
    'a wrong region',
    { ...facts, urls: ['https://clinic-images.s3.us-east-1.amazonaws.com/train/a.png'] },
    [/URL/],
    /eu-central-1\.amazonaws/,
  ],
  [
    'a public bucket',
    withBucket({
      policy: { seen: policy(everything('Allow', { Action: 's3:GetObject' })) },
      publicAccess: { seen: { isBlocked: false, restrictsPolicy: false, ignoresAcls: false, isGrantedByAcl: false } },
    }),
    [/public access/],
    /put-public-access-block/,
  ],
  ['an expired URL', { ...facts, urls: [signed('20260101T110000Z', 3600)] }, [/URL/], /without its query/],
  ['a wrong type', withObject({ mediaType: { seen: 'application/zip' } }), [/object: .*a\.png/], /Convert it/],
  ['an empty object', withObject({ bytes: 0 }), [/object: .*a\.png/], /Upload it again/],
];

describe('of twelve misconfigurations', () => {
  it('there are twelve', () => expect(planted).toHaveLength(12));

  it.each(planted)('finds %s, only that, and names the fix', (_name, given, checks, fix) => {
    const failed = outcomes(given, 'fail');
    expect(failed.map(({ check }) => check)).toEqual(checks.map((check) => expect.stringMatching(check)));
    for (const finding of failed) expect(finding.fix).toMatch(fix);
  });
});

describe('it also finds', () => {
  it.each<[string, AccessFacts, RegExp]>([
    ['no role', { ...facts, role: { seen: undefined } }, /^role$/],
    [
      'a condition that any external ID fits',
      withTrust({ Condition: { StringLike: { 'sts:ExternalId': '*' } } }),
      /wrong external ID/,
    ],
    [
      'a condition that holds without the key',
      withTrust({ Condition: { StringEqualsIfExists: { 'sts:ExternalId': 'cm3-4f1c' } } }),
      /no external ID/,
    ],
    [
      'a role that was really assumed with no external ID',
      { ...facts, attempts: [{ externalId: 'none', wasAssumed: { seen: true } }] },
      /no external ID/,
    ],
    [
      'another account besides the platform’s',
      withTrust({ Principal: { AWS: ['999999999999', '888888888888'] } }),
      /trust: who/,
    ],
    [
      'MFA',
      withTrust({
        Condition: {
          StringEquals: { 'sts:ExternalId': 'cm3-4f1c' },
          BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
        },
      }),
      /trust: MFA/,
    ],
    ['another path', demanding({ rolePath: '/teams/' }), /role: path/],
    ['no boundary', demanding({ permissionsBoundary: boundaryArn }), /role: boundary/],
    ['a tag that is missing', demanding({ tags: { team: 'labels' } }), /role: tags/],
    ['a permission that is missing', withRole({ policies: [] }), /permissions: clinic-images/],
    ['another bucket', more(grant('s3:GetObject', 'arn:aws:s3:::other/*')), /nothing else/],
    ['another prefix', more(grant('s3:GetObject', `${bucketArn}/*`)), /nothing else/],
    ['all of S3', more(grant('s3:*', '*')), /nothing else/],
    ['everything but one thing', more({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), /nothing else/],
    [
      'a boundary that does not let it read',
      withRole({ boundary: { arn: boundaryArn, document: policy(grant('ec2:*', '*')) } }),
      /permissions: clinic-images/,
    ],
    [
      'a bucket policy that denies all but a VPC',
      withBucket({
        policy: {
          seen: policy(everything('Deny', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } })),
        },
      }),
      /bucket policy/,
    ],
    [
      'an ACL for anyone',
      withBucket({
        publicAccess: { seen: { isBlocked: false, restrictsPolicy: true, ignoresAcls: false, isGrantedByAcl: true } },
      }),
      /public access/,
    ],
    [
      'a preflight that is refused',
      withBucket({
        preflights: [
          { origin: 'https://app.labelbox.com', answer: { seen: { status: 403, allowedOrigin: undefined } } },
        ],
      }),
      /CORS preflight/,
    ],
    [
      'a key that is disabled',
      { ...facts, keys: [{ seen: { arn: kmsKey, isEnabled: false, policy: keyPolicy } }] },
      /KMS key/,
    ],
    ['a key of another region', withBucket({ region: { seen: 'us-east-1' } }), /KMS key/],
    ['a bucket with dots', withBucket({ bucket: 'clinic.images' }), /bucket: clinic\.images/],
    [
      'a bucket that is not there',
      withBucket({ unusable: 'There is no bucket clinic-images.' }),
      /bucket: clinic-images/,
    ],
    ['no object at all', withBucket({ objects: { seen: [] } }), /objects/],
    ['an archived object', withObject({ storageClass: 'DEEP_ARCHIVE' }), /object/],
    ['a film that is too large', withObject({ mediaType: { seen: 'video/mp4' }, bytes: 2 ** 31 }), /object/],
    ['a signed URL that is refused', withObject({ signedGet: { seen: 403 } }), /object/],
    ['an s3:// address', { ...facts, urls: ['s3://clinic-images/train/a.png'] }, /URL/],
    [
      'an address that is not below the prefix',
      { ...facts, urls: ['https://clinic-images.s3.eu-central-1.amazonaws.com/test/a.png'] },
      /URL/,
    ],
    [
      'a "%" that encodes nothing',
      { ...facts, urls: ['https://clinic-images.s3.eu-central-1.amazonaws.com/train/%zz'] },
      /URL/,
    ],
    [
      'an integration that has another role',
      {
        ...facts,
        platform: {
          seen: {
            name: 'l',
            roleArn: 'arn:aws:iam::000000000000:role/temporary',
            findings: [],
          },
        },
      },
      /l: role/,
    ],
    ['an integration that is not there', { ...facts, platform: { seen: undefined } }, /^Labelbox$/],
  ])('%s', (_name, given, check) => {
    expect(outcomes(given, 'fail').map((finding) => finding.check)).toContainEqual(expect.stringMatching(check));
    for (const finding of outcomes(given, 'fail')) expect(finding.fix).toBeTruthy();
  });

  it('what the platform reports about its integration, under the name of the integration', () => {
    const reported = { check: 'external ID', outcome: 'fail', message: 'insecure', fix: 'Require it.' } as const;
    const given: AccessFacts = {
      ...facts,
      platform: { seen: { name: 'images', roleArn: role.arn, findings: [reported] } },
    };
    expect(outcomes(given, 'fail')).toEqual([{ ...reported, check: 'Labelbox: images: external ID' }]);
  });
});

describe('what could not be looked at or judged', () => {
  it('is reported, never passed', () => {
    const unseen = { unseen: 'your AWS credentials do not allow it' };
    const blind = withBucket({ policy: unseen, publicAccess: unseen, cors: unseen, objects: unseen, key: unseen });
    const checks = outcomes({ ...blind, keys: [], platform: unseen, sts: unseen }, 'unjudged').map(
      ({ check }) => check,
    );
    expect(checks).toEqual(
      expect.arrayContaining([
        'STS',
        'bucket policy: clinic-images',
        'public access: clinic-images',
        'CORS rules: clinic-images',
        'objects: clinic-images',
        'KMS key',
        'Labelbox',
      ]),
    );
  });

  it('includes a condition on where the caller comes from', () => {
    const byAddress = { Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
    const given = withBucket({ policy: { seen: policy(everything('Deny', byAddress)) } });
    expect(outcomes(given, 'unjudged').map(({ check }) => check)).toEqual(['bucket policy: clinic-images']);
    expect(outcomes(given, 'fail')).toEqual([]);
  });
});
