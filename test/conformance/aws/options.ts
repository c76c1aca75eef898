import { parseArgs } from 'node:util';

/** Where the service is deployed, and what is done with it there. */
export type Options = Where & ({ readonly scenario: PlainScenario } | ProofChoice);
type PlainScenario = 'checks' | 'doctor' | 'company-account';

export type ProofChoice = { readonly scenario: 'proof'; readonly proof: ProofOptions };
export type ProofOptions = {
  readonly variant: Variant;
  readonly burst: number;
  readonly outageSeconds: number;
  /** Where it is asked for, the price is agreed to. */
  readonly yes: boolean;
};

/** How the service is deployed. */
export const variants = ['default', 'http-api', 'own-bucket', 'two-connections'] as const;
export type Variant = (typeof variants)[number];

type Where =
  | { readonly account: 'own' }
  | { readonly account: 'given'; readonly endpoint: string }
  | {
      readonly account: 'real';
      readonly endpoint: string | undefined;
      readonly publicPlatforms: PublicSite | undefined;
    };

/** A public URL that leads to a port of this machine's loopback. */
export type PublicSite = { readonly url: string; readonly port: number };

/** The call itself is wrong: nothing was started, and the program ends with 2. */
export class WrongCall extends Error {}

const defaultPort = 8686;

export const help = `Usage: npm run conformance:aws -- [options]

Deploys the service with "serverless deploy" and looks at it from outside. It starts MiniStack for that by itself (needs
python3), or uses the emulator on this machine that AWS_ENDPOINT_URL leads to.

What is done with it:
  --checks              all that can be checked from outside; the default on an emulator
  --proof               what a stranger wants to see in an account of his own: a label lands, a burst, an outage, a dead letter
                        that is replayed; how long labels take, and what was called. The simulated platforms are deployed in a
                        stack of their own. Writes aws-report.md
  --doctor              plants faults, and checks that "labelwire doctor" finds each with the command that undoes it, which is
                        then run; on an emulator only
  --company-account     with a permissions boundary, a role path, tags, KMS keys and a bucket that wants its encryption and its
                        owner named; on an emulator only
  --real-account        on AWS, with the credentials that AWS_PROFILE or the environment give, and --proof unless something
                        else is asked for: makes stacks of its own names, and removes them with their buckets at the end, after
                        Ctrl-C too. AWS charges for it

With --proof:
  --variant NAME        ${variants.join(', ')}: how the service is deployed
  --burst N             labels that are announced at once (500)
  --outage-seconds N    how long a platform is down (300)
  --yes                 on a real account: does not ask before it makes anything

With --checks on a real account:
  --platform-url URL    the https URL by which AWS reaches the port below (a tunnel, a proxy). Without it, what needs a
                        platform is not checked
  --platform-port PORT  where the simulated platforms listen on 127.0.0.1 (${defaultPort})

  --help                this text

Exit codes: 0 all passed, 1 something failed or was left behind, 2 wrong call.`;

/** `undefined`: the help is asked for. Throws WrongCall. */
export function readOptions(given: readonly string[], environment: NodeJS.ProcessEnv): Options | undefined {
  const flags = readFlags(given);
  if (flags.help) return undefined;
  return { ...whereOf(flags, environment), ...whatOf(flags) };
}

function whatOf(flags: Flags): { readonly scenario: PlainScenario } | ProofChoice {
  const {
    doctor = false,
    checks = false,
    proof = false,
    'company-account': company = false,
    'real-account': isReal = false,
  } = flags;
  if ([doctor, checks, proof, company].filter(Boolean).length > 1)
    throw new WrongCall('Only one of --checks, --proof, --doctor, --company-account.');
  if (company && isReal)
    throw new WrongCall(
      '--company-account makes a policy and a key, which it does on an emulator alone: leave out --real-account.',
    );
  if (company) return { scenario: 'company-account' };
  if (doctor && isReal)
    throw new WrongCall('--doctor plants faults, which it does on an emulator alone: leave out --real-account.');
  if (doctor) return { scenario: 'doctor' };
  const isProof = proof || (isReal && !checks && flags['platform-url'] === undefined);
  const given = (['variant', 'burst', 'outage-seconds', 'yes'] as const).find((name) => flags[name] !== undefined);
  if (!isProof && given) throw new WrongCall(`--${given} is of use with --proof alone.`);
  if (!isProof) return { scenario: 'checks' };
  if (flags['platform-url'] !== undefined)
    throw new WrongCall('--proof deploys its platforms: leave out --platform-url.');
  return {
    scenario: 'proof',
    proof: {
      variant: variantOf(flags.variant ?? 'default'),
      burst: wholeOf(flags, 'burst', 500, 1, 5000),
      outageSeconds: wholeOf(flags, 'outage-seconds', 300, 10, 600),
      yes: flags.yes ?? false,
    },
  };
}

function variantOf(name: string): Variant {
  const variant = variants.find((each) => each === name);
  if (variant) return variant;
  throw new WrongCall(`--variant must be one of ${variants.join(', ')}.`);
}

function wholeOf(flags: Flags, name: 'burst' | 'outage-seconds', usual: number, least: number, most: number): number {
  const number = Number(flags[name] ?? usual);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new WrongCall(`--${name} must be a whole number from ${least} to ${most}.`);
}

function whereOf(flags: Flags, environment: NodeJS.ProcessEnv): Where {
  const endpoint = environment.AWS_ENDPOINT_URL || undefined;
  if (flags['real-account']) return { account: 'real', endpoint, publicPlatforms: publicSite(flags) };
  if (flags['platform-url'] !== undefined || flags['platform-port'] !== undefined)
    throw new WrongCall('--platform-url and --platform-port are of use with --real-account alone.');
  if (endpoint !== undefined) return { account: 'given', endpoint: ofThisMachine(endpoint) };
  if (environment.AWS_PROFILE)
    throw new WrongCall(
      'AWS_PROFILE names a real account. Add --real-account to deploy there, or unset it to run on MiniStack.',
    );
  return { account: 'own' };
}

function readFlags(given: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        'real-account': { type: 'boolean' },
        'platform-url': { type: 'string' },
        'platform-port': { type: 'string' },
        checks: { type: 'boolean' },
        doctor: { type: 'boolean' },
        'company-account': { type: 'boolean' },
        proof: { type: 'boolean' },
        variant: { type: 'string' },
        burst: { type: 'string' },
        'outage-seconds': { type: 'string' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
}

type Flags = ReturnType<typeof readFlags>;

function publicSite({ 'platform-url': url, 'platform-port': port }: Flags): PublicSite | undefined {
  if (url === undefined) {
    if (port !== undefined) throw new WrongCall('--platform-port needs --platform-url.');
    return undefined;
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.href !== `${parsed.origin}/`)
    throw new WrongCall('--platform-url must be an https URL of a host alone, such as https://abc.example.');
  const number = Number(port ?? defaultPort);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new WrongCall('--platform-port must be a number from 1 to 65535.');
  return { url: parsed.origin, port: number };
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The simulated platforms are served on loopback; and without the flag nothing here may ever reach AWS. */
function ofThisMachine(endpoint: string): string {
  if (URL.canParse(endpoint) && loopback.test(new URL(endpoint).hostname)) return endpoint;
  throw new WrongCall(
    'AWS_ENDPOINT_URL must be the URL of an emulator on this machine (localhost or 127.0.0.1). For AWS itself, unset it and add --real-account.',
  );
}
