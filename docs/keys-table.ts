import { always, type KnownKeys, refusedEverywhere } from '../lib/platforms/kit/known-keys.ts';
import { table } from './tables.ts';

/** Which keys of a platform's documents are read, which refuse the label, and what becomes of all others. */
export const keysTable = (known: readonly KnownKeys[]): string =>
  table(
    ['in', 'read', 'refuses the label', 'any other key'],
    [
      ...known.map(({ place, read, refused }) => [place, listed([...read]), listed(refusing(refused)), unread]),
      [
        'each of these',
        '',
        `${listed(refusing(refusedEverywhere))}, in upper or lower case, with or without \`_\`; never where it is null`,
        unread,
      ],
    ],
  );

const unread = 'left out, counted as `unread`';

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ') || '–';

const refusing = (refused: KnownKeys['refused']): string[] =>
  [...refused].map(([key, harmless]) => (harmless === always ? key : `${key} ≠ ${String(harmless)}`));
