import * as z from 'zod/mini';
import type { AccessPlatform } from './access-platform.ts';

const matching = (pattern: RegExp, error: string) =>
  z.string({ error }).check(z.refine((text) => pattern.test(text), { error }));
const listOf = <Member extends z.ZodMiniType>(member: Member, error: string) =>
  z.array(member, { error }).check(z.minLength(1, { error }));

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const Bucket = matching(bucketName, 'must be the name of a bucket, not its ARN or URL');
const Origin = matching(/^https?:\/\/[^/*]+$/, 'must be an origin like https://app.example.com, without a path');
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
const tagName = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u;
const tagValue = matching(
  /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u,
  'must have values of at most 256 letters, digits, spaces and any of _.:/=+@-',
);
const areUnique = (names: readonly string[]) => new Set(names).size === names.length;

const Values = z.strictObject({
  buckets: listOf(Bucket, 'must name at least one bucket').check(
    z.refine(areUnique, { error: 'must not name the same bucket twice' }),
  ),
  prefix: matching(
    /^([^/*?$"\\][^*?$"\\]*)?$/,
    'must not begin with "/" or contain any of * ? $ " \\, which have another meaning in a policy',
  ),
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  externalId: matching(
    /^[\w+=,.@:/-]{2,1224}$/,
    'must be 2 to 1224 letters, digits and any of _+=,.@:/- (no spaces, no quotes): copy it exactly as the platform shows it',
  ),
  platformAccount: matching(/^\d{12}$/, 'must be an AWS account id of 12 digits, without spaces and dashes'),
  // A policy cannot name an alias: https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
  kmsKey: z.optional(matching(/^arn:aws:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'must be the ARN of a key, not of an alias')),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  roleName: matching(/^[\w+=,.@-]{1,64}$/, 'must be 1 to 64 letters, digits and any of _+=,.@-'),
  origins: listOf(Origin, 'must name at least one origin'),
  // What the account demands of a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  rolePath: z.optional(matching(/^\/([\w+=,.@-]+\/)*$/, 'must begin and end with "/", for example /teams/labels/')),
  permissionsBoundary: z.optional(
    matching(/^arn:aws:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/, 'must be the ARN of a policy of IAM'),
  ),
  tags: z.optional(
    z.record(z.string(), tagValue).check(
      z.refine((tags) => Object.keys(tags).every((name) => tagName.test(name)), {
        error:
          'must have names of 1 to 128 letters, digits, spaces and any of _.:/=+@-, none of which begins with "aws:"',
      }),
    ),
  ),
});
type Values = z.infer<typeof Values>;

/** Which platform may read what, and by which role. `prefix` is '' for whole buckets. */
export type AccessRequest = Values & { readonly platform: AccessPlatform };

/** What a person writes for each value. */
const options: Readonly<Record<keyof Values, string>> = {
  buckets: '--bucket',
  prefix: '--prefix',
  externalId: '--external-id',
  platformAccount: '--platform-account',
  kmsKey: '--kms-key',
  roleName: '--role-name',
  origins: '--origin',
  rolePath: '--role-path',
  permissionsBoundary: '--permissions-boundary',
  tags: '--tag',
};

/** Throws an error that names the option of each value that AWS would refuse. */
export function accessRequest(
  platform: AccessPlatform,
  values: { readonly [Name in keyof Values]?: unknown },
): AccessRequest {
  const parsed = Values.safeParse(values);
  if (parsed.success) return { ...parsed.data, platform };
  const problems = parsed.error.issues.map(({ path, message }) => `${options[path[0] as keyof Values]} ${message}`);
  throw new Error(`${[...new Set(problems)].join('; ')}.`);
}
