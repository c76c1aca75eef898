import { pMapIterable } from 'p-map';
import { given } from '../../lib/contracts/given.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { replayedEvent } from '../../lib/contracts/replayed-event.ts';
import { asciiJson } from '../../lib/queue/ascii-json.ts';
import { type Queues, requestsAtOnce } from '../../lib/queue/dead-letters.ts';
import { delaySeconds, Pace, untilDelayable } from '../../lib/queue/pace.ts';
import { sendAll } from '../../lib/queue/send.ts';
import { archivedLetters } from './archive.ts';
import type { Refuse } from './choice.ts';
import { type FilterOptions, LetterFilter } from './filter.ts';
import type { Outcome } from './report.ts';

export type RestoreChoice = FilterOptions & { readonly dryRun?: boolean; readonly rate?: number };

/** No letter is held: the file has them. */
const noHolds = { extend: async () => undefined };

/**
 * Sends the events of archived letters through the pipeline again. All of the file is read before the first is sent, so that
 * a file that is no archive sends nothing. The file stays as it is: to restore it twice does no harm.
 */
export async function restoreLetters(
  file: string,
  options: RestoreChoice,
  refuse: Refuse,
  { queues, would, done }: { queues(): Promise<Queues>; would(letter: DeadLetter): void; done(outcome: Outcome): void },
): Promise<void> {
  const filter = new LetterFilter(options);
  for await (const letter of archivedLetters(file)) filter.note([letter]);
  await filter.check(refuse);
  const chosen = async function* () {
    for await (const letter of archivedLetters(file)) yield* filter.select([letter]);
  };
  if (options.dryRun) {
    for await (const letter of chosen()) would(letter);
    return;
  }
  const to = await queues();
  const pace = options.rate === undefined ? undefined : new Pace(options.rate);
  const outcomes = pMapIterable(chosen(), (letter) => sent(to, letter, pace), { concurrency: requestsAtOnce });
  for await (const outcome of outcomes) done(outcome);
}

async function sent(
  { sqs, labelEventsQueueUrl }: Queues,
  letter: DeadLetter,
  pace: Pace | undefined,
): Promise<Outcome> {
  const { events, unreadableEvents = [] } = letter;
  const stays = (reason: string): Outcome => ({ letter, outcome: 'kept', reason });
  if (events.length === 0) return stays('it has no event that can be read');
  const dueAt = pace?.reserve(events.length);
  await untilDelayable(dueAt?.at(-1) ?? 0, noHolds, undefined);
  const messages = events.map((event, index) => ({
    body: asciiJson(replayedEvent(event, letter.lastFailedAt, new Date())),
    ...given({ delaySeconds: dueAt && delaySeconds(dueAt[index] ?? 0) }),
  }));
  const { failed } = await sendAll(sqs, labelEventsQueueUrl, messages);
  if (failed[0]) return stays(`SQS refused ${failed.length} of its messages (${failed[0].reason}); the others run`);
  if (unreadableEvents.length === 0) return { letter, outcome: 'replayed' };
  const all = events.length + unreadableEvents.length;
  return { letter, outcome: 'partly', reason: `${unreadableEvents.length} of its ${all} events cannot be read` };
}
