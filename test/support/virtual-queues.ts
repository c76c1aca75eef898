import type { SQSClient } from '@aws-sdk/client-sqs';
import { vi } from 'vitest';

type Entry = {
  Id: string;
  MessageBody?: string;
  DelaySeconds?: number;
  ReceiptHandle?: string;
  VisibilityTimeout?: number;
};
type Input = {
  QueueUrl: string;
  Entries?: Entry[];
  MaxNumberOfMessages?: number;
  VisibilityTimeout?: number;
  WaitTimeSeconds?: number;
};
type Letter = { id: string; body: string; sentAt: number; hiddenUntil: number; receives: number; handle: string };

export type Sent = { readonly body: string; readonly delaySeconds: number | undefined; readonly at: number };

/**
 * SQS in the time of the test's clock, so far as dead letters need it: letters that are hidden while somebody holds them and
 * come back when the hold ends, in no order that anybody can rely on, and what was sent to label-events.
 */
export class VirtualQueues {
  readonly urls = { deadLetterQueueUrl: 'https://sqs/dlq', labelEventsQueueUrl: 'https://sqs/events' } as const;
  readonly letters = new Map<string, Letter>();
  readonly sent: Sent[] = [];
  /** How many messages each request to send had. */
  readonly batches: number[] = [];
  /** Requests by the name of their command. */
  readonly requests: Record<string, number> = {};
  /** Letters that were deleted, or that somebody wanted to delete, when the hold on them had ended. */
  deletedTooLate = 0;
  latencyMilliseconds = 0;
  /** Why SQS refuses a message; a thrown error refuses the whole request. */
  refuse: (body: string) => string | undefined = () => undefined;
  refuseDelete: (body: string) => string | undefined = () => undefined;
  readonly #visible: Letter[] = [];
  readonly #hidden = new Set<Letter>();
  #count = 0;

  constructor(...bodies: string[]) {
    for (const body of bodies) this.add(body);
  }

  get queues() {
    return { sqs: this as unknown as SQSClient, ...this.urls };
  }

  add(body: string, sentAt = Date.now()): string {
    const id = `letter-${this.#count++}`;
    const letter = { id, body, sentAt, hiddenUntil: 0, receives: 0, handle: '' };
    this.letters.set(id, letter);
    this.#visible.push(letter);
    return id;
  }

  /** Somebody else receives the letter and holds it for so long. */
  holdElsewhere(id: string, seconds: number): void {
    const letter = this.letters.get(id);
    if (letter) this.#hide(letter, seconds);
  }

  get visible(): number {
    this.#show();
    return this.#visible.length;
  }

  async send(command: { readonly input: Input }): Promise<unknown> {
    const { name } = command.constructor;
    this.requests[name] = (this.requests[name] ?? 0) + 1;
    if (this.latencyMilliseconds > 0) await pause(this.latencyMilliseconds);
    const { input } = command;
    const { Entries = [] } = input;
    switch (name) {
      case 'ReceiveMessageCommand':
        return this.#receive(input);
      case 'GetQueueAttributesCommand':
        return { Attributes: this.#counts() };
      case 'SendMessageBatchCommand':
        this.batches.push(Entries.length);
        return failed(Entries, ({ MessageBody = '', DelaySeconds }) =>
          this.#take(input.QueueUrl, MessageBody, DelaySeconds),
        );
      case 'ChangeMessageVisibilityBatchCommand':
        return failed(Entries, ({ ReceiptHandle, VisibilityTimeout = 0 }) => {
          const letter = this.#held(ReceiptHandle);
          if (letter) this.#hide(letter, VisibilityTimeout);
          return letter ? undefined : 'MessageNotInflight';
        });
      case 'DeleteMessageBatchCommand':
        return failed(Entries, ({ ReceiptHandle }) => this.#delete(ReceiptHandle));
      default:
        throw new Error(`${name} is not expected here.`);
    }
  }

  async #receive({ MaxNumberOfMessages = 1, VisibilityTimeout = 30, WaitTimeSeconds = 0 }: Input) {
    for (let waited = 0; this.visible === 0 && waited < WaitTimeSeconds * 1000; waited += 100) await pause(100);
    const Messages = this.#visible.slice(0, MaxNumberOfMessages).map((letter) => {
      letter.receives += 1;
      letter.handle = `${letter.id}/${letter.receives}`;
      return letter;
    });
    for (const letter of Messages) this.#hide(letter, VisibilityTimeout);
    return {
      Messages: Messages.map(({ id, handle, body, sentAt, receives }) => ({
        MessageId: id,
        ReceiptHandle: handle,
        Body: body,
        Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: String(receives) },
      })),
    };
  }

  #counts() {
    return {
      ApproximateNumberOfMessages: String(this.visible),
      ApproximateNumberOfMessagesNotVisible: String(this.#hidden.size),
    };
  }

  #take(queueUrl: string, body: string, delaySeconds: number | undefined): string | undefined {
    const refusal = this.refuse(body);
    if (refusal !== undefined) return refusal;
    if (queueUrl === this.urls.deadLetterQueueUrl) this.add(body);
    else this.sent.push({ body, delaySeconds, at: Date.now() });
    return undefined;
  }

  #delete(handle: string | undefined): string | undefined {
    const letter = this.letters.get(handle?.split('/')[0] ?? '');
    if (!letter || letter.handle !== handle || letter.hiddenUntil <= Date.now()) this.deletedTooLate += 1;
    const refusal = this.refuseDelete(letter?.body ?? '');
    if (refusal !== undefined || !letter) return refusal;
    this.letters.delete(letter.id);
    if (!this.#hidden.delete(letter)) this.#visible.splice(this.#visible.indexOf(letter), 1);
    return undefined;
  }

  #held(handle: string | undefined): Letter | undefined {
    const letter = this.letters.get(handle?.split('/')[0] ?? '');
    return letter && letter.handle === handle && letter.hiddenUntil > Date.now() ? letter : undefined;
  }

  #hide(letter: Letter, seconds: number): void {
    letter.hiddenUntil = Date.now() + seconds * 1000;
    if (seconds === 0) return;
    const place = this.#visible.indexOf(letter);
    if (place >= 0) this.#visible.splice(place, 1);
    this.#hidden.delete(letter); // holds end in the order of this set, but for those of other lengths
    this.#hidden.add(letter);
  }

  /** Letters whose hold has ended come to the front, as the worst for a reader that has not seen the others yet. */
  #show(): void {
    const now = Date.now();
    for (const letter of this.#hidden) {
      if (letter.hiddenUntil > now) continue;
      this.#hidden.delete(letter);
      this.#visible.unshift(letter);
    }
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function failed(entries: readonly Entry[], refusalOf: (entry: Entry) => string | undefined) {
  const Failed = entries.flatMap((entry) => {
    const Code = refusalOf(entry);
    return Code === undefined ? [] : [{ Id: entry.Id, Code }];
  });
  return Failed.length > 0 ? { Failed } : {};
}

/** Lets the time of `vi.useFakeTimers` pass until the work is done. */
export async function inVirtualTime<Result>(work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined); // the caller gets it below
  while (!isDone) await vi.advanceTimersByTimeAsync(20);
  return done;
}
