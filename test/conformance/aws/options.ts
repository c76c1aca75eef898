import { parseArgs } from 'node:util';

/** Where the service is deployed. */
export type Options =
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

Deploys the service with "serverless deploy" and checks it from outside. It starts MiniStack for that by itself (needs
python3), or uses the emulator on this machine that AWS_ENDPOINT_URL leads to.

  --real-account        on AWS, with the credentials that AWS_PROFILE or the environment give: makes a stack of its own
                        name, and removes it with its bucket at the end. AWS charges for it; asks nothing more
  --platform-url URL    with --real-account: the https URL by which AWS reaches the port below (a tunnel, a proxy).
                        Without it, what needs a platform is not checked
  --platform-port PORT  where the simulated platforms listen on 127.0.0.1 (${defaultPort})
  --help                this text

Exit codes: 0 all passed, 1 something failed or was left behind, 2 wrong call.`;

/** `undefined`: the help is asked for. Throws WrongCall. */
export function readOptions(given: readonly string[], environment: NodeJS.ProcessEnv): Options | undefined {
  const flags = readFlags(given);
  if (flags.help) return undefined;
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
