import { missingOrigins } from '../cors.ts';
import type { AccessRequest } from '../request.ts';
import type { BucketFacts } from './facts.ts';
import { type Finding, fail, judged, pass } from './finding.ts';

const mend = 'Add the rule to those that are there: `labelwire access apply --cors-only`.';

/** Whether the platform's pages may show what they load: by the rules, and by asking as a browser does. */
export function corsChecks({ origins }: AccessRequest, { bucket, cors, preflights }: BucketFacts): Finding[] {
  const check = `CORS rules: ${bucket}`;
  return [
    ...judged(check, cors, (rules) => {
      const missing = missingOrigins(rules, origins);
      return missing.length > 0
        ? fail(check, `no rule lets ${missing.join(', ')} GET with any header`, mend)
        : pass(check, `let ${origins.join(', ')} GET`);
    }),
    ...preflights.flatMap(({ origin, answer }) => {
      const asked = `CORS preflight: ${bucket} from ${origin}`;
      return judged(asked, answer, ({ status, allowedOrigin }) =>
        status >= 200 && status < 300 && (allowedOrigin === origin || allowedOrigin === '*')
          ? pass(asked, 'answered as a browser wants it')
          : fail(asked, `answered ${status}, ${allowedOrigin ? 'for another origin' : 'without leave'}`, mend),
      );
    }),
  ];
}
