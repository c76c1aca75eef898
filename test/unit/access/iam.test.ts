import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../../access/iam/conditions.ts';
import { type PolicyDocument, readPolicy, type Statement } from '../../../access/iam/document.ts';
import { type Asker, agree, decide } from '../../../access/iam/evaluate.ts';
import { fits, fitsArn } from '../../../access/iam/wildcards.ts';

const policy = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
/** Everything on everything, but for what is said. */
const allow = (parts: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  ...(parts.NotAction ? {} : { Action: '*' }),
  ...(parts.NotResource ? {} : { Resource: '*' }),
  ...parts,
});
const deny = (parts: Partial<Statement>): Statement => ({ ...allow(parts), Effect: 'Deny' });
const onS3 = (document: PolicyDocument, action: string, resource: string, context: Context = {}) =>
  decide([document], { action, resource, context });

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and the pages it links
describe('a policy of an identity', () => {
  it('denies what no statement speaks of, and lets an explicit Deny win wherever it stands', () => {
    expect(onS3(policy(), 's3:GetObject', 'arn:aws:s3:::b/k')).toBe('implicitly denied');
    for (const statements of [
      [allow({}), deny({ Action: 's3:*' })],
      [deny({ Action: 's3:*' }), allow({})],
    ])
      expect(onS3(policy(...statements), 's3:GetObject', 'arn:aws:s3:::b/k')).toBe('explicitly denied');
  });

  it('compares actions without case and resources with it', () => {
    const document = policy(allow({ Action: 'S3:getobject', Resource: 'arn:aws:s3:::b/K*' }));
    expect(onS3(document, 's3:GetObject', 'arn:aws:s3:::b/Key')).toBe('allowed');
    expect(onS3(document, 's3:GetObject', 'arn:aws:s3:::b/key')).toBe('implicitly denied');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
  it('allows all but a NotAction, and denies all but a NotAction', () => {
    const allButDelete = policy(allow({ NotAction: 's3:DeleteBucket', Resource: 'arn:aws:s3:::*' }));
    expect(onS3(allButDelete, 's3:GetObject', 'arn:aws:s3:::b/k')).toBe('allowed');
    expect(onS3(allButDelete, 's3:DeleteBucket', 'arn:aws:s3:::b')).toBe('implicitly denied');
    const denyAllButIam = policy(allow({}), deny({ NotAction: 'iam:*' }));
    expect(onS3(denyAllButIam, 'iam:GetRole', 'arn:aws:iam::111122223333:role/r')).toBe('allowed');
    expect(onS3(denyAllButIam, 's3:GetObject', 'arn:aws:s3:::b/k')).toBe('explicitly denied');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
  it('denies all but a NotResource', () => {
    const payroll = ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'];
    const document = policy(allow({}), deny({ Action: 's3:*', NotResource: payroll }));
    expect(onS3(document, 's3:GetObject', 'arn:aws:s3:::HRBucket/Payroll/may')).toBe('allowed');
    expect(onS3(document, 's3:GetObject', 'arn:aws:s3:::HRBucket/Other')).toBe('explicitly denied');
  });

  it('may do what a boundary allows, too, and no more', () => {
    const boundary = policy(allow({ Action: 's3:*' }));
    const asked = { action: 'iam:CreateUser', resource: '*' };
    expect(agree([decide([policy(allow({}))], asked), decide([boundary], asked)])).toBe('implicitly denied');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe('a condition', () => {
  const under = (Condition: Statement['Condition'], context: Context) =>
    onS3(policy(allow(Condition ? { Condition } : {})), 's3:GetObject', 'arn:aws:s3:::b/k', context);

  it.each<[string, Statement['Condition'], Context, string]>([
    [
      'one of the values',
      { StringEquals: { 'aws:PrincipalTag/job': ['iamuser-admin', 'other'] } },
      { 'aws:principaltag/job': 'other' },
      'allowed',
    ],
    ['another case', { StringEquals: { k: 'A' } }, { k: 'a' }, 'implicitly denied'],
    ['another case, where that is right', { StringEqualsIgnoreCase: { k: 'A' } }, { k: 'a' }, 'allowed'],
    ['a pattern', { StringLike: { 's3:prefix': ['', 'home/', 'home/*'] } }, { 's3:prefix': 'home/a' }, 'allowed'],
    [
      'a pattern as a text',
      { StringEquals: { 's3:prefix': 'home/*' } },
      { 's3:prefix': 'home/a' },
      'implicitly denied',
    ],
    ['neither of two', { StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, 'implicitly denied'],
    ['a missing key', { StringEquals: { k: 'a' } }, { k: null }, 'implicitly denied'],
    ['a missing key, negated', { StringNotEquals: { k: 'a' } }, { k: null }, 'allowed'],
    [
      'a missing key, IfExists',
      { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } },
      { 'ec2:InstanceType': null },
      'allowed',
    ],
    [
      'a wrong key, IfExists',
      { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } },
      { 'ec2:InstanceType': 'm3.x' },
      'implicitly denied',
    ],
    ['Null: it must be missing', { Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': null }, 'allowed'],
    [
      'Null: it must be there',
      { Null: { 'aws:TokenIssueTime': 'false' } },
      { 'aws:TokenIssueTime': null },
      'implicitly denied',
    ],
    ['Bool', { Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'true' }, 'allowed'],
    [
      'Bool as JSON has it',
      { Bool: { 'aws:SecureTransport': true } },
      { 'aws:SecureTransport': 'false' },
      'implicitly denied',
    ],
    [
      'MFA that is missing',
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
      { 'aws:MultiFactorAuthPresent': null },
      'allowed',
    ],
    [
      'an ARN',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/r*' } },
      { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/reader' },
      'allowed',
    ],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['x', 'b'] }, 'allowed'],
    ['ForAnyValue of a missing key', { 'ForAnyValue:StringEquals': { k: 'a' } }, { k: null }, 'implicitly denied'],
    ['ForAllValues', { 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'x'] }, 'implicitly denied'],
    ['ForAllValues of a missing key', { 'ForAllValues:StringEquals': { k: 'a' } }, { k: null }, 'allowed'],
    [
      'two operators, one of which fails',
      { StringEquals: { a: '1' }, StringLike: { b: 'x*' } },
      { a: '1', b: 'y' },
      'implicitly denied',
    ],
  ])('is judged: %s', (_told, condition, context, decision) => {
    expect(under(condition, context)).toBe(decision);
  });

  it.each<[string, Statement['Condition']]>([
    ['an operator that is not known', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
    ['a key of which nothing is known', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
    ['a policy variable', { StringEquals: { 'aws:SourceIp': `\${aws:username}` } }],
  ])('is never taken for a yes or a no: %s', (_told, condition) => {
    const context = { 'aws:SourceIp': '203.0.113.7' };
    expect(under(condition, context)).toBe('cannot be judged');
    const denied = policy(allow({}), deny(condition ? { Condition: condition } : {}));
    expect(onS3(denied, 's3:GetObject', 'arn:aws:s3:::b/k', context)).toBe('cannot be judged');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
describe('a principal', () => {
  const asker: Asker = { account: '111122223333', arn: 'arn:aws:iam::111122223333:role/reader' };
  const may = (Principal: Statement['Principal'], who: Asker = asker) =>
    decide([policy({ Effect: 'Allow', ...(Principal ? { Principal } : {}), Action: 'sts:AssumeRole' })], {
      action: 'sts:AssumeRole',
      asker: who,
    });

  it('is an account by number or by its root, a role by its ARN, or everybody', () => {
    for (const AWS of ['111122223333', 'arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:role/reader', '*'])
      expect(may({ AWS })).toBe('allowed');
    expect(may('*', 'anonymous')).toBe('allowed');
    for (const AWS of ['444455556666', 'arn:aws:iam::111122223333:role/other'])
      expect(may({ AWS })).toBe('implicitly denied');
    expect(may({ AWS: '111122223333' }, 'anonymous')).toBe('implicitly denied');
    expect(may({ Service: 'ec2.amazonaws.com' })).toBe('implicitly denied');
  });

  it('may be one of an account of which only the account is known: that cannot be judged', () => {
    expect(may({ AWS: 'arn:aws:iam::111122223333:role/reader' }, { account: '111122223333' })).toBe('cannot be judged');
  });
});

describe('a wildcard', () => {
  it('is any characters, or one; as a regular expression has it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '*', '?'), maxLength: 8 });
    const expression = (pattern: string) => new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    fc.assert(
      fc.property(text, text, (pattern, found) => {
        const plain = found.replaceAll(/[*?]/g, 'c');
        expect(fits(pattern, plain)).toBe(expression(pattern).test(plain));
      }),
    );
  });

  it('takes a policy of many stars no exponential time', () => {
    expect(fits(`${'a*'.repeat(40)}b`, 'a'.repeat(4000))).toBe(false);
  });

  it('does not reach over a colon of an ARN', () => {
    expect(fitsArn('arn:aws:iam::*:role/r', 'arn:aws:iam::1:role/r')).toBe(true);
    expect(fitsArn('arn:aws:*:role/r', 'arn:aws:iam::1:role/r')).toBe(false);
  });
});

it('a document with a part that is not of the grammar is refused, never half read', () => {
  const strange = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Except: 'x' }] };
  expect(() => readPolicy(JSON.stringify(strange))).toThrow(/Except/);
  expect(readPolicy(encodeURIComponent(JSON.stringify(policy(allow({})))))).toEqual(policy(allow({})));
});
