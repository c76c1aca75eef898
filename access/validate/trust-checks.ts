import { randomUUID } from 'node:crypto';
import type { Finding } from '../../lib/platforms/access.ts';
import { fail, judged, pass, unjudged } from '../finding.ts';
import type { Context } from '../iam/conditions.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from '../iam/document.ts';
import { type Decision, decide } from '../iam/evaluate.ts';
import type { Role } from '../role.ts';
import { isSeen } from '../seen.ts';
import { demandChecks } from './demand-checks.ts';
import type { AccessFacts, Attempt } from './facts.ts';

const rewrite = '`labelwire access apply` shows the wanted trust policy and writes it (with --replace-trust)';

/** Whether the platform, and nobody else, can assume the role. */
export function trustChecks(facts: AccessFacts): Finding[] {
  const { request, role, sts } = facts;
  const { stsRegion, title } = request.platform;
  const missing = fail('role', `there is no role ${request.roleName}`, 'Create it: `labelwire access apply`.');
  return [
    ...judged('role', role, (existing) => (existing ? roleChecks(existing, facts) : missing)),
    ...(stsRegion
      ? judged('STS', sts, (isActive) =>
          isActive
            ? pass('STS', `answers in ${stsRegion}`)
            : fail(
                'STS',
                `is not active in ${stsRegion}, where ${title} assumes the role ("Role cannot be assumed")`,
                `Switch it on: IAM > Account settings > Security Token Service (STS) > ${stsRegion} > Activate.`,
              ),
        )
      : [unjudged('STS', `the region in which ${title} assumes the role is not documented; STS must be active there`)]),
  ];
}

function roleChecks(role: Role, facts: AccessFacts): readonly Finding[] {
  const { arn, trust } = role;
  return [
    pass('role', arn),
    ...demandChecks(role, facts),
    principals(trust, facts),
    ...externalId(trust, facts),
    mfa(trust),
  ];
}

const trusting = (trust: PolicyDocument): readonly Statement[] =>
  statementsOf(trust).filter(({ Effect }) => Effect === 'Allow');

function principals(trust: PolicyDocument, { request: { platformAccount } }: AccessFacts): Finding {
  const check = 'trust: who';
  const trusted = trusting(trust).flatMap(({ Principal, NotPrincipal }) => {
    if (NotPrincipal !== undefined) return ['everyone except those of a NotPrincipal'];
    if (Principal === undefined || Principal === '*') return ['*'];
    return Object.entries(Principal).flatMap(([kind, names]) =>
      listOf(names).map((name) => (kind === 'AWS' ? name : `${kind} ${name}`)),
    );
  });
  const wanted = new Set([platformAccount, `arn:aws:iam::${platformAccount}:root`]);
  const others = trusted.filter((name) => !wanted.has(name));
  if (others.includes('*'))
    return fail(
      check,
      'everyone in AWS is trusted (principal *)',
      `Trust the account ${platformAccount} only: ${rewrite}.`,
    );
  if (others.length > 0)
    return fail(check, `trusts ${others.join(', ')}`, `Trust the account ${platformAccount} only: ${rewrite}.`);
  if (trusted.length === 0) return fail(check, 'trusts nobody', `Trust the account ${platformAccount}: ${rewrite}.`);
  return pass(check, `the account ${platformAccount} and nobody else`);
}

/** Judges what the platform tries: the right external ID, none, a wrong one. */
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
    const attempt = attempts.find(({ externalId: tried }) => tried === which);
    const method = !attempt
      ? 'by evaluating the policy; not tried'
      : isSeen(attempt.wasAssumed)
        ? 'by evaluating the policy, and by trying with your credentials (not the platform’s)'
        : `by evaluating the policy; not tried: ${attempt.wasAssumed.unseen}`;
    const wasAssumed = attempt !== undefined && isSeen(attempt.wasAssumed) && attempt.wasAssumed.seen;
    const decision = decided(given);
    if (decision === 'allowed' || wasAssumed)
      return fail(
        check,
        `the role can be assumed with ${which === 'none' ? 'no external ID' : 'a wrong external ID'}, ${wasAssumed ? 'even by you: it was tried' : method} ("External ID configured insecurely")`,
        `Require it with StringEquals sts:ExternalId: ${rewrite}.`,
      );
    if (decision === 'cannot be judged') return unjudged(check, cannotBeJudged);
    return pass(check, `refused, ${method}`);
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
    `The trust policy requires another external ID or another account. Compare both with what the platform shows; then: ${rewrite}.`,
  );
}

/** What is known about the platform's call. It has no MFA; where it comes from is not known. */
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
        'is required, but a platform has none ("Role cannot be assumed")',
        `Remove the condition on MFA: ${rewrite}.`,
      )
    : pass('trust: MFA', 'not required');
}
