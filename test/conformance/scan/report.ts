import { aligned } from '../aligned.ts';
import type { Verdict } from './verdict.ts';

/** The table, then each skip with its reason, then what is to be fixed, then the counts. */
export function report(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ scanner, outcome, findings, skipped, looked }) => {
    const reviewed = skipped.reduce((sum, each) => sum + each.findings, 0);
    return [scanner, outcome, String(findings), String(reviewed), looked];
  });
  const count = (outcome: Verdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const absent = count('not available here');
  return [
    aligned([['scanner', 'outcome', 'findings', 'skipped', 'looked at'], ...rows]),
    ...verdicts.flatMap(({ scanner, skipped }) =>
      skipped.map(({ skip, findings }) => `skipped ${scanner} ${skip.rule} (${findings}): ${skip.reason}`),
    ),
    ...verdicts.flatMap(({ scanner, faults }) => faults.map((fault) => `FAILED ${scanner}: ${fault}`)),
    ...(absent > 0 ? [`${absent} not available here, which is not passed`] : []),
    `${count('passed')} passed, ${count('failed')} failed`,
  ].join('\n');
}
