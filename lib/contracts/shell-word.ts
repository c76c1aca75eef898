import { printable } from './printable.ts';

/** A text as one word of a command line that a person may paste. */
export const shellWord = (text: string): string =>
  /^[\w.:/-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", `'\\''`)}'`;
