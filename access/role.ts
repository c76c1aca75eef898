import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { given } from '../lib/contracts/given.ts';
import type { AccessClients } from './clients.ts';
import { type PolicyDocument, readPolicy } from './iam/document.ts';

type Iam = AccessClients['iam'];

export type NamedPolicy = { readonly name: string; readonly isInline: boolean; readonly document: PolicyDocument };

export type Role = {
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly NamedPolicy[];
  /** The most that the role may do, where it has a permissions boundary. */
  readonly boundary?: { readonly arn: string; readonly document: PolicyDocument };
  readonly tags: Readonly<Record<string, string>>;
};

/** `/` for a role that is below no path. */
export const pathOf = ({ arn }: Pick<Role, 'arn'>): string => arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1);

/** The role with everything that is attached to it; undefined where no role has this name. */
export async function readRole(iam: Iam, RoleName: string): Promise<Role | undefined> {
  const role = await getRole(iam, RoleName);
  if (!role) return undefined;
  const policies: NamedPolicy[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client: iam }, { RoleName })) {
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      policies.push({ name: PolicyName, isInline: true, document: readPolicy(PolicyDocument) });
    }
  }
  for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client: iam }, { RoleName })) {
    for (const { PolicyName: name = '', PolicyArn = '' } of AttachedPolicies)
      policies.push({ name, isInline: false, document: await managed(iam, PolicyArn) });
  }
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return given({
    arn: role.Arn ?? '',
    trust: readPolicy(role.AssumeRolePolicyDocument ?? ''),
    policies,
    boundary: boundary ? { arn: boundary, document: await managed(iam, boundary) } : undefined,
    tags: Object.fromEntries((role.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  });
}

async function getRole(iam: Iam, RoleName: string) {
  try {
    return (await iam.send(new GetRoleCommand({ RoleName }))).Role;
  } catch (error) {
    if ((error as Error).name === 'NoSuchEntityException') return undefined;
    throw error;
  }
}

async function managed(iam: Iam, PolicyArn: string): Promise<PolicyDocument> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId ?? 'v1';
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return readPolicy(PolicyVersion?.Document ?? '');
}
