import type { Finding, Validation } from '../../access.ts';

export type Check = { readonly name: string; readonly success: boolean; readonly message?: string | null | undefined };

type Answer = { readonly valid: boolean; readonly checks: readonly Check[] };
type Advice = Required<Pick<Finding, 'message' | 'fix'>>;

/** What Labelbox answers when it validates something. `advise` is asked about failed checks, and about none in particular. */
export function validationOf(
  { valid, checks }: Answer,
  subject: string,
  advise: (check?: Check) => Advice,
): Validation {
  const findings = checks.map((check): Finding => {
    const { name, success, message } = check;
    if (success) return { check: name, outcome: 'pass', message: message ?? 'right' };
    return { check: name, outcome: 'fail', ...advise(check) };
  });
  const isExplained = valid || findings.some(({ outcome }) => outcome === 'fail');
  const invalid: Finding = { check: subject, outcome: 'fail', ...advise() };
  return { isValid: valid, findings: isExplained ? findings : [...findings, invalid] };
}
