import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { reasonShape } from './reason-shape.ts';

/** Dead letters that failed for the same reason, on the way of one project. */
export type LetterGroup = {
  readonly error: string;
  /** Undefined: the message cannot be read as an event. */
  readonly connection: string | undefined;
  readonly project: string | undefined;
  /** The message of its letters where all have the same; else their shape. */
  readonly reason: string;
  readonly count: number;
  /** ISO 8601. */
  readonly first: string;
  readonly last: string;
  /** The first few of them. */
  readonly labels: readonly string[];
  readonly moreLabels: number;
  readonly ids: readonly string[];
  /** `ids` are all of them. */
  readonly hasAllIds: boolean;
};

type Growing = { -readonly [Key in keyof LetterGroup]: LetterGroup[Key] } & { labels: string[]; ids: string[] };

const shownLabels = 4;
/** So many ids are still a command that a person pastes. */
const mostIds = 10;
/** Reasons that somebody may write, such as in a name, are without end: beyond these only the count of letters grows. */
const mostGroups = 10_000;

/** Groups letters as they come, of which there may be many thousands. */
export class LetterGroups {
  readonly #groups = new Map<string, Growing>();
  /** Letters of further reasons, which are counted only. */
  lettersOfOtherReasons = 0;

  add(letters: readonly DeadLetter[]): void {
    for (const letter of letters) this.#add(letter);
  }

  #add(letter: DeadLetter): void {
    const { error, message, events, id, lastFailedAt } = letter;
    const [event] = events;
    const key = JSON.stringify([error, reasonShape(message), event?.connection, event?.project]);
    const group = this.#groups.get(key) ?? this.#begun(key, letter);
    if (!group) {
      this.lettersOfOtherReasons += 1;
      return;
    }
    group.count += 1;
    if (group.reason !== message) group.reason = reasonShape(message);
    if (lastFailedAt < group.first) group.first = lastFailedAt;
    if (lastFailedAt > group.last) group.last = lastFailedAt;
    for (const named of events.map(nameOf)) {
      if (group.labels.length < shownLabels) group.labels.push(named);
      else group.moreLabels += 1;
    }
    if (group.ids.length < mostIds) group.ids.push(id);
    else group.hasAllIds = false;
  }

  #begun(key: string, { error, message, events: [event], lastFailedAt }: DeadLetter): Growing | undefined {
    if (this.#groups.size >= mostGroups) return undefined;
    const group: Growing = {
      error,
      connection: event?.connection,
      project: event?.project,
      reason: message,
      count: 0,
      first: lastFailedAt,
      last: lastFailedAt,
      labels: [],
      moreLabels: 0,
      ids: [],
      hasAllIds: true,
    };
    this.#groups.set(key, group);
    return group;
  }

  /** The largest first. */
  get all(): readonly LetterGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count || a.first.localeCompare(b.first));
  }
}

const nameOf = ({ label, dataUnit, listing }: DeadLetter['events'][number]): string =>
  label ?? (dataUnit === undefined ? `listing ${listing}` : `data unit ${dataUnit}`);
