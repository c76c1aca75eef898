import { printable } from '../../lib/contracts/printable.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { agoText } from '../ago-text.ts';
import { deadLetters } from '../dead-letter-text.ts';
import { shortened, wrapped } from '../terminal.ts';
import { type LetterGroup, LetterGroups, whatToDoAbout } from './letter-groups.ts';
import type { PlatformFacts } from './what-to-do.ts';

export type GroupContext = {
  /** What a command about the same deployment ends with. */
  readonly at: string;
  readonly now: Date;
  /** By connection. */
  readonly platforms: ReadonlyMap<string, PlatformFacts>;
  /** Columns of the terminal; undefined where nothing is cut. */
  readonly width: number | undefined;
};

const indent = 10;
const mostReason = 400;

/** A paragraph: what failed, why, since when, what to do, and the commands that do it. */
export function groupText(group: LetterGroup, { at, now, platforms, width }: GroupContext): string {
  const { error, connection, project, reason, count, first, last, labels, moreLabels } = group;
  const place = connection === undefined ? '(unreadable)' : `${connection}  project ${project}`;
  const more = moreLabels > 0 ? [`${moreLabels.toLocaleString('en')} more`] : [];
  const times = first === last ? instantText(last) : `${instantText(first)} to ${instantText(last)}`;
  const { text, commands } = whatToDoAbout(group, platforms, at);
  const line = (name: string, text: string) => `  ${name.padEnd(indent - 2)}${wrapped(text, indent, width)}`;
  return [
    printable(`${count.toLocaleString('en')} ${error}  ${place}`),
    line('reason', printable(shortened(reason.replaceAll(/\s+/g, ' '), mostReason))),
    line('failed', `${times} UTC (${agoText(new Date(last), now)})`),
    ...(labels.length > 0 ? [line('labels', [...labels.map(printable), ...more].join(', '))] : []),
    line('do', printable(text)),
    // A command is one line, however long: a terminal that breaks it lets it be copied whole.
    ...commands.map(({ name, line: command }) => `  ${name.padEnd(indent - 2)}${printable(command)}`),
  ].join('\n');
}

/** What to do about one letter that is shown whole. */
export function whatToDoText(letter: DeadLetter, platforms: ReadonlyMap<string, PlatformFacts>, at: string): string {
  const groups = new LetterGroups();
  groups.add([letter]);
  const [group] = groups.all;
  if (!group) return '';
  const { text, commands } = whatToDoAbout(group, platforms, at);
  const shown = commands.filter(({ name }) => name !== 'show'); // it is shown
  return printable(text).concat(...shown.map(({ line }) => `\n  ${printable(line)}`));
}

const instantText = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
/** What is printed for groups beyond the limit. */
export function moreGroupsText(groups: readonly LetterGroup[], otherLetters: number): string | undefined {
  const letters = groups.reduce((sum, { count }) => sum + count, otherLetters);
  if (letters === 0) return undefined;
  const reasons = otherLetters > 0 ? 'more reasons' : `${groups.length} more reason${groups.length === 1 ? '' : 's'}`;
  return `\n…and ${reasons} with ${deadLetters(letters)}. --limit <n> shows so many reasons; --flat one row a letter.`;
}

/** The largest groups, and how many letters the others have. */
export function groupsText(
  { all, lettersOfOtherReasons }: Pick<LetterGroups, 'all' | 'lettersOfOtherReasons'>,
  limit: number,
  context: GroupContext,
): string {
  const shown = all.slice(0, limit).map((group) => groupText(group, context));
  const more = moreGroupsText(all.slice(limit), lettersOfOtherReasons);
  return [shown.join('\n\n'), ...(more === undefined ? [] : [more])].join('\n');
}
