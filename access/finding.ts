import type { Finding } from '../lib/platforms/access.ts';
import { isSeen, type Seen } from './seen.ts';

export const pass = (check: string, message: string): Finding => ({ check, outcome: 'pass', message });
export const fail = (check: string, message: string, fix: string): Finding => ({
  check,
  outcome: 'fail',
  message,
  fix,
});
export const hint = (check: string, message: string, fix: string): Finding => ({
  check,
  outcome: 'hint',
  message,
  fix,
});
export const unjudged = (check: string, message: string): Finding => ({ check, outcome: 'unjudged', message });

/** What follows from a fact; a fact that could not be looked at is reported as such. */
export function judged<Value>(
  check: string,
  fact: Seen<Value>,
  judge: (value: Value) => Finding | readonly Finding[],
): readonly Finding[] {
  return isSeen(fact) ? [judge(fact.seen)].flat() : [unjudged(check, fact.unseen)];
}
