import { printable } from './words.ts';

/** A word as bash and zsh take it; characters that cannot be shown are named by their numbers. */
const shellWord = (text: string): string =>
  printable(text) !== text
    ? ansiWord(text)
    : /^[\w./:@%+=,-]+$/.test(text)
      ? text
      : `'${text.replaceAll("'", "'\\''")}'`;

/** https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html */
const ansiWord = (text: string): string => `$'${printable(text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;

/** `npx labelwire …` with options; what is not given is left out. `at` ends it: ` --stage prod`. */
export function commandText(
  words: readonly string[],
  options: Readonly<Record<string, string | readonly string[] | true | undefined>>,
  at: string,
): string {
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === '') return [];
    return [`--${name}`, ...(value === true ? [] : [value].flat().map(shellWord))];
  });
  return `npx labelwire ${[...words.map(shellWord), ...given].join(' ')}${at}`;
}
