import type { Finding } from '../../lib/platforms/access.ts';
import { missingOrigins } from '../cors.ts';
import { fail, judged, pass } from '../finding.ts';
import type { AccessRequest } from '../request.ts';
import type { BucketFacts } from './facts.ts';

const fix = 'Add our rule to the existing ones: `labelwire access apply --cors-only`.';

/** Whether the platform's pages can load objects: by the rules, and by asking as a browser does. */
export function corsChecks({ origins }: AccessRequest, { bucket, cors, preflights }: BucketFacts): Finding[] {
  const check = `CORS rules: ${bucket}`;
  return [
    ...judged(check, cors, (rules) => {
      const missing = missingOrigins(rules, origins);
      return missing.length > 0
        ? fail(check, `no rule lets ${missing.join(', ')} GET with any header`, fix)
        : pass(check, `let ${origins.join(', ')} GET`);
    }),
    ...preflights.flatMap(({ origin, answer }) => {
      const preflight = `CORS preflight: ${bucket} from ${origin}`;
      return judged(preflight, answer, ({ status, allowedOrigin }) =>
        status >= 200 && status < 300 && (allowedOrigin === origin || allowedOrigin === '*')
          ? pass(preflight, 'answered as a browser needs it')
          : fail(preflight, `answered ${status}, ${allowedOrigin ? 'for another origin' : 'without permission'}`, fix),
      );
    }),
  ];
}
