import type { CORSRule } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { readCors, regionOfBucket } from './bucket-place.ts';
import type { AccessClients } from './clients.ts';
import { mergeCors, wantedRule } from './cors.ts';
import type { PolicyDocument } from './iam/document.ts';
import { sameDocument } from './json-diff.ts';
import { checkSizes, permissionPolicy, policyName, sizeOf, trustPolicy } from './policies.ts';
import type { AccessRequest } from './request.ts';
import { type Role, readRole } from './role.ts';

type BucketPlan = {
  readonly bucket: string;
  /** undefined: nobody looked. */
  readonly region?: string;
  /** The bucket's rules as they are (undefined: nobody looked) and as they will be. */
  readonly standing?: readonly CORSRule[];
  readonly rules: readonly CORSRule[];
};

/** All that is wanted, beside what stands in the account. */
export type AccessPlan = {
  readonly request: AccessRequest;
  readonly trust: PolicyDocument;
  readonly permissions: PolicyDocument;
  /** The account of the buckets and the role; undefined: nobody looked. */
  readonly account?: string;
  /** undefined: there is none, or nobody looked (`account` tells which). */
  readonly role?: Role;
  readonly buckets: readonly BucketPlan[];
};

/** Without a look at the account. */
export function planOffline(request: AccessRequest): AccessPlan {
  const [trust, permissions] = [trustPolicy(request), permissionPolicy(request)];
  checkSizes(trust, permissions);
  const rules = [wantedRule(request.origins)];
  return { request, trust, permissions, buckets: request.buckets.map((bucket) => ({ bucket, rules })) };
}

/** Where STS cannot be switched off: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html */
const alwaysActive = 'us-east-1';

/** Throws where a bucket cannot be used, and where a limit of AWS would be passed. Changes nothing. */
export async function planAccess(request: AccessRequest, clients: AccessClients): Promise<AccessPlan> {
  const { trust, permissions } = planOffline(request);
  const { Account: account = '', Arn = '' } = await clients.stsAt(alwaysActive).send(new GetCallerIdentityCommand({}));
  if (!Arn.startsWith('arn:aws:')) {
    throw new Error(
      'These AWS credentials are of another partition than "aws"; that a platform can be let in there is not known.',
    );
  }
  const role = await readRole(clients.iam, request.roleName);
  const others = (role?.policies ?? []).filter(({ name, isInline }) => isInline && name !== policyName);
  checkSizes(
    trust,
    permissions,
    others.reduce((sum, { document }) => sum + sizeOf(document), 0),
  );
  const buckets: BucketPlan[] = [];
  for (const bucket of request.buckets) {
    const at = await regionOfBucket(clients, bucket);
    const standing = await readCors(clients, bucket, at);
    buckets.push({ bucket, region: at, standing, rules: mergeCors(standing, request.origins, bucket) });
  }
  return { request, trust, permissions, account, ...(role ? { role } : {}), buckets };
}

export const roleArn = ({ role, account, request }: AccessPlan): string =>
  role?.arn ?? `arn:aws:iam::${account ?? '<your account>'}:role/${request.roleName}`;

/** One document of the account that is not as wanted. */
export type Difference = {
  readonly kind: 'trust' | 'permissions' | 'cors';
  readonly title: string;
  /** undefined: there is none. */
  readonly before?: unknown;
  readonly after: unknown;
  readonly bucket?: BucketPlan;
};

/** Empty: all is as wanted. Not to be asked of a plan that was made offline. */
export function differences({ request, trust, permissions, role, buckets }: AccessPlan): Difference[] {
  const before = role?.policies.find(({ name, isInline }) => isInline && name === policyName)?.document;
  const documents: Difference[] = [
    { kind: 'trust', title: `trust policy of ${request.roleName}`, before: role?.trust, after: trust },
    { kind: 'permissions', title: `policy ${policyName} of ${request.roleName}`, before, after: permissions },
    ...buckets.map((bucket) => ({
      kind: 'cors' as const,
      title: `CORS rules of ${bucket.bucket}`,
      before: bucket.standing?.length ? bucket.standing : undefined,
      after: bucket.rules,
      bucket,
    })),
  ];
  return documents.filter((one) => !sameDocument(one.before, one.after));
}
