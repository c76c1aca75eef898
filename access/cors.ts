import type { CORSRule } from '@aws-sdk/client-s3';
import { fits } from './iam/wildcards.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
const mostRules = 100;
const method = 'GET';

/** The rule that lets the platform's pages load what the platform signed. */
export const wantedRule = (origins: readonly string[]): CORSRule => ({
  ID: 'labelwire',
  AllowedHeaders: ['*'],
  AllowedMethods: [method],
  AllowedOrigins: [...origins],
});

/** The origins without a rule that allows GET with any header. S3 uses the first rule that fits as a whole. */
export const missingOrigins = (rules: readonly CORSRule[], origins: readonly string[]): string[] =>
  origins.filter(
    (origin) =>
      !rules.some(
        ({ AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [] }) =>
          AllowedOrigins.some((allowed) => fits(allowed, origin)) &&
          AllowedMethods.includes(method) &&
          AllowedHeaders.includes('*'),
      ),
  );

/**
 * What a bucket's rules become. PutBucketCors replaces all of them, so the existing rules are sent along with ours. Where
 * nothing is missing, they stay as they are. Throws when there is no room for one more.
 */
export function mergeCors(existing: readonly CORSRule[], origins: readonly string[], bucket: string): CORSRule[] {
  if (missingOrigins(existing, origins).length === 0) return [...existing];
  const wanted = wantedRule(origins);
  const ours = existing.find(({ ID }) => ID === wanted.ID);
  if (ours) return existing.map((rule) => (rule === ours ? joined(rule, wanted) : rule));
  if (existing.length >= mostRules) {
    throw new Error(
      `${bucket} must have fewer than ${mostRules} CORS rules to get another, but has ${existing.length}. Join or delete some of them: aws s3api get-bucket-cors --bucket ${bucket}`,
    );
  }
  return [...existing, wanted];
}

const joined = (existing: CORSRule, wanted: CORSRule): CORSRule => {
  const both = (key: 'AllowedHeaders' | 'AllowedMethods' | 'AllowedOrigins') => [
    ...new Set([...(existing[key] ?? []), ...(wanted[key] ?? [])]),
  ];
  return {
    ...existing,
    AllowedHeaders: both('AllowedHeaders'),
    AllowedMethods: both('AllowedMethods'),
    AllowedOrigins: both('AllowedOrigins'),
  };
};
