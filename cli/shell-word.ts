import { printable } from '../lib/contracts/printable.ts';

/** As a shell takes it for one word. */
export const shellWord = (text: string): string =>
  /^[\w.:/-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", `'\\''`)}'`;
