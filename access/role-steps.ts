import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { AccessClients } from './clients.ts';
import type { Difference } from './plan.ts';
import { demandedOf, policyName, tagList } from './policies.ts';
import type { AccessRequest } from './request.ts';
import type { Step } from './step.ts';

/** The changes of the role, each with the way back from it. */

export function trustStep({ before, after }: Difference, request: AccessRequest, { iam }: AccessClients): Step {
  const RoleName = request.roleName;
  const update = (document: unknown) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(document) }));
  if (before !== undefined) {
    return {
      title: `change the trust policy of the role ${RoleName}`,
      run: async () => void (await explained(() => update(after), request)),
      undo: async () => void (await update(before)),
    };
  }
  const role = {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(after),
    Description: `Read by ${request.platform.title}`,
    ...demandedOf(request),
    Tags: tagList({ 'labelwire:access': request.platform.id, ...request.tags }),
  };
  return {
    title: `create the role ${RoleName}`,
    run: async () => void (await explained(() => iam.send(new CreateRoleCommand(role)), request)),
    undo: async () => void (await iam.send(new DeleteRoleCommand({ RoleName }))),
  };
}

/** IAM reports an account that does not exist as an invalid principal: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html */
async function explained<Value>(send: () => Promise<Value>, request: AccessRequest): Promise<Value> {
  const { platformAccount, roleName } = request;
  try {
    return await send();
  } catch (error) {
    if ((error as Error).name === 'AccessDenied') {
      throw new Error(
        `AWS refuses the role ${roleName} to your credentials: ${(error as Error).message}. An account may demand of a role what it must have: see --permissions-boundary, --role-path and --tag.`,
        { cause: error },
      );
    }
    if (!/invalid principal/i.test((error as Error).message)) throw error;
    throw new Error(
      `--platform-account must be an account that exists, but AWS does not know ${platformAccount}. Compare it with what the platform shows.`,
      { cause: error },
    );
  }
}

/** Of a role that exists and has none; before its policy, which an account may let nobody put into a role without. */
export function boundaryStep(
  { after }: Difference,
  { roleName: RoleName }: AccessRequest,
  { iam }: AccessClients,
): Step {
  const boundary = { RoleName, PermissionsBoundary: String(after) };
  return {
    title: 'set its permissions boundary',
    run: async () => void (await iam.send(new PutRolePermissionsBoundaryCommand(boundary))),
    undo: async () => void (await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }))),
  };
}

type Tags = Readonly<Record<string, string>>;

/** Of a role that exists; its other tags stay. */
export function tagsStep(
  { before }: Difference,
  { roleName: RoleName, tags = {} }: AccessRequest,
  { iam }: AccessClients,
): Step {
  const earlier = before as Tags;
  const [replaced, added] = [true, false].map((had) =>
    Object.keys(tags).filter((name) => Object.hasOwn(earlier, name) === had),
  );
  return {
    title: 'set its tags',
    run: async () => void (await iam.send(new TagRoleCommand({ RoleName, Tags: tagList(tags) }))),
    async undo() {
      const Tags = tagList(earlier).filter(({ Key }) => replaced?.includes(Key));
      if (added?.length) await iam.send(new UntagRoleCommand({ RoleName, TagKeys: added }));
      if (Tags.length > 0) await iam.send(new TagRoleCommand({ RoleName, Tags }));
    },
  };
}

export function permissionsStep(
  { before, after }: Difference,
  { roleName }: AccessRequest,
  { iam }: AccessClients,
): Step {
  const policy = { RoleName: roleName, PolicyName: policyName };
  const put = (document: unknown) =>
    iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: JSON.stringify(document) }));
  return {
    title: `${before === undefined ? 'add' : 'change'} its policy ${policyName}`,
    run: async () => void (await put(after)),
    undo: async () => void (await (before === undefined ? iam.send(new DeleteRolePolicyCommand(policy)) : put(before))),
  };
}
