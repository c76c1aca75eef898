import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import { Label } from '../../lib/label/label.ts';

/** Why a label is refused; undefined when it is not. */
export function refusal(label: unknown): string | undefined {
  const parsed = Label.safeParse(label);
  return parsed.success ? undefined : explainIssues(parsed.error, label);
}
