import type { CORSRule } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { given } from '../lib/contracts/given.ts';
import { readCors, regionOfBucket } from './bucket-place.ts';
import type { AccessClients } from './clients.ts';
import { mergeCors, wantedRule } from './cors.ts';
import type { PolicyDocument } from './iam/document.ts';
import { sameDocument } from './json-diff.ts';
import { checkSizes, permissionPolicy, policyName, sizeOf, trustPolicy } from './policies.ts';
import type { AccessRequest } from './request.ts';
import { pathOf, type Role, readRole } from './role.ts';

type BucketPlan = {
  readonly bucket: string;
  /** undefined when the plan was made offline. */
  readonly region?: string;
  /** The bucket's rules as they are; undefined when the plan was made offline. */
  readonly existing?: readonly CORSRule[];
  /** The bucket's rules as they will be. */
  readonly rules: readonly CORSRule[];
};

/** Everything that is wanted, next to what the account holds. */
export type AccessPlan = {
  readonly request: AccessRequest;
  readonly trust: PolicyDocument;
  readonly permissions: PolicyDocument;
  /** The account of the buckets and the role; undefined when the plan was made offline. */
  readonly account?: string;
  /** undefined when there is none, or when the plan was made offline (then `account` is undefined too). */
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

/** Throws where a bucket cannot be used, and where a limit of AWS would be exceeded. Changes nothing. */
export async function planAccess(request: AccessRequest, clients: AccessClients): Promise<AccessPlan> {
  const { trust, permissions } = planOffline(request);
  const { Account: account = '', Arn = '' } = await clients.stsAt(alwaysActive).send(new GetCallerIdentityCommand({}));
  if (!Arn.startsWith('arn:aws:')) {
    throw new Error(
      `The AWS credentials must be of the partition "aws", but are of another: no platform is known to have delegated access there. Set AWS_PROFILE.`,
    );
  }
  const role = await readRole(clients.iam, request.roleName);
  if (role) checkPlace(role, request);
  const others = (role?.policies ?? []).filter(({ name, isInline }) => isInline && name !== policyName);
  checkSizes(
    trust,
    permissions,
    others.reduce((sum, { document }) => sum + sizeOf(document), 0),
  );
  const buckets: BucketPlan[] = [];
  for (const bucket of request.buckets) {
    const region = await regionOfBucket(clients, bucket);
    const existing = await readCors(clients, bucket, region);
    buckets.push({ bucket, region, existing, rules: mergeCors(existing, request.origins, bucket) });
  }
  return given({ request, trust, permissions, account, role, buckets });
}

/** IAM moves no role to another path, and a boundary that another person set is not ours to change. */
function checkPlace(role: Role, { roleName, rolePath, permissionsBoundary }: AccessRequest): void {
  const choose = 'or choose another name: --role-name <name>. Nothing was changed.';
  if (rolePath !== undefined && pathOf(role) !== rolePath) {
    throw new Error(
      `The role ${roleName} must be below the path ${rolePath} (--role-path), but is below ${pathOf(role)}, and IAM moves no role. Leave the option out, ${choose}`,
    );
  }
  const { arn } = role.boundary ?? {};
  if (permissionsBoundary !== undefined && arn !== undefined && arn !== permissionsBoundary) {
    throw new Error(
      `The role ${roleName} must have the boundary ${permissionsBoundary} (--permissions-boundary), but has ${arn}. Change it in IAM, leave the option out, ${choose}`,
    );
  }
}

export const roleArn = ({ role, account, request }: AccessPlan): string =>
  role?.arn ?? `arn:aws:iam::${account ?? '<your account>'}:role${request.rolePath ?? '/'}${request.roleName}`;

/** One document of the account that differs from what is wanted. */
export type Difference = {
  readonly kind: 'trust' | 'boundary' | 'tags' | 'permissions' | 'cors';
  readonly title: string;
  /** undefined where the account has none. */
  readonly before?: unknown;
  readonly after: unknown;
  readonly bucket?: BucketPlan;
};

/** Empty when the account holds all that is wanted. Meaningless for a plan that was made offline. */
export function differences({ request, trust, permissions, role, buckets }: AccessPlan): Difference[] {
  const before = role?.policies.find(({ name, isInline }) => isInline && name === policyName)?.document;
  const documents: Difference[] = [
    { kind: 'trust', title: `trust policy of ${request.roleName}`, before: role?.trust, after: trust },
    ...(role ? demandedLater(role, request) : []),
    { kind: 'permissions', title: `policy ${policyName} of ${request.roleName}`, before, after: permissions },
    ...buckets.map((bucket) => ({
      kind: 'cors' as const,
      title: `CORS rules of ${bucket.bucket}`,
      before: bucket.existing?.length ? bucket.existing : undefined,
      after: bucket.rules,
      bucket,
    })),
  ];
  return documents.filter(({ before: current, after }) => !sameDocument(current, after));
}

/** A new role is made with its boundary and tags: an account that demands them refuses it otherwise. */
function demandedLater(role: Role, { roleName, permissionsBoundary, tags }: AccessRequest): Difference[] {
  const [before, after] = [role.boundary?.arn, permissionsBoundary ?? role.boundary?.arn];
  return [
    { kind: 'boundary', title: `permissions boundary of ${roleName}`, before, after },
    { kind: 'tags', title: `tags of ${roleName}`, before: role.tags, after: { ...role.tags, ...tags } },
  ];
}
