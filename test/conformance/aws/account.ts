import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startMiniStack } from './ministack.ts';
import { type Options, WrongCall } from './options.ts';
import { onLoopback, onPublicSite, type PlatformSite, unreachable } from './platforms.ts';
import { type Traits, traitsAt } from './traits.ts';

/** Where everything is deployed. */
export type Account = Traits & {
  readonly title: string;
  /** Where it answers; undefined: where AWS does. */
  readonly endpoint: string | undefined;
  /** By which every AWS tool finds it, beside what it finds in any environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it is not AWS itself. */
  readonly isEmulator: boolean;
  /** How many times longer than on an emulator a single check may take. */
  readonly patience: number;
  /** Whether all that is made in it goes with it. */
  readonly vanishes: boolean;
  startPlatforms(): Promise<PlatformSite>;
  stop(): Promise<void>;
};

/** What the options ask for. Throws WrongCall when it is not there. */
export function accountOf(options: Options): Promise<Account> {
  if (options.account === 'real') return realAccount(options);
  keepAwayFromAws();
  return options.account === 'given' ? givenEmulator(options.endpoint) : ownMiniStack();
}

/** Nothing here may reach an account of AWS by what somebody has in his environment. */
function keepAwayFromAws(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
}

const emulated = (endpoint: string) => ({
  endpoint,
  environment: {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  },
  isEmulator: true,
  patience: 1,
  startPlatforms: onLoopback,
});

async function ownMiniStack(): Promise<Account> {
  const own = await startMiniStack();
  return {
    ...emulated(own.url),
    ...(await traitsAt(own.url)),
    title: 'MiniStack, started for this run',
    environment: { ...emulated(own.url).environment, NODE_EXTRA_CA_CERTS: own.certificate },
    vanishes: true,
    stop: own.stop,
  };
}

async function givenEmulator(endpoint: string): Promise<Account> {
  return {
    ...emulated(endpoint),
    ...(await traitsAt(endpoint)),
    title: `the emulator at ${endpoint}`,
    vanishes: false,
    stop: async () => undefined,
  };
}

async function realAccount({ endpoint, publicPlatforms }: Options & { account: 'real' }): Promise<Account> {
  const { accountId, region } = await whoseCredentials();
  const traits = await traitsAt(endpoint);
  const by = endpoint ? ` (by AWS_ENDPOINT_URL: ${endpoint})` : '';
  return {
    ...traits,
    title: `AWS account ${accountId}, region ${region}${by}`,
    endpoint,
    environment: { AWS_REGION: region },
    isEmulator: false,
    patience: 4,
    vanishes: false,
    lacks: publicPlatforms ? traits.lacks : { ...traits.lacks, platforms: noPlatforms },
    startPlatforms: () => (publicPlatforms ? onPublicSite(publicPlatforms) : unreachable()),
    stop: async () => undefined,
  };
}

const noPlatforms = 'AWS cannot reach a platform that is simulated on this machine: give --platform-url';

async function whoseCredentials(): Promise<{ accountId: string; region: string }> {
  const sts = new STSClient();
  try {
    const region = await sts.config.region();
    const { Account: accountId = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { accountId, region };
  } catch (error) {
    throw new WrongCall(`AWS does not say whose account this is. Look at AWS_PROFILE and AWS_REGION: ${error}`);
  } finally {
    sts.destroy();
  }
}
