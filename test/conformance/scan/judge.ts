export type Finding = {
  readonly rule: string;
  /** The resource, the package or the line. */
  readonly where: string;
  readonly message: string;
};

/** Findings of one rule that a person has looked at. */
export type Skip = {
  readonly scanner: string;
  readonly rule: string;
  readonly where: RegExp;
  readonly reason: string;
};

export type Judgement = {
  /** What nobody has looked at. */
  readonly open: readonly Finding[];
  readonly skipped: readonly { readonly skip: Skip; readonly findings: number }[];
  /** What is wrong with the skips themselves. */
  readonly faults: readonly string[];
};

const leastWords = 6;

/** Sorts what a scanner found into what was reviewed and what was not; a skip without reason or use is a fault. */
export function judge(scanner: string, findings: readonly Finding[], reviewed: readonly Skip[]): Judgement {
  const skips = reviewed.filter((skip) => skip.scanner === scanner);
  const covers = ({ rule, where }: Skip, finding: Finding) => rule === finding.rule && where.test(finding.where);
  const skipped = skips.map((skip) => ({ skip, findings: findings.filter((each) => covers(skip, each)).length }));
  return {
    open: findings.filter((finding) => !skips.some((skip) => covers(skip, finding))),
    skipped: skipped.filter((each) => each.findings > 0),
    faults: skipped.flatMap(({ skip, findings: covered }) => [
      ...(skip.reason.trim().split(/\s+/).length < leastWords
        ? [`${skip.rule} is skipped without a reason: write why in reviewed.ts.`]
        : []),
      ...(covered === 0
        ? [`${skip.rule} at ${skip.where} is skipped, and not found: remove it from reviewed.ts.`]
        : []),
    ]),
  };
}

/** Skips for a scanner that does not exist would never be missed. */
export const skipsOfNobody = (reviewed: readonly Skip[], scanners: readonly string[]): string[] =>
  reviewed
    .filter(({ scanner }) => !scanners.includes(scanner))
    .map(({ scanner, rule }) => `${rule} is skipped for ${scanner}, which is not a scanner: fix reviewed.ts.`);
