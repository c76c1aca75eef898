import type { Finding } from '../../lib/platforms/access.ts';
import { fail, judged, pass, unjudged } from '../finding.ts';
import { type Decision, decide } from '../iam/evaluate.ts';
import { regionOfKey } from '../policies.ts';
import type { Role } from '../role.ts';
import { isSeen } from '../seen.ts';
import type { AccessFacts, KeyFacts } from './facts.ts';
import { roleContext, roleMay } from './permission-checks.ts';

/** Whether the role may decrypt what S3 encrypted with the customer's own keys. */
export function keyChecks(facts: AccessFacts): Finding[] {
  const { keys, role, account, buckets } = facts;
  if (keys.length === 0) {
    const unseen = buckets.filter(({ key }) => !isSeen(key)).map(({ bucket }) => bucket);
    return unseen.length > 0
      ? [unjudged('KMS key', `the encryption of ${unseen.join(', ')} could not be looked at`)]
      : [pass('KMS key', 'no key of your own, so the role has nothing to decrypt')];
  }
  if (!isSeen(role) || !role.seen) return [];
  const existing = role.seen;
  return keys.flatMap((key) =>
    judged('KMS key', key, (seen) => keyCheck(seen, existing, isSeen(account) ? account.seen : '', facts)),
  );
}

function keyCheck(key: KeyFacts, role: Role, account: string, { buckets }: AccessFacts): Finding {
  const check = `KMS key: ${key.arn.slice(key.arn.lastIndexOf('/') + 1)}`;
  const region = regionOfKey(key.arn);
  if (!key.isEnabled) return fail(check, 'is disabled: no object can be read', 'Enable it: aws kms enable-key.');
  const elsewhere = buckets.filter((bucket) => isSeen(bucket.region) && bucket.region.seen !== region);
  if (elsewhere.length === buckets.length)
    return fail(
      check,
      `is in ${region}, but none of the buckets is`,
      'Name the key of the bucket’s own region: --kms-key <arn>.',
    );
  const decision = mayDecrypt(key, role, account);
  if (decision === 'allowed') return pass(check, 'the role may decrypt with it');
  if (decision === 'cannot be judged')
    return unjudged(check, 'has a condition that cannot be judged from here; read the key’s policy yourself');
  return fail(
    check,
    `kms:Decrypt is ${decision} for the role: encrypted objects cannot be read`,
    `Run \`labelwire access apply\` with --kms-key ${key.arn}; and let the key’s policy allow kms:Decrypt to ${role.arn}, or leave it to IAM (principal arn:aws:iam::${account}:root).`,
  );
}

/**
 * A key's policy decides alone where it names the role, and together with the role's own policies where it names the account:
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
function mayDecrypt(key: KeyFacts, role: Role, account: string): Decision {
  const context = {
    ...roleContext(role, account),
    'kms:ViaService': `s3.${regionOfKey(key.arn)}.amazonaws.com`,
    'kms:CallerAccount': account,
  };
  const asked = { action: 'kms:Decrypt', resource: key.arn, context };
  const byKey = decide([key.policy], { ...asked, asker: { account, arn: role.arn } });
  const byRole = roleMay(role, 'kms:Decrypt', key.arn, context);
  if (byKey !== 'allowed') return byKey;
  if (byRole === 'explicitly denied') return byRole;
  const byName = decide([key.policy], { ...asked, asker: { account: 'another', arn: role.arn } });
  return byName === 'allowed' ? byName : byRole;
}
