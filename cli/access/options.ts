import { Command, Option } from 'commander';
import { type AccessPlatformId, accessPlatforms } from '../../access/platforms.ts';
import { type AccessRequest, accessRequest } from '../../access/request.ts';

export type AccessOptions = {
  readonly platform: AccessPlatformId;
  readonly bucket?: readonly string[];
  readonly prefix: string;
  readonly externalId?: string;
  readonly platformAccount?: string;
  readonly kmsKey?: string;
  readonly roleName?: string;
  readonly origin?: readonly string[];
};

/** What every command about a platform's way in is told. */
export function accessCommand(name: string): Command {
  return new Command(name)
    .addOption(
      new Option('--platform <id>', 'who is to be let in').choices(Object.keys(accessPlatforms)).makeOptionMandatory(),
    )
    .option('--bucket <name...>', 'the buckets that it may read')
    .option('--prefix <text>', 'only what begins so, e.g. images/', '')
    .option('--external-id <id>', 'as the platform shows it')
    .option('--platform-account <id>', 'the platform’s AWS account, 12 digits, as the platform shows it')
    .option('--kms-key <arn>', 'the key with which the objects are encrypted, where it is your own')
    .option('--role-name <name>', 'the role (default: labelwire-<platform>-read)')
    .option('--origin <url...>', 'where the platform’s pages live, besides those that are known');
}

/** The account id is asked for, always: a wrong one would let a stranger in. */
export function requestOf(options: AccessOptions, command: Command): AccessRequest {
  const { platform, bucket, prefix, externalId, platformAccount, kmsKey, origin = [] } = options;
  const { title, where, origins } = accessPlatforms[platform];
  const missing = [
    ...(bucket ? [] : ['--bucket <name>']),
    ...(externalId === undefined ? ['--external-id <id>'] : []),
    ...(platformAccount === undefined ? ['--platform-account <id>'] : []),
    ...(origins.length + origin.length > 0 ? [] : ['--origin <url> (where its pages live)']),
  ];
  if (missing.length > 0) {
    command.error(
      `error: Missing: ${missing.join(', ')}. ${title} shows account and external ID at: ${where}. Neither is guessed.`,
    );
  }
  const request = checked({
    platform,
    buckets: bucket,
    prefix,
    externalId,
    platformAccount,
    ...(kmsKey ? { kmsKey } : {}),
    roleName: options.roleName ?? roleNameOf(platform),
    origins: [...new Set([...origins, ...origin])],
  });
  return typeof request === 'string' ? command.error(`error: ${request}`) : request;
}

/** The request, or what is wrong with it: a wrong call, not a failure. */
function checked(given: unknown): AccessRequest | string {
  try {
    return accessRequest(given);
  } catch (error) {
    return (error as Error).message;
  }
}

export const roleNameOf = (platform: AccessPlatformId): string => `labelwire-${platform}-read`;
