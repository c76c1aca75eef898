import type { CORSRule } from '@aws-sdk/client-s3';
import { fits } from './iam/wildcards.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
const mostRules = 100;
const method = 'GET';

/** The rule that lets the platform's pages show what it signed. */
export const wantedRule = (origins: readonly string[]): CORSRule => ({
  ID: 'labelwire',
  AllowedHeaders: ['*'],
  AllowedMethods: [method],
  AllowedOrigins: [...origins],
});

/** The origins that no rule lets GET with any header. S3 takes the first rule that fits as a whole. */
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
 * What a bucket's rules become: PutBucketCors replaces them all, so those that stand go with ours. The same list, untouched,
 * where nothing is missing. Throws when there is no room for one more.
 */
export function mergeCors(standing: readonly CORSRule[], origins: readonly string[], bucket: string): CORSRule[] {
  if (missingOrigins(standing, origins).length === 0) return [...standing];
  const wanted = wantedRule(origins);
  const ours = standing.find(({ ID }) => ID === wanted.ID);
  if (ours) return standing.map((rule) => (rule === ours ? joined(rule, wanted) : rule));
  if (standing.length >= mostRules) {
    throw new Error(
      `${bucket} has ${standing.length} CORS rules already, and S3 takes ${mostRules}. Join or delete some of them: aws s3api get-bucket-cors --bucket ${bucket}`,
    );
  }
  return [...standing, wanted];
}

const joined = (one: CORSRule, other: CORSRule): CORSRule => {
  const both = (key: 'AllowedHeaders' | 'AllowedMethods' | 'AllowedOrigins') => [
    ...new Set([...(one[key] ?? []), ...(other[key] ?? [])]),
  ];
  return {
    ...one,
    AllowedHeaders: both('AllowedHeaders'),
    AllowedMethods: both('AllowedMethods'),
    AllowedOrigins: both('AllowedOrigins'),
  };
};
