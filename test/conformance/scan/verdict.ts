import { type Judgement, judge, type Skip } from './judge.ts';
import type { Scanner } from './scanner.ts';

export type Verdict = {
  readonly scanner: string;
  readonly outcome: 'passed' | 'failed' | 'not available here';
  /** What it looked at, or why it could not. */
  readonly looked: string;
  readonly findings: number;
  readonly skipped: Judgement['skipped'];
  /** What somebody has to fix; none when it passed. */
  readonly faults: readonly string[];
};

/** Passed: it found its planted faults, looked at something, and whatever it found was reviewed. */
export async function verdictOf(scanner: Scanner, reviewed: readonly Skip[]): Promise<Verdict> {
  const { name } = scanner;
  const blind = await missed(scanner);
  const scan = await scanner.scan();
  if ('unavailable' in scan) {
    const outcome = blind.length > 0 ? 'failed' : 'not available here';
    return { scanner: name, outcome, looked: scan.unavailable, findings: 0, skipped: [], faults: blind };
  }
  const { open, skipped, faults: misused } = judge(name, scan.findings, reviewed);
  const faults = [
    ...blind,
    ...(scan.looked > 0 ? [] : ['It looked at nothing: it is given the wrong files.']),
    ...open.map(({ rule, where, message }) => `${rule} ${where}: ${message}`),
    ...misused,
  ];
  return {
    scanner: name,
    outcome: faults.length > 0 ? 'failed' : 'passed',
    looked: `${scan.looked} ${scan.at}`,
    findings: scan.findings.length,
    skipped,
    faults,
  };
}

async function missed({ planted }: Scanner): Promise<string[]> {
  const faults: string[] = planted.length > 0 ? [] : ['No fault is planted for it: nothing shows that it sees any.'];
  for (const { rule, find } of planted) {
    if (!(await find()).some((finding) => finding.rule === rule)) faults.push(`It does not see a planted ${rule}.`);
  }
  return faults;
}
