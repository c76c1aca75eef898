import type { Finding, Outcome } from '../../lib/platforms/access.ts';

const signs: Record<Outcome, string> = { pass: '✓', fail: '✗', hint: '!', unjudged: '?' };

/** For a person. `width`: of the checks' names, so that the messages are in one column. */
export const findingText = ({ check, outcome, message, fix }: Finding, width: number): string =>
  `${signs[outcome]} ${check.padEnd(width)} ${message}${fix ? `\n  → ${fix}` : ''}`;
