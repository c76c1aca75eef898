import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { shellWord } from '../../lib/contracts/shell-word.ts';
import { reasonShape } from './reason-shape.ts';
import { type PlatformFacts, type WhatToDo, whatToDo } from './what-to-do.ts';

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
  /** The first few. */
  readonly letters: readonly GroupedLetter[];
};

/** A letter in short. */
export type GroupedLetter = Pick<DeadLetter, 'id' | 'lastFailedAt' | 'attempts' | 'replays' | 'step'> & {
  /** Its label, or what else its first event names. */
  readonly name: string;
  /** Of the first event; missing where it names no label. */
  readonly label?: string | undefined;
  readonly moreEvents: number;
};

type Growing = { -readonly [Key in keyof LetterGroup]: LetterGroup[Key] } & {
  labels: string[];
  ids: string[];
  letters: GroupedLetter[];
};

const shownLabels = 4;
/** Of one group; the queue hands out no more letters in one look than a few of such groups have. */
const mostIds = 10_000;
const shownLetters = 100;
/** Reasons that somebody may write, such as in a name, are without end: beyond these only the count of letters grows. */
const mostGroups = 10_000;

/** So many ids are still a command that a person pastes. */
const mostPasted = 10;

/** The words that name the letters of a group: a few by their ids; many by what all of them have in common, which others may have, too. */
export function lettersOf({ ids, hasAllIds, error, connection, project }: LetterGroup): string {
  if (hasAllIds && ids.length <= mostPasted) return `--id ${ids.map(shortId).join(' ')}`;
  const filters = Object.entries({ error, platform: connection, project });
  return `--all${filters.map(([name, word]) => (word === undefined ? '' : ` --${name} ${shellWord(word)}`)).join('')}`;
}

export const shortId = (id: string): string => shellWord(id.slice(0, 8));

/** What to do about the letters of a group. `at` ends the commands. */
export const whatToDoAbout = (
  group: LetterGroup,
  platforms: ReadonlyMap<string, PlatformFacts>,
  at: string,
): WhatToDo => {
  const { error, connection, project, ids, letters } = group;
  const label = letters[0]?.label;
  const failed = { error, connection, project, label, letters: lettersOf(group), id: ids[0]?.slice(0, 8) ?? '', at };
  return whatToDo(failed, connection === undefined ? undefined : platforms.get(connection));
};

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
    if (group.letters.length < shownLetters) group.letters.push(groupedLetter(letter));
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
      letters: [],
    };
    this.#groups.set(key, group);
    return group;
  }

  /** The largest first. */
  get all(): readonly LetterGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count || a.first.localeCompare(b.first));
  }
}

function groupedLetter({ id, lastFailedAt, attempts, replays, step, events }: DeadLetter): GroupedLetter {
  const [event] = events;
  return {
    ...{ id, lastFailedAt, attempts, replays, step },
    name: event ? nameOf(event) : '–',
    label: event?.label,
    moreEvents: Math.max(0, events.length - 1),
  };
}

const nameOf = ({ label, dataUnit, listing }: DeadLetter['events'][number]): string =>
  label ?? (dataUnit === undefined ? `listing ${listing}` : `data unit ${dataUnit}`);
