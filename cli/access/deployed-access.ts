import { pathOf } from '../../access/role.ts';
import { given } from '../../lib/contracts/given.ts';
import { type DescribedStack, describedStack } from '../stack.ts';

/** The options that a stack answers; those that it does not know are missing. */
export type DeployedAccess = {
  readonly bucket?: readonly string[];
  readonly externalId?: string;
  readonly platformAccount?: string;
  readonly kmsKey?: string;
  readonly origin?: readonly string[];
  readonly roleName?: string;
  readonly rolePath?: string;
  readonly permissionsBoundary?: string;
  readonly tag?: Readonly<Record<string, string>>;
};

/** The stack that `serverless deploy` made for this stage. */
export async function deployedAccess(stage: string): Promise<DeployedAccess> {
  return accessIn(await describedStack(`labelwire-${stage}`));
}

/** The Serverless Framework puts it on every stack; no account demands it of a role. */
const tagOfServerless = 'STAGE';

/** Pure. The role is that of the stack, where it makes one. */
export function accessIn({ outputs, tags }: DescribedStack): DeployedAccess {
  const arn = outputs.get('DelegatedAccessRoleArn');
  const roleTags = Object.fromEntries([...tags].filter(([name]) => name !== tagOfServerless));
  return given({
    bucket: outputs.get('DelegatedAccessBuckets')?.split(','),
    externalId: outputs.get('DelegatedAccessExternalId'),
    platformAccount: outputs.get('DelegatedAccessPlatformAccount'),
    kmsKey: outputs.get('DelegatedAccessKmsKeyArn'),
    origin: outputs.get('DelegatedAccessOrigins')?.split(','),
    roleName: arn?.slice(arn.lastIndexOf('/') + 1),
    rolePath: arn === undefined ? outputs.get('RolePath') : pathOf({ arn }),
    permissionsBoundary: outputs.get('PermissionsBoundaryArn'),
    tag: Object.keys(roleTags).length > 0 ? roleTags : undefined,
  });
}
