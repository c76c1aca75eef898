import { Label } from '../../lib/label/label.ts';
import { explainIssues } from '../../lib/label/schema-error.ts';

/** Why a label is refused; undefined when it is not. */
export function refusal(label: unknown): string | undefined {
  const parsed = Label.safeParse(label);
  return parsed.success ? undefined : explainIssues(parsed.error, label);
}
