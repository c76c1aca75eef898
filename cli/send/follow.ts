import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { LabelGroup } from '../../lib/contracts/payloads.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import type { Failure, LabelRecord } from '../../lib/store/record.ts';

/** A label that was announced, and the events that announce it. */
export type Announced = {
  readonly connection: string;
  readonly project: string;
  readonly label: string;
  readonly events: readonly string[];
};

/** Where a label is that was announced. */
export type Whereabouts =
  | { readonly kind: 'recorded'; readonly record: LabelRecord; readonly isNew: boolean }
  | { readonly kind: 'dead letter'; readonly letter: Pick<DeadLetter, 'id' | 'error' | 'message'> }
  /** It was given up, and its letter is not in the queue: replayed, purged, or held by somebody. */
  | { readonly kind: 'given up'; readonly failure: Pick<Failure, 'error' | 'message'> }
  | { readonly kind: 'failed'; readonly execution: string; readonly status: string }
  /** The execution ended, and there is no record: the platform shows no such label, or not yet. */
  | { readonly kind: 'no record' }
  | { readonly kind: 'under way' };

export type Looks = {
  readonly executions: Executions;
  /** Whether no event waits for an execution. */
  isQueueEmpty(): Promise<boolean>;
  letters(): Promise<readonly DeadLetter[]>;
  recordOf(label: Announced): Promise<LabelRecord | undefined>;
};

export type Clock = { now(): Date; sleep(milliseconds: number): Promise<void> };

const pauseMilliseconds = 500;

/** Waits for the executions of all the labels, at most until `end`, and looks where each label is then. */
export async function follow(
  announced: readonly Announced[],
  { executions, isQueueEmpty, letters, recordOf }: Looks,
  { clock, end, onProgress }: { readonly clock: Clock; readonly end: Date; onProgress?(ended: number): void },
): Promise<readonly Whereabouts[]> {
  if (announced.length === 0) return []; // what was refused announces nothing
  let ended: ReadonlySet<Announced> = new Set();
  for (;;) {
    // The queue first: what leaves it in between is in an execution then.
    const isTaken = await isQueueEmpty();
    await executions.look();
    ended = new Set(announced.filter(({ events }) => executions.haveEnded(events, isTaken)));
    onProgress?.(ended.size);
    if (ended.size === announced.length || clock.now() >= end) break;
    await clock.sleep(pauseMilliseconds);
  }
  // Looking through the letters takes seconds, and a label that was written just now is in none.
  const records = await Promise.all(announced.map(recordOf));
  const isWritten = ({ events: own }: Announced, record?: LabelRecord) =>
    record !== undefined && !record.failure && own.includes(record.event);
  const held = announced.every((label, index) => isWritten(label, records[index])) ? [] : await letters();
  return announced.map((label, index): Whereabouts => {
    const letter = held.find((each) => each.events.some(({ id }) => label.events.includes(id)));
    if (letter) return { kind: 'dead letter', letter };
    if (!ended.has(label)) return { kind: 'under way' };
    const record = records[index];
    if (record?.failure) return { kind: 'given up', failure: record.failure };
    const failed = executions.failureOf(label.events);
    if (failed) return { kind: 'failed', ...failed };
    return record ? { kind: 'recorded', record, isNew: isWritten(label, record) } : { kind: 'no record' };
  });
}

type Ended = { readonly execution: string; readonly status: string };

const mostListed = 100;
/** The clock of whoever starts executions may be behind. */
const slackMilliseconds = 5_000;

/** Which execution took which event up, and how it ended; of those that began after a moment. */
export class Executions {
  readonly #sfn: Pick<SFNClient, 'send'>;
  readonly #stateMachineArn: string;
  readonly #since: Date;
  /** By ARN; a group never changes. */
  readonly #events = new Map<string, readonly string[]>();
  readonly #ended = new Map<string, Ended>();
  #running = new Set<string>();

  constructor(sfn: Pick<SFNClient, 'send'>, stateMachineArn: string, since: Date) {
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
    this.#since = new Date(since.getTime() - slackMilliseconds);
  }

  /**
   * Whether the executions of a label's events have ended. Several events of one label travel as one, the newest: one that no
   * execution has is still to come only while events wait.
   */
  haveEnded(events: readonly string[], isTaken: boolean): boolean {
    const ended = events.filter((event) => this.#ended.has(event)).length;
    return ended > 0 && (ended === events.length || (isTaken && !events.some((event) => this.#running.has(event))));
  }

  failureOf(events: readonly string[]): Ended | undefined {
    return events.flatMap((event) => this.#ended.get(event) ?? []).find(({ status }) => status !== 'SUCCEEDED');
  }

  async look(): Promise<void> {
    let nextToken: string | undefined;
    this.#running = new Set();
    do {
      const page = await this.#sfn.send(
        new ListExecutionsCommand({ stateMachineArn: this.#stateMachineArn, maxResults: mostListed, nextToken }),
      );
      const { executions = [] } = page;
      const recent = executions.filter(({ startDate = this.#since }) => startDate >= this.#since);
      for (const { executionArn = '', name: execution = '', status = 'RUNNING' } of recent) {
        for (const event of await this.#eventsOf(executionArn)) {
          if (status === 'RUNNING') this.#running.add(event);
          else this.#ended.set(event, { execution, status });
        }
      }
      nextToken = recent.length === executions.length ? page.nextToken : undefined; // the newest are first
    } while (nextToken !== undefined);
  }

  async #eventsOf(executionArn: string): Promise<readonly string[]> {
    const known = this.#events.get(executionArn);
    if (known) return known;
    const { input = '' } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
    const events = LabelGroup.parse(JSON.parse(input)).events.map(({ id }) => id);
    this.#events.set(executionArn, events);
    return events;
  }
}
