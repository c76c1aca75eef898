import { isSeen, type Seen } from '../seen.ts';

/** `hint`: not wrong in itself, or not to be seen from here; `unjudged`: could not be looked at, so nobody may rely on it. */
export type Outcome = 'pass' | 'fail' | 'hint' | 'unjudged';

/** One check: what was found, and what to do about it. */
export type Finding = {
  readonly check: string;
  readonly outcome: Outcome;
  readonly told: string;
  readonly mend?: string;
};

export const pass = (check: string, told: string): Finding => ({ check, outcome: 'pass', told });
export const fail = (check: string, told: string, mend: string): Finding => ({ check, outcome: 'fail', told, mend });
export const hint = (check: string, told: string, mend: string): Finding => ({ check, outcome: 'hint', told, mend });
export const unjudged = (check: string, told: string): Finding => ({ check, outcome: 'unjudged', told });

/** What follows from what was seen; what was not seen is told as that. */
export function judged<Value>(
  check: string,
  one: Seen<Value>,
  judge: (value: Value) => Finding | Finding[],
): Finding[] {
  return isSeen(one) ? [judge(one.seen)].flat() : [unjudged(check, one.unseen)];
}
