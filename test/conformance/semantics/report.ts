import { aligned } from '../aligned.ts';
import type { Difference, Judgement, Outcome, Verdict } from './judge.ts';

/** The table, then each difference with its reason, then what is to be fixed, then the counts. */
export function report(
  implementations: readonly string[],
  outcomes: readonly Outcome[],
  known: readonly Difference[],
  { verdictOf, faults }: Judgement,
): string {
  const rules = [...new Set(outcomes.map(({ rule }) => rule))];
  const rows = rules.map((rule) => [...implementations.map((each) => verdictOf(rule, each)), rule]);
  const count = (verdict: Verdict) => rows.flat().filter((cell) => cell === verdict).length;
  const differing = known.filter(({ rule, implementation }) => verdictOf(rule, implementation) === 'differs');
  return [
    aligned([[...implementations, 'rule'], ...rows]),
    ...differing.map(
      ({ implementation, rule, reason, documented }) =>
        `emulator differs: ${implementation}, ${rule}: ${reason} (${documented})`,
    ),
    ...faults.map((fault) => `FAILED ${fault.replaceAll(/\s+/g, ' ').slice(0, 600)}`),
    `${rules.length} rules: ${count('pass')} passed, ${count('differs')} known to differ, ${faults.length} to fix`,
  ].join('\n');
}
