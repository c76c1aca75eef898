import { WrongCall } from './options.ts';
import type { Extension } from './service.ts';

/** What a check may need, and an account may lack. */
export type Need = 'platforms' | 'rights';

/** How an implementation of AWS differs from AWS. */
export type Traits = {
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
  /** What else cannot be shown there, and why. */
  readonly gaps: readonly (readonly [what: string, why: string])[];
  /** How many executions it can run at a time; undefined: as many as come. */
  readonly mostExecutions: number | undefined;
  /** Whether a new deployment ends invocations in the middle, which AWS lets run to their end. */
  readonly endsRunningFunctions: boolean;
  /** Whether the intervals between retries are shortened at random, as the state machine asks. */
  readonly jitters: boolean;
  /** For so long there must be nothing to do before all counts as done: the queue's figures are approximate. */
  readonly quietSeconds: number;
  /** What anything that is deployed needs there beside itself. */
  readonly extension: Extension;
};

const aws: Traits = {
  lacks: {},
  gaps: [
    ['a schedule that starts a sync', 'the first one fires after hours: that it is deployed is looked at'],
    ['alarms, traces, lifecycle rules', 'not looked at'],
  ],
  mostExecutions: undefined,
  endsRunningFunctions: false,
  jitters: true,
  quietSeconds: 15,
  extension: { additions: [], plugins: [] },
};

const unknownEmulator: Traits = {
  ...aws,
  lacks: { rights: 'whether this emulator enforces IAM is not known' },
  gaps: [['what this emulator lacks', 'not known: a check that fails may be a fault of its own']],
};

/** Of MiniStack 1.5.33, seen in its code and by running. */
const miniStack: Traits = {
  lacks: {},
  gaps: [
    [
      'batching window of the event source',
      'not kept, and batches end at 10: nearly each event is an execution of its own',
    ],
    [
      "AWS's own Node runtime",
      'its own one hides the names of errors: a Node runtime of these checks stands in, with the SDK of the project',
    ],
    [
      'three words of the template',
      "a secret's Ref is its name there, sqs:SendMessageBatch is a right of its own, and events:source is not known: ministack-plugin.ts says it so",
    ],
    [
      'rights of the state machine, the event source and EventBridge',
      'not asked for: what they call is called inside MiniStack',
    ],
    ['error and cause of a stopped execution', 'missing in the event that it sends; its status is there'],
    ['invocations that run during a deployment', 'ended in the middle: they become dead letters, and are replayed'],
    ['a schedule that starts a sync', 'the first one fires after hours: that it is deployed is looked at'],
    ['jitter of retries', 'not kept: the whole interval is waited'],
    ['MaximumConcurrency, alarms, dashboard, saved queries, traces, lifecycle rules', 'not looked at'],
  ],
  // Each Lambda is a process of this machine, and a small one does not start more within a state's 30 seconds.
  mostExecutions: 4,
  endsRunningFunctions: true,
  jitters: false,
  quietSeconds: 2,
  extension: {
    additions: ['ministack-plugin.ts', 'ministack-runtime/bootstrap', 'ministack-runtime/runtime.ts'],
    plugins: ['ministack-plugin.ts'],
  },
};

/** Of what answers at the endpoint; of AWS without one. */
export async function traitsAt(endpoint: string | undefined): Promise<Traits> {
  if (!endpoint) return aws;
  const health = await miniStackHealth(endpoint);
  if (!health) return unknownEmulator;
  return health.auth === 'enabled' ? miniStack : { ...miniStack, lacks: { rights: 'it runs without AUTH=true' } };
}

async function miniStackHealth(endpoint: string): Promise<{ auth?: string } | undefined> {
  const answer = await fetch(new URL('/_ministack/health', endpoint), { signal: AbortSignal.timeout(10_000) }).catch(
    (error: Error) => {
      throw new WrongCall(`Nothing answers at ${endpoint}: ${error.cause ?? error}`);
    },
  );
  return answer.ok ? ((await answer.json()) as { auth?: string }) : undefined;
}
