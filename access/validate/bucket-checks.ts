import { type Decision, decide, denies } from '../iam/evaluate.ts';
import type { Role } from '../role.ts';
import { isSeen } from '../seen.ts';
import type { AccessFacts, BucketFacts } from './facts.ts';
import { type Finding, fail, hint, judged, pass, unjudged } from './finding.ts';
import { roleContext } from './permission-checks.ts';

/** What stands between the role and the objects, and who else gets at them. */
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
    ...(isSeen(role) && role.seen ? policy(facts, bucket, role.seen) : []),
    ...notPublic(bucket),
    ...judged(`ownership: ${name}`, bucket.ownership, (ownership) =>
      ownership === 'BucketOwnerEnforced'
        ? pass(`ownership: ${name}`, 'the bucket’s owner owns every object')
        : hint(
            `ownership: ${name}`,
            `${ownership ?? 'not set'}: objects that another account wrote may be its own, and the role cannot read them`,
            'Set Object Ownership to "Bucket owner enforced", or see the objects below.',
          ),
    ),
    ...judged(`Requester Pays: ${name}`, bucket.requesterPays, (isOn) =>
      isOn
        ? hint(
            `Requester Pays: ${name}`,
            'is on: who signs for another account must say that it pays, which platforms do not',
            'The role is of your account, so it reads; switch it off if anything is refused.',
          )
        : pass(`Requester Pays: ${name}`, 'is off'),
    ),
  ];
}

function policy({ request, account }: AccessFacts, { bucket, policy: seen }: BucketFacts, role: Role): Finding[] {
  const check = `bucket policy: ${bucket}`;
  const own = isSeen(account) ? account.seen : '';
  return judged(check, seen, (document) => {
    if (!document) return pass(check, 'there is none, so it denies nothing');
    const arn = `arn:aws:s3:::${bucket}`;
    const asker = { account: own, arn: role.arn };
    const context = roleContext(role, own);
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
        'Find the statement with "Effect": "Deny" (often: only from a VPC, only some roles) and except the role from it.',
      );
    if (Object.values(denied).includes('unknown'))
      return unjudged(
        check,
        'has a Deny with a condition that cannot be judged from here (e.g. the caller’s IP address); read it yourself',
      );
    return pass(check, 'denies nothing to the role');
  });
}

function notPublic({ bucket, policy: seen, publicAccess }: BucketFacts): Finding[] {
  const check = `public access: ${bucket}`;
  const block = `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`;
  if (!isSeen(publicAccess)) return [unjudged(check, publicAccess.unseen)];
  const { isBlocked, restrictsPolicy, ignoresAcls, isGrantedByAcl } = publicAccess.seen;
  if (isGrantedByAcl && !ignoresAcls)
    return [fail(check, 'everybody may read: its ACL grants it', `Block public access: ${block}`)];
  if (restrictsPolicy) return [isBlocked ? pass(check, 'blocked') : blockHint(check, block)];
  return judged(check, seen, (document) => {
    const decision = document ? everybodyMay([document], bucket) : 'implicitly denied';
    if (decision === 'allowed')
      return fail(check, 'everybody may read: its policy allows it', `Block public access: ${block}`);
    if (decision === 'cannot be judged')
      return unjudged(check, 'its policy lets everybody in under a condition that cannot be judged from here');
    return blockHint(check, block);
  });
}

const blockHint = (check: string, block: string): Finding =>
  hint(check, 'not public today, but nothing keeps it so on the bucket itself', `Block public access: ${block}`);

function everybodyMay(documents: Parameters<typeof decide>[0], bucket: string): Decision {
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
  return (['allowed', 'cannot be judged'] as const).find((one) => decisions.includes(one)) ?? 'implicitly denied';
}
