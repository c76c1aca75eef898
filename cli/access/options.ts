import { Command, InvalidArgumentError, Option } from 'commander';
import { type AccessPlatform, accessPlatform, accessPlatformIds } from '../../access/access-platform.ts';
import { type AccessRequest, accessRequest } from '../../access/request.ts';
import { profileOption } from '../aws-choice.ts';

export type AccessOptions = {
  readonly platform: string;
  readonly bucket?: readonly string[];
  readonly prefix: string;
  readonly externalId?: string;
  readonly platformAccount?: string;
  readonly kmsKey?: string;
  readonly roleName?: string;
  readonly origin?: readonly string[];
  readonly rolePath?: string;
  readonly permissionsBoundary?: string;
  readonly tag?: Readonly<Record<string, string>>;
};

/** The options that all commands about delegated access share. */
export function accessCommand(name: string): Command {
  return (
    new Command(name)
      .addOption(
        new Option('--platform <id>', 'which platform gets access').choices(accessPlatformIds()).makeOptionMandatory(),
      )
      .option('--bucket <name...>', 'the buckets that it may read')
      .option('--prefix <text>', 'only keys that begin with this, e.g. images/', '')
      .option('--external-id <id>', 'as the platform shows it')
      .option('--platform-account <id>', 'the platform’s AWS account, 12 digits, as the platform shows it')
      .option('--kms-key <arn>', 'the key that encrypts the objects, where it is your own')
      .option('--role-name <name>', 'the role (default: labelwire-<platform>-read)')
      .option('--origin <url...>', 'where the platform’s pages are, besides the known origins')
      .option('--role-path <path>', 'the path that the account demands of roles, e.g. /teams/labels/')
      .option('--permissions-boundary <arn>', 'the permissions boundary that the account demands of roles')
      .option('--tag <name=value...>', 'tags of the role', tagsWith)
      // No region: IAM is global, and each bucket is looked at in its own.
      .addOption(profileOption())
  );
}

function tagsWith(text: string, earlier: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [name = '', value] = text.split(/=(.*)/s, 2);
  if (value === undefined) throw new InvalidArgumentError('It must be name=value.');
  if (Object.hasOwn(earlier, name)) throw new InvalidArgumentError(`The tag ${name} is named twice. Name it once.`);
  return { ...earlier, [name]: value };
}

/** The account id is always asked for: a wrong one would give a stranger access. */
export async function requestOf(options: AccessOptions, command: Command): Promise<AccessRequest> {
  const { bucket, prefix, externalId, platformAccount, kmsKey, origin = [], tag: tags } = options;
  const { rolePath, permissionsBoundary } = options;
  const platform = await accessPlatform(options.platform);
  const { id, title, where, origins } = platform;
  const missing = [
    ...(bucket ? [] : ['--bucket <name>']),
    ...(externalId === undefined ? ['--external-id <id>'] : []),
    ...(platformAccount === undefined ? ['--platform-account <id>'] : []),
    ...(origins.length + origin.length > 0 ? [] : ['--origin <url> (where its pages are)']),
  ];
  if (missing.length > 0) {
    command.error(
      `error: Missing: ${missing.join(', ')}. ${title} shows the account and the external ID at: ${where}. Neither is guessed.`,
    );
  }
  const values = {
    buckets: bucket,
    prefix,
    externalId,
    platformAccount,
    kmsKey: kmsKey || undefined,
    roleName: options.roleName ?? roleNameOf(id),
    origins: [...new Set([...origins, ...origin])],
    rolePath,
    permissionsBoundary,
    tags,
  };
  return checked(platform, values, command);
}

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
