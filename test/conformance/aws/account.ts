import { type MiniStack, startMiniStack } from './ministack.ts';
import type { Extension } from './service.ts';

/** Where everything is deployed, by the environment variables that every AWS tool reads. */
export type Account = {
  readonly title: string;
  /** What cannot be shown there, and why. */
  readonly gaps: readonly (readonly [string, string])[];
  /** Where it answers. */
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How many executions it can run at a time; undefined: as many as come. */
  readonly mostExecutions: number | undefined;
  /** Whether a new deployment ends invocations in the middle, which AWS lets run to their end. */
  readonly endsRunningFunctions: boolean;
  /** What the service needs there beside itself. */
  readonly extension: Extension;
  stop(): Promise<void>;
};

/**
 * MiniStack keeps no batching window, so each event is an execution of its own; it runs each Lambda as a process of this
 * machine, and so many at a time that a small machine does not start them within a state's 30 seconds.
 */
const ownMostExecutions = 4;

/** The endpoint that is given, else a MiniStack of our own. */
export async function emulatedAccount(given = process.env.AWS_ENDPOINT_URL): Promise<Account> {
  if (given && new URL(given).hostname.endsWith('.amazonaws.com'))
    throw new Error('These checks make and delete things: AWS_ENDPOINT_URL must lead to an emulator, not to AWS.');
  const own: MiniStack | undefined = given ? undefined : await startMiniStack();
  const endpoint = own?.url ?? given ?? '';
  return {
    title: own ? 'MiniStack' : endpoint,
    endpoint,
    gaps: own ? miniStackGaps : [],
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: process.env.AWS_REGION ?? 'us-east-1',
    },
    mostExecutions: own ? ownMostExecutions : undefined,
    endsRunningFunctions: own !== undefined,
    extension: own ? withRuntime : plain,
    stop: async () => own?.stop(),
  };
}

const plain: Extension = { additions: ['simulated-platforms-plugin.ts'], plugins: ['simulated-platforms-plugin.ts'] };
const withRuntime: Extension = {
  additions: [
    ...plain.additions,
    'ministack-runtime-plugin.ts',
    'ministack-runtime/bootstrap',
    'ministack-runtime/runtime.ts',
  ],
  plugins: [...plain.plugins, 'ministack-runtime-plugin.ts'],
};

/** Of MiniStack 1.5.33, seen in its code or by running. */
const miniStackGaps = [
  ['rights of the roles', 'MiniStack does not enforce IAM as it is started here'],
  [
    'batching window of the event source',
    'not kept, and batches end at 10: nearly each event is an execution of its own',
  ],
  [
    "AWS's own Node runtime",
    'it would hide error names: a Node runtime of these checks stands in (ministack-runtime/)',
  ],
  ['AWS SDK of the runtime', "the project's own version stands in"],
  ['error and cause of a stopped execution', 'missing in the event that MiniStack sends; its status is there'],
  [
    'invocations that run during a deployment',
    'MiniStack ends them in the middle: they become dead letters, and are replayed',
  ],
  ['jitter, MaximumConcurrency, alarms, traces, lifecycle rules', 'not looked at'],
] as const;
