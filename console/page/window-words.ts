import type { Window } from '../../cli/console/windows.ts';

/** Ends `the last …`. */
export const windowWords: Readonly<Record<Window, string>> = { '1h': 'hour', '24h': '24 hours', '7d': '7 days' };
