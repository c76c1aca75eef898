import type { Finding } from '../../lib/platforms/access.ts';
import { fail, hint, judged, pass, unjudged } from '../finding.ts';
import { type Decision, decide, denies } from '../iam/evaluate.ts';
import type { Role } from '../role.ts';
import { isSeen } from '../seen.ts';
import type { AccessFacts, BucketFacts } from './facts.ts';
import { roleContext } from './permission-checks.ts';

/** Whatever can keep the role from the objects, and who else can read them. */
export function bucketChecks(facts: AccessFacts, bucket: BucketFacts): Finding[] {
  const { role } = facts;
  const name = bucket.bucket;
  return [
    ...judged(`bucket: ${name}`, bucket.region, (region) =>
      name.includes('.')
        ? fail(
            `bucket: ${name}`,
            `is in ${region}, but a name with dots has no certificate for https://${name}.s3.${region}.amazonaws.com`,
            'Copy the objects to a bucket without dots in its name.',
          )
        : pass(`bucket: ${name}`, `is in ${region}`),
    ),
    ...(isSeen(role) && role.seen ? policyChecks(facts, bucket, role.seen) : []),
    ...publicChecks(bucket),
    ...judged(`ownership: ${name}`, bucket.ownership, (ownership) =>
      ownership === 'BucketOwnerEnforced'
        ? pass(`ownership: ${name}`, 'the bucket’s owner owns every object')
        : hint(
            `ownership: ${name}`,
            `${ownership ?? 'not set'}: another account may own the objects that it wrote, and the role cannot read those`,
            'Set Object Ownership to "Bucket owner enforced", or look at the checks of the objects below.',
          ),
    ),
    ...judged(`Requester Pays: ${name}`, bucket.requesterPays, (isOn) =>
      isOn
        ? hint(
            `Requester Pays: ${name}`,
            'is on: a request from another account must declare that it pays, which platforms do not do',
            'The role belongs to your account, so it can read. Switch Requester Pays off if anything is refused.',
          )
        : pass(`Requester Pays: ${name}`, 'is off'),
    ),
  ];
}

function policyChecks(
  { request, account }: AccessFacts,
  { bucket, policy }: BucketFacts,
  role: Role,
): readonly Finding[] {
  const check = `bucket policy: ${bucket}`;
  const ownAccount = isSeen(account) ? account.seen : '';
  return judged(check, policy, (document) => {
    if (!document) return pass(check, 'does not exist, so it denies nothing');
    const arn = `arn:aws:s3:::${bucket}`;
    const asker = { account: ownAccount, arn: role.arn };
    const context = roleContext(role, ownAccount);
    const denied = {
      's3:GetObject': denies([document], {
        action: 's3:GetObject',
        resource: `${arn}/${request.prefix}object`,
        asker,
        context: { ...context, 's3:prefix': null },
      }),
      's3:ListBucket': denies([document], {
        action: 's3:ListBucket',
        resource: arn,
        asker,
        context: { ...context, 's3:prefix': request.prefix },
      }),
    };
    const certain = Object.entries(denied).flatMap(([action, isDenied]) => (isDenied === 'yes' ? [action] : []));
    if (certain.length > 0)
      return fail(
        check,
        `denies ${certain.join(' and ')} to the role`,
        'Find the statement with "Effect": "Deny" (often: only from a VPC, only some roles) and exempt the role from it.',
      );
    if (Object.values(denied).includes('unknown'))
      return unjudged(
        check,
        'has a Deny with a condition that cannot be judged from here (e.g. the caller’s IP address); read it yourself',
      );
    return pass(check, 'denies nothing to the role');
  });
}

function publicChecks({ bucket, policy, publicAccess }: BucketFacts): readonly Finding[] {
  const check = `public access: ${bucket}`;
  const block = `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`;
  if (!isSeen(publicAccess)) return [unjudged(check, publicAccess.unseen)];
  const { isBlocked, restrictsPolicy, ignoresAcls, isGrantedByAcl } = publicAccess.seen;
  if (isGrantedByAcl && !ignoresAcls)
    return [fail(check, 'anyone can read it: its ACL grants that', `Block public access: ${block}`)];
  if (restrictsPolicy) return [isBlocked ? pass(check, 'blocked') : blockHint(check, block)];
  return judged(check, policy, (document) => {
    const decision = document ? anyoneMay([document], bucket) : 'implicitly denied';
    if (decision === 'allowed')
      return fail(check, 'anyone can read it: its policy allows that', `Block public access: ${block}`);
    if (decision === 'cannot be judged')
      return unjudged(check, 'its policy allows anyone to read it under a condition that cannot be judged from here');
    return blockHint(check, block);
  });
}

const blockHint = (check: string, block: string): Finding =>
  hint(check, 'not public today, but nothing on the bucket itself keeps it so', `Block public access: ${block}`);

function anyoneMay(documents: Parameters<typeof decide>[0], bucket: string): Decision {
  const asker = 'anonymous' as const;
  const context = {
    'aws:SecureTransport': 'true',
    'aws:PrincipalArn': null,
    'aws:PrincipalAccount': null,
    'aws:PrincipalOrgID': null,
  };
  const arn = `arn:aws:s3:::${bucket}`;
  const decisions = [
    decide(documents, { action: 's3:GetObject', resource: `${arn}/object`, asker, context }),
    decide(documents, { action: 's3:ListBucket', resource: arn, asker, context }),
  ];
  return (
    (['allowed', 'cannot be judged'] as const).find((decision) => decisions.includes(decision)) ?? 'implicitly denied'
  );
}
