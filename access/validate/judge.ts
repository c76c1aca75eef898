import type { Finding } from '../../lib/platforms/access.ts';
import { fail, hint, judged } from '../finding.ts';
import { isSeen } from '../seen.ts';
import { bucketChecks } from './bucket-checks.ts';
import { corsChecks } from './cors-checks.ts';
import type { AccessFacts } from './facts.ts';
import { keyChecks } from './key-checks.ts';
import { objectChecks } from './object-checks.ts';
import { permissionChecks } from './permission-checks.ts';
import { trustChecks } from './trust-checks.ts';
import { urlChecks } from './url-checks.ts';

/** Every check, in the order in which a person would fix what fails. */
export function judge(facts: AccessFacts): Finding[] {
  const { request, buckets } = facts;
  return [
    ...trustChecks(facts),
    ...permissionChecks(facts),
    ...buckets.flatMap((bucket) =>
      bucket.unusable === undefined
        ? [...bucketChecks(facts, bucket), ...corsChecks(request, bucket), ...objectChecks(request, bucket)]
        : [
            fail(
              `bucket: ${bucket.bucket}`,
              bucket.unusable,
              'Fix that first; nothing else about the bucket was looked at.',
            ),
          ],
    ),
    ...keyChecks(facts),
    ...urlChecks(facts),
    organisation,
    ...platformChecks(facts),
  ];
}

const organisation: Finding = hint(
  'organisation',
  'policies of an AWS organisation (SCP, RCP) cannot be seen from one of its accounts',
  'If the platform is refused although everything else passes, ask your organisation’s administrators whether a policy denies sts:AssumeRole or s3:GetObject from outside.',
);

function platformChecks({ request, role, platform }: AccessFacts): readonly Finding[] {
  const { title } = request.platform;
  return judged(title, platform, (integration) => {
    if (!integration)
      return fail(title, 'does not have this integration', 'Create it: `labelwire access apply` with the API key.');
    const { name, roleArn, findings } = integration;
    const check = `${title}: ${name}`;
    const expected = isSeen(role) ? role.seen?.arn : undefined;
    const fix = `Enter ${expected} there: \`labelwire access apply\` does it.`;
    const hasOtherRole = expected !== undefined && roleArn !== expected;
    return [
      ...(hasOtherRole ? [fail(`${check}: role`, `has ${roleArn || 'no role'}`, fix)] : []),
      ...findings.map((finding) => ({ ...finding, check: `${check}: ${finding.check}` })),
    ];
  });
}
