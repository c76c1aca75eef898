import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCloudFormation } from '../../../access/cloudformation.ts';
import { mergeCors, missingOrigins } from '../../../access/cors.ts';
import { decide } from '../../../access/iam/evaluate.ts';
import { jsonDiff, sameDocument } from '../../../access/json-diff.ts';
import { type AccessPlan, differences, planOffline, roleArn } from '../../../access/plan.ts';
import { checkSizes, limits, permissionPolicy, policyName, sizeOf, trustPolicy } from '../../../access/policies.ts';
import { accessRequest } from '../../../access/request.ts';
import { labelboxAccess } from '../../support/access-platforms.ts';

const labelbox = await labelboxAccess();
const { origins } = labelbox;
const given = {
  buckets: ['clinic-images'],
  prefix: 'train/',
  externalId: 'cm3-4f1c',
  platformAccount: '999999999999',
  roleName: 'labelwire-labelbox-read',
  origins: [...origins],
};
const request = accessRequest(labelbox, given);
const kmsKey = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('a request', () => {
  it.each([
    ['--external-id', { externalId: 'with space' }],
    ['--external-id', { externalId: '"quoted"' }],
    ['--external-id', { externalId: 'x' }],
    ['--external-id', { externalId: 'x'.repeat(1225) }],
    ['--external-id', { externalId: undefined }],
    ['--platform-account', { platformAccount: '99999999999' }],
    ['--platform-account', { platformAccount: '9999-9999-9999' }],
    ['--bucket', { buckets: ['arn:aws:s3:::clinic-images'] }],
    ['--bucket', { buckets: ['s3://clinic-images'] }],
    ['--bucket', { buckets: ['a-bucket', 'a-bucket'] }],
    ['--bucket', { buckets: [] }],
    ['--prefix', { prefix: '/train' }],
    ['--prefix', { prefix: 'train/*' }],
    ['--kms-key', { kmsKey: 'alias/images' }],
    ['--role-name', { roleName: 'a role' }],
    ['--origin', { origins: ['https://app.example.com/'] }],
    ['--role-path', { rolePath: 'teams/labels' }],
    ['--permissions-boundary', { permissionsBoundary: 'guard-rail' }],
    ['--tag', { tags: { 'aws:team': 'labels' } }],
    ['--tag', { tags: { team: 'labels?' } }],
  ])('is refused by the option that is wrong, and says what it must be: %s, case %#', (option, wrong) => {
    expect(() => accessRequest(labelbox, { ...given, ...wrong })).toThrow(new RegExp(`^${option} must `));
  });

  it('takes all that IAM takes in an external ID', () => {
    const externalId = 'Az09_+=,.@:/-';
    expect(accessRequest(labelbox, { ...given, externalId }).externalId).toBe(externalId);
  });
});

describe('the role', () => {
  const assumed = (account: string, externalId: string | null) =>
    decide([trustPolicy(request)], {
      action: 'sts:AssumeRole',
      asker: { account },
      context: { 'sts:ExternalId': externalId },
    });
  it('can be assumed by the platform with the external ID, and in no other way', () => {
    expect(assumed('999999999999', 'cm3-4f1c')).toBe('allowed');
    expect(assumed('999999999999', null)).toBe('implicitly denied');
    expect(assumed('999999999999', 'CM3-4F1C')).toBe('implicitly denied');
    expect(assumed('888888888888', 'cm3-4f1c')).toBe('implicitly denied');
  });

  const may = (action: string, resource: string, context: Record<string, string> = {}, wanted = request) =>
    decide([permissionPolicy(wanted)], { action, resource, context: { 's3:prefix': null, ...context } });
  it('reads and lists below the prefix, and nothing else', () => {
    expect(may('s3:GetObject', 'arn:aws:s3:::clinic-images/train/a.png')).toBe('allowed');
    expect(may('s3:ListBucket', 'arn:aws:s3:::clinic-images', { 's3:prefix': 'train/' })).toBe('allowed');
    expect(may('s3:GetBucketLocation', 'arn:aws:s3:::clinic-images')).toBe('allowed');
    for (const [action, resource, context] of [
      ['s3:GetObject', 'arn:aws:s3:::clinic-images/test/a.png', {}],
      ['s3:GetObject', 'arn:aws:s3:::clinic-images-2/train/a.png', {}],
      ['s3:ListBucket', 'arn:aws:s3:::clinic-images', {}],
      ['s3:ListBucket', 'arn:aws:s3:::clinic-images', { 's3:prefix': 'test/' }],
      ['s3:PutObject', 'arn:aws:s3:::clinic-images/train/a.png', {}],
      ['s3:DeleteObject', 'arn:aws:s3:::clinic-images/train/a.png', {}],
      ['kms:Decrypt', kmsKey, { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' }],
    ] as const)
      expect(may(action, resource, context), `${action} ${resource}`).toBe('implicitly denied');
  });

  it('decrypts by the key that is named, and only through S3 of the key’s region', () => {
    const wanted = accessRequest(labelbox, { ...given, kmsKey });
    const via = (service: string) => may('kms:Decrypt', kmsKey, { 'kms:ViaService': service }, wanted);
    expect(via('s3.eu-central-1.amazonaws.com')).toBe('allowed');
    expect(via('s3.us-east-1.amazonaws.com')).toBe('implicitly denied');
    expect(via('ec2.eu-central-1.amazonaws.com')).toBe('implicitly denied');
  });

  it('is refused before IAM refuses it, at the very limit', () => {
    const trust = trustPolicy(request);
    const permissions = permissionPolicy(request);
    const room = limits.inlinePolicies - sizeOf(permissions);
    expect(() => checkSizes(trust, permissions, room)).not.toThrow();
    expect(() => checkSizes(trust, permissions, room + 1)).toThrow(/at most 10240 characters.*10241/);
    expect(() => checkSizes(trustPolicy({ ...request, externalId: 'x'.repeat(2000) }), permissions)).toThrow(
      /trust policy/,
    );
    const buckets = Array.from({ length: 200 }, (_, index) => `images-of-department-${index}`);
    expect(() => planOffline(accessRequest(labelbox, { ...given, buckets }))).toThrow(/Divide the buckets/);
  });
});

describe('CORS rules', () => {
  const rule = fc.record({
    ID: fc.option(fc.constantFrom('labelwire', 'site', 'other'), { nil: undefined }),
    AllowedMethods: fc.subarray(['GET', 'PUT', 'HEAD'], { minLength: 1 }),
    AllowedOrigins: fc.subarray(['*', 'https://app.labelbox.com', 'https://*.labelbox.com', 'https://a.example'], {
      minLength: 1,
    }),
    AllowedHeaders: fc.subarray(['*', 'range']),
  });
  it('only ever gain: every origin keeps its access, the wanted origins get theirs, and a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), (existing) => {
        const merged = mergeCors(existing as never, origins, 'b');
        expect(missingOrigins(merged, origins)).toEqual([]);
        for (const [index, before] of existing.entries()) {
          for (const key of ['AllowedMethods', 'AllowedOrigins', 'AllowedHeaders'] as const)
            expect(merged[index]?.[key]).toEqual(expect.arrayContaining(before[key]));
        }
        expect(merged.length - existing.length).toBeLessThanOrEqual(1);
        expect(mergeCors(merged, origins, 'b')).toEqual(merged);
      }),
    );
  });

  it.each([
    ['another method', { AllowedMethods: ['HEAD'], AllowedOrigins: ['*'], AllowedHeaders: ['*'] }],
    ['another origin', { AllowedMethods: ['GET'], AllowedOrigins: ['https://labelbox.com'], AllowedHeaders: ['*'] }],
    ['only some headers', { AllowedMethods: ['GET'], AllowedOrigins: ['*'], AllowedHeaders: ['range'] }],
  ])('do not give the platform access by %s', (_name, rule) => {
    expect(missingOrigins([rule], origins)).toEqual(origins);
  });

  it('are full at one hundred, which is an error unless one of them already gives the platform access', () => {
    const others = Array.from({ length: 100 }, (_, index) => ({
      AllowedMethods: ['GET'],
      AllowedOrigins: [`https://${index}.example`],
      AllowedHeaders: ['*'],
    }));
    expect(() => mergeCors(others, origins, 'b')).toThrow(/fewer than 100 CORS rules/);
    expect(mergeCors(others.slice(1), origins, 'b')).toHaveLength(100);
    const open = [...others.slice(1), { AllowedMethods: ['GET'], AllowedOrigins: ['*'], AllowedHeaders: ['*'] }];
    expect(mergeCors(open, origins, 'b')).toEqual(open);
  });
});

describe('a plan', () => {
  const offline = planOffline(request);
  const role = {
    arn: 'arn:aws:iam::123456789012:role/labelwire-labelbox-read',
    trust: offline.trust,
    policies: [{ name: policyName, isInline: true, document: offline.permissions }],
    tags: {},
  };
  const [bucket] = offline.buckets;
  if (!bucket) throw new Error('The plan has no bucket.');
  const whole: AccessPlan = {
    ...offline,
    account: '123456789012',
    role,
    buckets: [{ ...bucket, existing: bucket.rules }],
  };

  it('finds nothing to change where everything is as wanted, however it is spelled', () => {
    expect(differences(whole)).toEqual([]);
    const trust = { Statement: [offline.trust.Statement].flat()[0] ?? [], Version: '2012-10-17' };
    expect(differences({ ...whole, role: { ...role, trust } })).toEqual([]);
  });

  it('finds what is missing, and what exists and differs', () => {
    const { role: _none, ...without } = whole;
    expect(differences(without).map(({ kind, before }) => [kind, before])).toEqual([
      ['trust', undefined],
      ['permissions', undefined],
    ]);
    const other = trustPolicy({ ...request, externalId: 'another' });
    expect(differences({ ...whole, role: { ...role, trust: other } })).toMatchObject([
      { kind: 'trust', before: other },
    ]);
    expect(differences({ ...whole, buckets: [{ ...bucket, existing: [] }] })).toMatchObject([{ kind: 'cors' }]);
  });

  describe('in an account that demands a path, a boundary and tags of roles', () => {
    const permissionsBoundary = 'arn:aws:iam::123456789012:policy/guard-rail';
    const demanding = { ...request, rolePath: '/teams/labels/', permissionsBoundary, tags: { team: 'labels' } };
    const arn = 'arn:aws:iam::123456789012:role/teams/labels/labelwire-labelbox-read';
    const { role: _none, ...without } = { ...whole, request: demanding };
    const tagged = { ...role, arn, tags: { owner: 'me', team: 'another' } };

    it('makes the role with all of them at once, since it cannot be made without', () => {
      expect(differences(without).map(({ kind }) => kind)).toEqual(['trust', 'permissions']);
      expect(roleArn(without)).toBe(arn);
    });

    it('adds what a role that exists has not, and keeps its other tags', () => {
      expect(differences({ ...without, role: tagged })).toMatchObject([
        { kind: 'boundary', before: undefined, after: permissionsBoundary },
        { kind: 'tags', before: tagged.tags, after: { owner: 'me', team: 'labels' } },
      ]);
    });

    it('asks nothing more of the role where it demands nothing', () => {
      const limited = { ...tagged, boundary: { arn: permissionsBoundary, document: offline.permissions } };
      expect(differences({ ...whole, role: limited })).toEqual([]);
    });

    it('becomes a template of CloudFormation with them', () => {
      expect(asCloudFormation(without).Resources.DelegatedAccessRole.Properties).toMatchObject({
        Path: '/teams/labels/',
        PermissionsBoundary: permissionsBoundary,
        Tags: [{ Key: 'team', Value: 'labels' }],
      });
    });
  });

  it('becomes a template of CloudFormation with the same documents', () => {
    const { Properties } = asCloudFormation(whole).Resources.DelegatedAccessRole;
    expect(Properties).toMatchObject({ RoleName: request.roleName, AssumeRolePolicyDocument: offline.trust });
    expect(Properties.Policies).toEqual([{ PolicyName: policyName, PolicyDocument: offline.permissions }]);
  });
});

it('a diff shows what is removed and what is added', () => {
  expect(jsonDiff({ a: 1, b: 2 }, { a: 1, b: 3 })).toEqual(['  {', '    "a": 1,', '-   "b": 2', '+   "b": 3', '  }']);
  expect(sameDocument({ a: ['x'], b: [] }, { a: 'x' })).toBe(true);
  expect(sameDocument({ a: ['x', 'y'] }, { a: ['y', 'x'] })).toBe(true);
  expect(sameDocument({ a: ['x', 'y'] }, { a: ['x'] })).toBe(false);
});
