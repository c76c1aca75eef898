import * as z from 'zod/mini';
import { explainIssues } from '../lib/contracts/explain-issues.ts';
import { type AccessPlatform, type AccessPlatformId, accessPlatforms } from './platforms.ts';

const matching = (pattern: RegExp, error: string) =>
  z.string().check(z.refine((text) => pattern.test(text), { error }));

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const Bucket = matching(
  /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  'must be the name of a bucket, not its ARN or URL',
);
const unique = (names: readonly string[]) => new Set(names).size === names.length;

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const ExternalId = matching(
  /^[\w+=,.@:/-]{2,1224}$/,
  'must be 2 to 1224 letters, digits and any of _+=,.@:/- (no spaces, no quotes): copy it just as the platform shows it',
);
const PlatformAccount = matching(/^\d{12}$/, 'must be an AWS account id of 12 digits, without spaces and dashes');

const Request = z.strictObject({
  platform: z.enum(Object.keys(accessPlatforms) as [AccessPlatformId, ...AccessPlatformId[]]),
  buckets: z.array(Bucket).check(z.minLength(1), z.refine(unique, { error: 'name the same bucket twice' })),
  prefix: matching(
    /^([^/*?$"\\][^*?$"\\]*)?$/,
    'must not begin with "/" and hold none of * ? $ " \\, which mean something else in a policy',
  ),
  externalId: ExternalId,
  platformAccount: PlatformAccount,
  // An alias cannot stand in a policy: https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
  kmsKey: z.optional(matching(/^arn:aws:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'must be the ARN of a key, not of an alias')),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  roleName: matching(/^[\w+=,.@-]{1,64}$/, 'must be 1 to 64 letters, digits and any of _+=,.@-'),
  origins: z
    .array(matching(/^https?:\/\/[^/*]+$/, 'must be an origin like https://app.example.com, without a path'))
    .check(z.minLength(1)),
});

/** What is to be let in, where, and by which name. `prefix` is '' for whole buckets. */
export type AccessRequest = z.infer<typeof Request>;

export const platformOf = ({ platform }: Pick<AccessRequest, 'platform'>): AccessPlatform => accessPlatforms[platform];

/** Throws an error that names each value that is not as AWS wants it. */
export function accessRequest(given: unknown): AccessRequest {
  const parsed = Request.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(`${explainIssues(parsed.error, given)}.`);
}
