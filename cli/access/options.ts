import { Command, InvalidArgumentError, Option } from 'commander';
import { type AccessPlatform, accessPlatform, accessPlatformIds } from '../../access/access-platform.ts';
import { type AccessRequest, accessRequest } from '../../access/request.ts';
import { given } from '../../lib/contracts/given.ts';
import { awsOptions } from '../aws-choice.ts';
import { type DeployedAccess, deployedAccess } from './deployed-access.ts';

export type AccessOptions = DeployedAccess & {
  readonly platform: string;
  readonly prefix: string;
  /** Whose stack says what no option says. */
  readonly stage?: string;
};

/** The options that all commands about delegated access share. */
export function accessCommand(name: string): Command {
  const command = new Command(name)
    .addOption(
      new Option('--platform <id>', 'which platform gets access').choices(accessPlatformIds()).makeOptionMandatory(),
    )
    .option('--stage <stage>', 'take from the stack of this stage what the options below do not say')
    .option('--bucket <name...>', 'the buckets that it may read')
    .option('--prefix <text>', 'only keys that begin with this, e.g. images/', '')
    .option('--external-id <id>', 'as the platform shows it')
    .option('--platform-account <id>', 'the platform’s AWS account, 12 digits, as the platform shows it')
    .option('--kms-key <arn>', 'the key that encrypts the objects, where it is your own')
    .option('--role-name <name>', 'the role (default: labelwire-<platform>-read)')
    .option('--origin <url...>', 'where the platform’s pages are, besides the known origins')
    .option('--role-path <path>', 'the path that the account demands of roles, e.g. /teams/labels/')
    .option('--permissions-boundary <arn>', 'the permissions boundary that the account demands of roles')
    .option('--tag <name=value...>', 'tags of the role', tagsWith);
  // The region is that of the stack alone: IAM is global, and each bucket is looked at in its own.
  for (const option of awsOptions()) command.addOption(option);
  return command;
}

function tagsWith(text: string, earlier: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [name = '', value] = text.split(/=(.*)/s, 2);
  if (value === undefined) throw new InvalidArgumentError('It must be name=value.');
  if (Object.hasOwn(earlier, name)) throw new InvalidArgumentError(`The tag ${name} is named twice. Name it once.`);
  return { ...earlier, [name]: value };
}

/** What is asked for, and whether the stack of the stage makes the role, so that it alone changes it. */
export type Asked = { readonly request: AccessRequest; readonly isStackRole: boolean };

/** The account id is never guessed: a wrong one would give a stranger access. */
export async function requestOf(options: AccessOptions, command: Command): Promise<Asked> {
  const deployed = await deployedFor(options);
  const { bucket, externalId, platformAccount, kmsKey, rolePath, permissionsBoundary, ...chosen } = {
    ...deployed,
    ...given(options),
  };
  const { origin = [], tag: tags } = chosen;
  const platform = await accessPlatform(options.platform);
  const { id, title, where, origins } = platform;
  const missing = [
    ...(bucket ? [] : ['--bucket <name>']),
    ...(externalId === undefined ? ['--external-id <id>'] : []),
    ...(platformAccount === undefined ? ['--platform-account <id>'] : []),
    ...(origins.length + origin.length > 0 ? [] : ['--origin <url> (where its pages are)']),
  ];
  if (missing.length > 0) {
    const unsaid = options.stage === undefined ? '' : ` The stack labelwire-${options.stage} does not say it.`;
    command.error(
      `error: Missing: ${missing.join(', ')}.${unsaid} ${title} shows the account and the external ID at: ${where}. Neither is guessed.`,
    );
  }
  const roleName = chosen.roleName ?? roleNameOf(id);
  const values = {
    buckets: bucket,
    prefix: options.prefix,
    externalId,
    platformAccount,
    kmsKey: kmsKey || undefined,
    roleName,
    origins: [...new Set([...origins, ...origin])],
    rolePath,
    permissionsBoundary,
    tags,
  };
  return { request: checked(platform, values, command), isStackRole: roleName === deployed.roleName };
}

/** What the stack of `--stage` says; nothing without that option. */
export const deployedFor = async ({ stage }: Pick<AccessOptions, 'stage'>): Promise<DeployedAccess> =>
  stage === undefined ? {} : deployedAccess(stage);

/** A value that AWS would refuse is a wrong call, not a failure. */
function checked(
  platform: AccessPlatform,
  values: Parameters<typeof accessRequest>[1],
  command: Command,
): AccessRequest {
  try {
    return accessRequest(platform, values);
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`);
  }
}

export const roleNameOf = (platform: string): string => `labelwire-${platform}-read`;
