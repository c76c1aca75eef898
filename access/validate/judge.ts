import { mendFor } from '../labelbox-integrations.ts';
import { platformOf } from '../request.ts';
import { isSeen } from '../seen.ts';
import { bucketChecks } from './bucket-checks.ts';
import { corsChecks } from './cors-checks.ts';
import type { AccessFacts } from './facts.ts';
import { type Finding, fail, hint, judged, pass } from './finding.ts';
import { keyChecks } from './key-checks.ts';
import { objectChecks } from './object-checks.ts';
import { permissionChecks } from './permission-checks.ts';
import { trustChecks } from './trust-checks.ts';
import { urlChecks } from './url-checks.ts';

/** Every check, in the order in which a person would mend. */
export function judge(facts: AccessFacts): Finding[] {
  const { request, buckets } = facts;
  return [
    ...trustChecks(facts),
    ...permissionChecks(facts),
    ...buckets.flatMap((bucket) =>
      bucket.unusable === undefined
        ? [...bucketChecks(facts, bucket), ...corsChecks(request, bucket), ...objectChecks(request, bucket)]
        : [fail(`bucket: ${bucket.bucket}`, bucket.unusable, 'Mend that first; nothing else of it was looked at.')],
    ),
    ...keyChecks(facts),
    ...urlChecks(facts),
    organisation,
    ...platformChecks(facts),
  ];
}

const organisation: Finding = hint(
  'organisation',
  'policies of an AWS organisation (SCP, RCP) cannot be seen from an account of it',
  'If the platform is refused though all else passes, ask who runs the organisation whether one denies sts:AssumeRole or s3:GetObject from outside.',
);

function platformChecks({ request, role, platform }: AccessFacts): Finding[] {
  const { title } = platformOf(request);
  return judged(title, platform, (integration) => {
    if (!integration)
      return fail(title, 'has no such integration with AWS', 'Make it: `labelwire access apply` with the API key.');
    const { name, roleArn, validation } = integration;
    const expected = isSeen(role) ? role.seen?.arn : undefined;
    const check = `${title}: ${name}`;
    const arn =
      expected !== undefined && roleArn !== expected
        ? [
            fail(
              `${check}: role`,
              `has ${roleArn || 'no role'}`,
              `Enter ${expected} there: \`labelwire access apply\` does it.`,
            ),
          ]
        : [];
    const checks = validation.checks.map((one) =>
      one.success
        ? pass(`${check}: ${one.name}`, one.message ?? 'right')
        : fail(`${check}: ${one.name}`, one.message ?? 'wrong, without a reason', mendFor(one.message)),
    );
    const whole = validation.valid || checks.some(({ outcome }) => outcome === 'fail');
    return [...arn, ...checks, ...(whole ? [] : [fail(check, 'is not valid', mendFor(undefined))])];
  });
}
