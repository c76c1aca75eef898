import { type Command, Option } from 'commander';
import { given } from '../lib/contracts/given.ts';

/** Which AWS account and region is meant, as far as a call says so. */
export type AwsChoice = { readonly region?: string | undefined; readonly profile?: string | undefined };

export const profileOption = (): Option =>
  new Option('--profile <name>', 'the AWS profile whose credentials are used (default: AWS_PROFILE)');

export const awsOptions = (): Option[] => [
  new Option('--region <region>', 'the AWS region (default: as the AWS SDK finds it)'),
  profileOption(),
];

export const noRegion =
  'No AWS region is chosen. Add --region <region>, set AWS_REGION, or give your AWS profile a region.';

/**
 * The region of a deployment, of `serverless` and of the command line alike. The AWS SDK looks at AWS_REGION, then at the
 * profile. AWS_DEFAULT_REGION, which the SDK ignores but the AWS CLI heeds, comes last. There is no region of our own: labels
 * would silently be kept in another country.
 */
export async function resolveRegion({ region, profile }: AwsChoice): Promise<string | undefined> {
  if (region) return region;
  const { STSClient } = await import('@aws-sdk/client-sts');
  const { config } = new STSClient(given({ profile }));
  // It rejects where no region is chosen.
  return config.region().catch(() => process.env.AWS_DEFAULT_REGION || undefined);
}

/** Whose account a call would change. */
export async function accountOf({ region, profile }: AwsChoice): Promise<string | undefined> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { Account } = await new STSClient(given({ region, profile })).send(new GetCallerIdentityCommand());
  return Account;
}

/** Leads every AWS client of this process to the account and the region of a call. A command without these options uses none. */
export async function useAws(command: Command): Promise<void> {
  if (!command.options.some(({ long }) => long === '--profile')) return;
  const { profile, region, local } = command.opts<AwsChoice & { local?: boolean }>();
  if (local) return checkAlone(command);
  if (profile) process.env.AWS_PROFILE = profile;
  const resolved = await resolveRegion({ region });
  if (resolved) process.env.AWS_REGION = resolved;
}

/** An option that is typed beside --local contradicts it; one of the environment is for calls that do not say otherwise. */
function checkAlone(command: Command): void {
  const typed = ['stage', 'region', 'profile'].find((name) => command.getOptionValueSource(name) === 'cli');
  if (typed !== undefined) command.error(`error: --local is a deployment of its own: leave --${typed} away.`);
}

/** Throws where no region is chosen. */
export function chosenRegion(): string {
  const { AWS_REGION } = process.env;
  if (!AWS_REGION) throw new Error(noRegion);
  return AWS_REGION;
}
