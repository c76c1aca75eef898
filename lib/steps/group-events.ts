import { type LabelEvent, type LabelGroup, maximumGroup, sizeBelow, syncEventType } from '../contracts/payloads.ts';

/** An event with the messages that it came in, of which each waits for every group that takes one of its events. */
export type QueuedEvent<Message> = { readonly message: Message; readonly event: LabelEvent; readonly split: number };
export type QueuedGroup<Message> = { readonly group: LabelGroup; readonly messages: readonly Message[] };

/**
 * Groups by connection, project and the size that a group may have; of several events about one label only the last stays,
 * since the label is fetched anyway. Events with the same listing are a group of their own: one that cannot be listed must
 * not hold labels that can be fetched.
 */
export function groupEvents<Message>(queued: readonly QueuedEvent<Message>[]): QueuedGroup<Message>[] {
  const projects = Map.groupBy(queued, ({ event: { connection, project, listing }, split }) =>
    JSON.stringify([connection, project, listing, split]),
  );
  return [...projects.values()].flatMap((members) => {
    const labels = [
      ...Map.groupBy(members, ({ event: { id, label, dataUnit, listing } }) =>
        JSON.stringify([label, label ? undefined : dataUnit, listing && id]),
      ).values(),
    ];
    const [{ split }] = members as [QueuedEvent<Message>];
    const items = labels.map((same) => ({ same, event: joined(same.map(({ event }) => event)) }));
    return chunks(items, split).map((chunk) => {
      const events = chunk.map(({ event }) => event);
      const { connection, project } = events[0] as LabelEvent;
      return {
        group: { connection, project, events, split: sizeBelow(events.length) },
        messages: chunk.flatMap(({ same }) => same.map(({ message }) => message)),
      };
    });
  });
}

/** The last of several events about one label; it says so where another one may be an edit of the same time of change. */
function joined(events: readonly LabelEvent[]): LabelEvent {
  const last = lastOf(events);
  const isTie = ({ id, changedAt, type }: LabelEvent) =>
    id !== last.id &&
    type !== syncEventType &&
    (changedAt === undefined || last.changedAt === undefined || changedAt >= last.changedAt);
  return events.some((event) => event.joined || isTie(event)) ? { ...last, joined: true } : last;
}

const lastOf = (events: readonly LabelEvent[]): LabelEvent =>
  events.reduce((last, event) => (isLater(event, last) ? event : last));

/** At the same instant a deletion is the later event; a replay is later than what it replays. */
const rank = (event: LabelEvent) =>
  [Date.parse(event.occurredAt), Number(event.kind === 'deleted'), event.attempt] as const;

function isLater(a: LabelEvent, b: LabelEvent): boolean {
  const [left, right] = [rank(a), rank(b)];
  const decisive = left.findIndex((value, index) => value !== right[index]);
  return decisive >= 0 && (left[decisive] ?? 0) > (right[decisive] ?? 0);
}

/**
 * What an event adds to the largest state of its execution: itself in the input, itself again in the answer of
 * FetchLabels, and there two references or the reason of a refusal. All of it must stay below 262,144 bytes. An event of a data
 * unit may be answered with many labels: FetchLabels measures, and puts back those that are too many.
 */
const weightOf = (event: LabelEvent): number => 2 * Buffer.byteLength(JSON.stringify(event)) + 700;
const largestWeight = 250_000;

/** How many of these events, from the first, one group can have. */
export function fittingEvents(events: readonly LabelEvent[]): number {
  let weight = 0;
  const tooMany = events.findIndex((event) => {
    weight += weightOf(event);
    return weight > largestWeight;
  });
  return Math.min(maximumGroup, tooMany < 0 ? events.length : Math.max(tooMany, 1));
}

function chunks<Item extends { readonly event: LabelEvent }>(items: readonly Item[], mostItems: number): Item[][] {
  const groups: Item[][] = [];
  let weight = 0;
  for (const item of items) {
    const last = groups.at(-1);
    const added = weightOf(item.event);
    if (last && last.length < mostItems && weight + added <= largestWeight) {
      last.push(item);
      weight += added;
    } else {
      groups.push([item]);
      weight = added;
    }
  }
  return groups;
}
