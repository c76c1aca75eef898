import { pMapIterable } from 'p-map';
import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import { given } from '../contracts/given.ts';
import type { DeadLetter } from '../contracts/read-dead-letter.ts';
import { replayedEvent } from '../contracts/replayed-event.ts';
import { asciiJson } from './ascii-json.ts';
import { discard, type HeldLetter, perRequest, type Queues, requestsAtOnce } from './dead-letters.ts';
import type { Holds } from './holds.ts';
import { delaySeconds, type Pace, untilDelayable } from './pace.ts';
import { sendAll } from './send.ts';

export type Replayed = {
  readonly letter: HeldLetter;
  /** `partly`: only what cannot be read stays, as letters of its own; `kept`: the letter stays, for the reason given. */
  readonly outcome: 'replayed' | 'partly' | 'kept';
  readonly reason?: string;
};

export type ReplayOptions = {
  readonly holds: Holds;
  readonly pace?: Pace;
  /** Nothing more is sent once it is aborted; what is not sent gets no outcome. */
  readonly signal?: AbortSignal;
};

/**
 * Sends each event of the letters to label-events again, as a message of its own, checks the answer, and deletes the letter
 * after: a crash in between makes a duplicate, which the pipeline takes without harm, and never loses anything.
 */
export async function* replay(
  queues: Queues,
  letters: readonly HeldLetter[],
  options: ReplayOptions,
): AsyncGenerator<Replayed> {
  const replayed = pMapIterable(
    groupsOf(letters),
    (group) => (options.signal?.aborted ? [] : replayGroup(queues, group, options)),
    { concurrency: requestsAtOnce },
  );
  for await (const outcomes of replayed) yield* outcomes;
}

/** A paced group must be sent within the longest delay, so that no event of it is due later. */
const eventsPerGroup = 100;

/** As many letters as one request deletes; fewer where they have many events. */
function* groupsOf(letters: readonly HeldLetter[]): Generator<HeldLetter[]> {
  let group: HeldLetter[] = [];
  let events = 0;
  for (const letter of letters) {
    if (group.length === perRequest || (group.length > 0 && events + letter.events.length > eventsPerGroup)) {
      yield group;
      group = [];
      events = 0;
    }
    group.push(letter);
    events += letter.events.length;
  }
  if (group.length > 0) yield group;
}

type Refusal = { readonly refused: number; readonly reason: string };

async function replayGroup(
  queues: Queues,
  group: readonly HeldLetter[],
  { holds, pace, signal }: ReplayOptions,
): Promise<Replayed[]> {
  const letters = group.filter(({ events }) => events.length > 0);
  const events = letters.flatMap((letter) => letter.events.map((event) => ({ letter, event })));
  const dueAt = pace?.reserve(events.length);
  await holds.extend();
  await untilDelayable(dueAt?.at(-1) ?? 0, holds, signal);
  if (signal?.aborted) return [];
  const refusals = await send(queues, queues.labelEventsQueueUrl, events, ({ letter, event }, index) => ({
    body: asciiJson(replayedEvent(event, letter.lastFailedAt, new Date())),
    ...given({ delaySeconds: dueAt && delaySeconds(dueAt[index] ?? 0) }),
  }));
  const rests = letters.flatMap((letter) => restsOf(letter).map((rest) => ({ letter, rest })));
  const unsaved = await send(queues, queues.deadLetterQueueUrl, rests, ({ rest }) => ({ body: asciiJson(rest) }));
  const sent = letters.filter((letter) => !refusals.has(letter) && !unsaved.has(letter));
  const undeleted = new Set(await discard(queues, sent));
  holds.forget(sent.filter((letter) => !undeleted.has(letter)));
  return group.map((letter) => outcomeOf(letter, refusals.get(letter) ?? unsaved.get(letter), undeleted.has(letter)));
}

/** Sends a message for each item; the letters of which SQS refused any. */
async function send<Item extends { readonly letter: HeldLetter }>(
  { sqs }: Queues,
  queueUrl: string,
  items: readonly Item[],
  messageOf: (item: Item, index: number) => { readonly body: string; readonly delaySeconds?: number },
): Promise<ReadonlyMap<HeldLetter, Refusal>> {
  const { failed } = await sendAll(sqs, queueUrl, items.map(messageOf));
  const refusals = new Map<HeldLetter, Refusal>();
  for (const { index, reason } of failed) {
    const letter = items[index]?.letter;
    if (letter) refusals.set(letter, { refused: (refusals.get(letter)?.refused ?? 0) + 1, reason });
  }
  return refusals;
}

function outcomeOf(letter: HeldLetter, refusal: Refusal | undefined, isUndeleted: boolean): Replayed {
  const { events, unreadableEvents = [] } = letter;
  const kept = (reason: string): Replayed => ({ letter, outcome: 'kept', reason });
  if (events.length === 0) return kept('it has no event that can be read');
  if (refusal) {
    const { refused, reason } = refusal;
    return kept(`SQS refused ${refused} of its messages (${reason}); the others run twice, without harm`);
  }
  if (isUndeleted) return kept('it was replayed, but SQS did not delete it; a second replay does no harm');
  if (unreadableEvents.length === 0) return { letter, outcome: 'replayed' };
  const reason = `${unreadableEvents.length} of its ${events.length + unreadableEvents.length} events cannot be read and stay`;
  return { letter, outcome: 'partly', reason };
}

type Rest = Pick<DeadLetterMessage, 'reason'> & { readonly events: readonly unknown[] };

/** Each event that cannot be read, as a letter of its own with the same reason: a later version may read it. */
const restsOf = ({ unreadableEvents = [], error, message, step, executionArn }: DeadLetter): Rest[] =>
  unreadableEvents.map((event) => ({ events: [event], reason: given({ error, message, step, executionArn }) }));
