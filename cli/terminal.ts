import { Help } from 'commander';

/** Columns of the terminal; undefined where there is none: what goes to a file or a program is never cut. */
export const terminalWidth = (): number | undefined =>
  process.stdout.isTTY ? process.stdout.columns || undefined : undefined;

const formatter = new Help();

/** In place of the blanks of a command that a text ends with: a person copies it whole. */
const glue = '\ue000';

/**
 * The text in lines of the width, all but the first indented by so many blanks; on one line where there is no width. A command
 * that it ends with stays on one line, however long.
 */
export function wrapped(text: string, indent: number, width: number | undefined): string {
  if (width === undefined) return text;
  const glued = text.replace(/npx labelwire [^;]*$/, (command) => command.replaceAll(' ', glue));
  const lines = formatter.boxWrap(glued, width - indent).split('\n');
  return lines.join(`\n${' '.repeat(indent)}`).replaceAll(glue, ' ');
}

/** Help in lines of the width: each paragraph is filled anew; options and examples, which are indented, stay as they are. */
export const filled = (text: string, width: number | undefined): string =>
  width === undefined
    ? text
    : text.replace(/^\S.*(\n\S.*)*/gm, (paragraph) => formatter.boxWrap(paragraph.replaceAll('\n', ' '), width));

/** Each line with what does not fit below it, indented by two blanks more than the line is. */
export const outlined = (text: string, width: number | undefined): string =>
  text.replace(
    /^( *)(.*)$/gm,
    (_line, blanks: string, rest: string) => blanks + wrapped(rest, blanks.length + 2, width),
  );

/** The text in no more than so many columns; what was cut off is an ellipsis. */
export const shortened = (text: string, columns: number): string =>
  text.length > columns ? `${text.slice(0, Math.max(0, columns - 1))}…` : text;

/** The same for ids, whose beginning and end distinguish them. */
export function shortenedInside(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const end = Math.floor((columns - 1) / 2);
  return `${text.slice(0, columns - 1 - end)}…${text.slice(text.length - end)}`;
}
