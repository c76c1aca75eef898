import { printable } from '../../lib/contracts/printable.ts';
import { shellWord } from '../../lib/contracts/shell-word.ts';
import { agoText } from '../ago-text.ts';
import { deadLetters } from '../dead-letter-text.ts';
import { shortened, wrapped } from '../terminal.ts';
import type { LetterGroup, LetterGroups } from './letter-groups.ts';

export type GroupContext = {
  /** What a command about the same deployment ends with. */
  readonly at: string;
  readonly now: Date;
  /** Columns of the terminal; undefined where nothing is cut. */
  readonly width: number | undefined;
};

const indent = 10;
const mostReason = 400;

/** A paragraph: what failed, why, since when, and the commands that show and replay it. */
export function groupText(group: LetterGroup, { at, now, width }: GroupContext): string {
  const { error, connection, project, reason, count, first, last, labels, moreLabels } = group;
  const place = connection === undefined ? '(unreadable)' : `${connection}  project ${project}`;
  const more = moreLabels > 0 ? [`${moreLabels.toLocaleString('en')} more`] : [];
  const times = first === last ? instantText(last) : `${instantText(first)} to ${instantText(last)}`;
  const line = (name: string, text: string) => `  ${name.padEnd(indent - 2)}${wrapped(text, indent, width)}`;
  return [
    printable(`${count.toLocaleString('en')} ${error}  ${place}`),
    line('reason', printable(shortened(reason.replaceAll(/\s+/g, ' '), mostReason))),
    line('failed', `${times} UTC (${agoText(new Date(last), now)})`),
    ...(labels.length > 0 ? [line('labels', [...labels.map(printable), ...more].join(', '))] : []),
    // A command is one line, however long: a terminal that breaks it lets it be copied whole.
    `  ${'show'.padEnd(indent - 2)}npx labelwire dlq show ${shortId(group.ids[0] ?? '')}${at}`,
    `  ${'replay'.padEnd(indent - 2)}npx labelwire dlq replay ${chosen(group)}${at}`,
  ].join('\n');
}

const instantText = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
const shortId = (id: string): string => shellWord(id.slice(0, 8));

/** A few by their ids; many by what all of them have in common, which others may have, too. */
function chosen({ ids, hasAllIds, error, connection, project }: LetterGroup): string {
  if (hasAllIds) return `--id ${ids.map(shortId).join(' ')}`;
  const filters = Object.entries({ error, platform: connection, project });
  return `--all${filters.map(([name, word]) => (word === undefined ? '' : ` --${name} ${shellWord(word)}`)).join('')}`;
}

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
