/** What came of one rule on one implementation; `failure` says what was found instead. */
export type Outcome = { readonly implementation: string; readonly rule: string; readonly failure: string | undefined };

/** A rule that an emulator breaks, though AWS documents it. */
export type Difference = {
  readonly implementation: string;
  readonly rule: string;
  /** What its failure looks like: one that fails in another way is not a known one. */
  readonly shows: RegExp;
  readonly reason: string;
  /** Where AWS documents the rule. */
  readonly documented: string;
  /** It depends on which of two requests is faster, so that a run may not show it. */
  readonly isRace?: true;
};

export type Verdict = 'pass' | 'differs' | 'FAIL' | 'not run';

export type Judgement = {
  readonly verdictOf: (rule: string, implementation: string) => Verdict;
  /** What somebody has to fix; none when the run passed. */
  readonly faults: readonly string[];
};

/** Compares what was found with the differences that are known. One that is gone is a fault too: the list must stay true. */
export function judge(
  implementations: readonly string[],
  outcomes: readonly Outcome[],
  known: readonly Difference[],
): Judgement {
  const rules = [...new Set(outcomes.map(({ rule }) => rule))];
  const isAbout = (of: Pick<Outcome, 'rule' | 'implementation'>) => (each: Pick<Outcome, 'rule' | 'implementation'>) =>
    each.rule === of.rule && each.implementation === of.implementation;
  const differenceOf = (outcome: Outcome) =>
    known.find((difference) => isAbout(outcome)(difference) && difference.shows.test(outcome.failure ?? ''));
  const verdictOf = (rule: string, implementation: string): Verdict => {
    const outcome = outcomes.find(isAbout({ rule, implementation }));
    if (!outcome) return 'not run';
    if (outcome.failure === undefined) return 'pass';
    return differenceOf(outcome) ? 'differs' : 'FAIL';
  };
  const unknown = outcomes.filter(({ rule, implementation }) => verdictOf(rule, implementation) === 'FAIL');
  const notRun = rules.flatMap((rule) =>
    implementations.filter((each) => verdictOf(rule, each) === 'not run').map((each) => `${each}, ${rule}: not run.`),
  );
  const gone = known.filter(
    ({ rule, implementation, isRace }) => !isRace && verdictOf(rule, implementation) !== 'differs',
  );
  return {
    verdictOf,
    faults: [
      ...(rules.length === 0 ? ['No rule was tried.'] : []),
      ...unknown.map(({ implementation, rule, failure }) => `${implementation}, ${rule}: ${failure}`),
      ...notRun,
      ...gone.map(
        ({ implementation, rule }) =>
          `${implementation}, ${rule}: does not differ as it is listed; remove or fix its entry in known-differences.ts.`,
      ),
    ],
  };
}
