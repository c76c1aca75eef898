import type { Depth } from '../queue-depth.ts';
import type { RingingAlarm } from './alarms.ts';
import type { Executions } from './executions.ts';

/** What came and went of one connection since a moment. Undefined: nothing here counts it. */
export type Flow = {
  readonly connection: string;
  readonly webhooks: number | undefined;
  /** When the last one was accepted, to five minutes. */
  readonly lastWebhookAt: string | undefined;
  /** Those that were written, in a revision that is new here. */
  readonly labels: number | undefined;
  /** From webhook to record: of twenty labels nineteen were as fast. Milliseconds. */
  readonly p95: number | undefined;
};

/** How a deployment is doing. A part that could not be looked at is missing, and named in `notSeen`. */
export type Status = {
  /** `labelwire-<stage>`, or `local`. */
  readonly deployment: string;
  readonly region?: string | undefined;
  readonly version?: string | undefined;
  readonly bucket: string;
  readonly since: string;
  readonly connections: readonly Flow[];
  readonly labelEvents?: Depth | undefined;
  readonly deadLetters?: number | undefined;
  readonly executions?: Executions | undefined;
  /** Missing where the deployment has no alarms. */
  readonly alarms?: readonly RingingAlarm[] | undefined;
  readonly notSeen: readonly NotSeen[];
};

export type NotSeen = { readonly what: string; readonly why: string };

export type Looks = {
  readonly connections: readonly { readonly name: string; look(): Promise<Flow> }[];
  labelEvents(): Promise<Depth>;
  deadLetters(): Promise<number>;
  executions(): Promise<Executions>;
  alarms?(): Promise<readonly RingingAlarm[]>;
};

/** Looks at everything at once. What fails is listed as not seen, and hides nothing else. */
export async function statusOf(
  facts: Pick<Status, 'deployment' | 'region' | 'version' | 'bucket' | 'since'>,
  looks: Looks,
): Promise<Status> {
  const notSeen: NotSeen[] = [];
  const seen = async <Part>(what: string, look: () => Promise<Part>): Promise<Part | undefined> => {
    try {
      return await look();
    } catch (error) {
      // Where nothing answers there is nothing to show.
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') throw error;
      const { name, message } = error as Error;
      notSeen.push({ what, why: message || name });
      return undefined;
    }
  };
  const [flows, labelEvents, deadLetters, executions, alarms] = await Promise.all([
    Promise.all(looks.connections.map(({ name, look }) => seen(`the webhooks and labels of ${name}`, look))),
    seen('the queue of label events', () => looks.labelEvents()),
    seen('the dead letters', () => looks.deadLetters()),
    seen('the executions', () => looks.executions()),
    seen('the alarms', async () => looks.alarms?.()),
  ]);
  const connections = flows.flatMap((flow) => flow ?? []);
  return { ...facts, connections, labelEvents, deadLetters, executions, alarms, notSeen };
}

/** What somebody has to look at, in a word or two each; empty when all is well, and everything was seen. */
export function needs({ deadLetters = 0, alarms = [], notSeen }: Status): readonly string[] {
  return [
    ...(deadLetters > 0 ? ['dead letters'] : []),
    ...alarms.map(({ name }) => `the alarm ${name}`),
    ...notSeen.map(({ what }) => `${what}, which could not be looked at`),
  ];
}
