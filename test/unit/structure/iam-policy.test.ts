import { describe, expect, it } from 'vitest';
import { decide, grantsOf } from '../../structure/iam-policy.ts';
import type { Statement } from '../../structure/package-service.ts';

const allow = (parts: Partial<Statement>): Statement => ({
  Sid: 'A',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::bucket/labels/*',
  ...parts,
});
const decisionOn = (statements: Statement[], action: string, resource: string, context?: Record<string, string>) =>
  decide(statements.flatMap(grantsOf), { action, resource, ...(context ? { context } : {}) }).decision;

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and _elements_*.html
describe('a policy', () => {
  it('denies what no statement speaks of', () => {
    expect(decisionOn([], 's3:GetObject', 'arn:aws:s3:::bucket/labels/a')).toBe('denied by no Allow');
    expect(decisionOn([allow({})], 's3:PutObject', 'arn:aws:s3:::bucket/labels/a')).toBe('denied by no Allow');
    expect(decisionOn([allow({})], 's3:GetObject', 'arn:aws:s3:::bucket/native/a')).toBe('denied by no Allow');
    expect(decisionOn([allow({})], 's3:GetObject', 'arn:aws:s3:::bucket')).toBe('denied by no Allow');
  });

  it('lets a Deny win, wherever it stands', () => {
    const deny = allow({ Effect: 'Deny', Resource: '*' });
    for (const statements of [
      [deny, allow({})],
      [allow({}), deny],
    ])
      expect(decisionOn(statements, 's3:GetObject', 'arn:aws:s3:::bucket/labels/a')).toBe('denied by a Deny');
  });

  it('takes * for any characters, slashes and colons too, ? for one, and a dot for a dot', () => {
    const given = (resource: string, wanted: string) =>
      decisionOn([allow({ Resource: resource })], 's3:GetObject', wanted) === 'allowed';
    expect(given('arn:aws:s3:::bucket/labels/*', 'arn:aws:s3:::bucket/labels/a/b/c.json')).toBe(true);
    expect(given('arn:aws:s3:::bucket/labels/*', 'arn:aws:s3:::bucket/labels/')).toBe(true);
    expect(given('arn:aws:s3:::bucket/labels/*', 'arn:aws:s3:::bucket/labels2/a')).toBe(false);
    expect(given('arn:aws:s3:::bucket/?', 'arn:aws:s3:::bucket/ab')).toBe(false);
    expect(given('arn:aws:s3:::bucket/?', 'arn:aws:s3:::bucket/a')).toBe(true);
    expect(given('arn:aws:s3:::a.b/*', 'arn:aws:s3:::axb/a')).toBe(false);
  });

  it('compares actions without case and resources with it', () => {
    expect(decisionOn([allow({})], 'S3:getobject', 'arn:aws:s3:::bucket/labels/a')).toBe('allowed');
    expect(decisionOn([allow({})], 's3:GetObject', 'arn:aws:s3:::bucket/Labels/a')).toBe('denied by no Allow');
  });

  it('holds to a condition: one of its values, and never without the key', () => {
    const listing = allow({
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::bucket',
      Condition: { StringLike: { 's3:prefix': ['labels/*', 'native/*'] } },
    });
    const listed = (context?: Record<string, string>) =>
      decisionOn([listing], 's3:ListBucket', 'arn:aws:s3:::bucket', context);
    expect(listed({ 's3:prefix': 'native/a.json' })).toBe('allowed');
    expect(listed({ 's3:prefix': 'records/a.json' })).toBe('denied by no Allow');
    expect(listed({ 'aws:SourceArn': 'labels/a' })).toBe('denied by no Allow');
    expect(listed()).toBe('denied by no Allow');
    const exact = { ...listing, Condition: { StringEquals: { 's3:prefix': 'labels/*' } } };
    expect(decisionOn([exact], 's3:ListBucket', 'arn:aws:s3:::bucket', { 's3:prefix': 'labels/a' })).toBe(
      'denied by no Allow',
    );
  });

  it('is refused where it says what the evaluator cannot judge', () => {
    const strange: Statement[] = [
      { ...allow({}), NotAction: 's3:*' } as Statement,
      allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      allow({ Condition: { StringLike: { 's3:prefix': 'a', 'aws:SourceArn': 'b' } } }),
    ];
    for (const statement of strange) expect(() => grantsOf(statement)).toThrow(/evaluator/);
  });
});
