import { randomUUID } from 'node:crypto';
import type { Context } from '../iam/conditions.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from '../iam/document.ts';
import { type Decision, decide } from '../iam/evaluate.ts';
import { platformOf } from '../request.ts';
import { isSeen } from '../seen.ts';
import type { AccessFacts, Attempt } from './facts.ts';
import { type Finding, fail, judged, pass, unjudged } from './finding.ts';

const rewrite = '`labelwire access apply` shows the trust policy that is wanted, and writes it (with --replace-trust)';

/** Whether the platform, and nobody else, can become the role. */
export function trustChecks(facts: AccessFacts): Finding[] {
  const { request, role, sts } = facts;
  const { stsRegion, title } = platformOf(request);
  const missing = () => fail('role', `there is no role ${request.roleName}`, 'Make it: `labelwire access apply`.');
  return [
    ...judged('role', role, (found) =>
      found
        ? [pass('role', found.arn), principals(found.trust, facts), ...externalId(found.trust, facts), mfa(found.trust)]
        : [missing()],
    ),
    ...(stsRegion
      ? judged('STS', sts, (isActive) =>
          isActive
            ? pass('STS', `answers in ${stsRegion}`)
            : fail(
                'STS',
                `is not active in ${stsRegion}, from where ${title} assumes the role ("Role cannot be assumed")`,
                `Switch it on: IAM > Account settings > Security Token Service (STS) > ${stsRegion} > Activate.`,
              ),
        )
      : [unjudged('STS', `from which region ${title} assumes the role is not documented; STS must be active there`)]),
  ];
}

const trusting = (trust: PolicyDocument): readonly Statement[] =>
  statementsOf(trust).filter(({ Effect }) => Effect === 'Allow');

function principals(trust: PolicyDocument, { request: { platformAccount } }: AccessFacts): Finding {
  const check = 'trust: who';
  const found = trusting(trust).flatMap(({ Principal, NotPrincipal }) => {
    if (NotPrincipal !== undefined) return ['everybody but those of a NotPrincipal'];
    if (Principal === undefined || Principal === '*') return ['*'];
    return Object.entries(Principal).flatMap(([kind, who]) =>
      listOf(who).map((one) => (kind === 'AWS' ? one : `${kind} ${one}`)),
    );
  });
  const wanted = new Set([platformAccount, `arn:aws:iam::${platformAccount}:root`]);
  const others = found.filter((one) => !wanted.has(one));
  if (others.includes('*'))
    return fail(
      check,
      'everybody in AWS is trusted (principal *)',
      `Trust the account ${platformAccount} only: ${rewrite}.`,
    );
  if (others.length > 0)
    return fail(check, `trusts ${others.join(', ')}`, `Trust the account ${platformAccount} only: ${rewrite}.`);
  if (found.length === 0) return fail(check, 'trusts nobody', `Trust the account ${platformAccount}: ${rewrite}.`);
  return pass(check, `the account ${platformAccount} and nobody else`);
}

/** The platform tries the same: with the right one, with none, with a wrong one. */
function externalId(trust: PolicyDocument, { request, attempts }: AccessFacts): Finding[] {
  const { platformAccount, externalId: right } = request;
  const decided = (given: string | null): Decision =>
    decide([trust], {
      action: 'sts:AssumeRole',
      asker: { account: platformAccount },
      context: { ...platformContext(platformAccount), 'sts:ExternalId': given },
    });
  const withRight = decided(right);
  const insecure = (which: Attempt['externalId'], given: string | null): Finding => {
    const check = `trust: ${which === 'none' ? 'no external ID' : 'wrong external ID'}`;
    const attempt = attempts.find((one) => one.externalId === which);
    const tried = !attempt
      ? 'by evaluating the policy; not tried'
      : isSeen(attempt.wasAssumed)
        ? 'by evaluating the policy, and tried with your credentials (not the platform’s)'
        : `by evaluating the policy; not tried: ${attempt.wasAssumed.unseen}`;
    const wasAssumed = attempt !== undefined && isSeen(attempt.wasAssumed) && attempt.wasAssumed.seen;
    const decision = decided(given);
    if (decision === 'allowed' || wasAssumed)
      return fail(
        check,
        `the role can be assumed with ${which === 'none' ? 'no external ID' : 'a wrong external ID'}, ${wasAssumed ? 'even by you: it was tried' : tried} ("External ID configured insecurely")`,
        `Require it with StringEquals sts:ExternalId: ${rewrite}.`,
      );
    if (decision === 'cannot be judged') return unjudged(check, cannotBeJudged);
    return pass(check, `refused, ${tried}`);
  };
  return [platformCan(withRight), insecure('none', null), insecure('a wrong one', `${right}-not-${randomUUID()}`)];
}

const cannotBeJudged = 'the trust policy has a condition that cannot be judged from here; read it yourself';

function platformCan(decision: Decision): Finding {
  const check = 'trust: the platform';
  if (decision === 'allowed') return pass(check, 'may assume the role with the external ID');
  if (decision === 'cannot be judged') return unjudged(check, cannotBeJudged);
  return fail(
    check,
    `is refused (${decision}) with this external ID ("Role cannot be assumed")`,
    `The trust policy wants another external ID or another account. Compare both with what the platform shows; then: ${rewrite}.`,
  );
}

/** What is known of the platform's call. It has no MFA; from where it comes is not known. */
const platformContext = (account: string): Context => ({
  'aws:MultiFactorAuthPresent': null,
  'aws:MultiFactorAuthAge': null,
  'aws:PrincipalAccount': account,
  'aws:PrincipalIsAWSService': 'false',
  'aws:SecureTransport': 'true',
  'aws:SourceVpc': null,
  'aws:SourceVpce': null,
});

function mfa(trust: PolicyDocument): Finding {
  const keys = statementsOf(trust).flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys));
  return keys.some((key) => /^aws:multifactorauth/i.test(key))
    ? fail(
        'trust: MFA',
        'is asked for; a platform has none ("Role cannot be assumed")',
        `Take the condition on MFA out: ${rewrite}.`,
      )
    : pass('trust: MFA', 'not asked for');
}
