import type { Finding } from '../../lib/platforms/access.ts';
import { fail, pass, unjudged } from '../finding.ts';
import type { Context } from '../iam/conditions.ts';
import { listOf, type Statement, statementsOf } from '../iam/document.ts';
import { agree, type Decision, decide } from '../iam/evaluate.ts';
import { fits } from '../iam/wildcards.ts';
import type { AccessRequest } from '../request.ts';
import type { Role } from '../role.ts';
import { isSeen } from '../seen.ts';
import type { AccessFacts } from './facts.ts';

const reading = ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation', 'kms:Decrypt'];
const writing = ['s3:PutObject', 's3:DeleteObject', 's3:PutObjectAcl', 's3:PutBucketPolicy', 's3:DeleteBucket'];
const rewrite = '`labelwire access apply` writes the policy that is wanted';

/** The platform's requests as S3 receives them: over TLS, from outside every VPC, made by the role. */
export const roleContext = (role: Pick<Role, 'arn'>, account: string): Context => ({
  'aws:MultiFactorAuthPresent': 'false',
  'aws:MultiFactorAuthAge': null,
  'aws:PrincipalAccount': account,
  'aws:PrincipalArn': role.arn,
  'aws:PrincipalIsAWSService': 'false',
  'aws:PrincipalType': 'AssumedRole',
  'aws:SecureTransport': 'true',
  'aws:SourceVpc': null,
  'aws:SourceVpce': null,
});

/** What the role's policies allow, limited by its permissions boundary. */
export function roleMay(role: Role, action: string, resource: string, context: Context): Decision {
  const asked = { action, resource, context };
  const policies = role.policies.map(({ document }) => document);
  return agree([decide(policies, asked), ...(role.boundary ? [decide([role.boundary.document], asked)] : [])]);
}

/** Whether the role can read each bucket, and can do nothing else. */
export function permissionChecks({ request, role, account }: AccessFacts): Finding[] {
  if (!isSeen(role) || !role.seen) return []; // the check of the role reports it
  const existing = role.seen;
  const context = roleContext(existing, isSeen(account) ? account.seen : '');
  return [
    ...request.buckets.map((bucket) => canRead(existing, request, bucket, context)),
    nothingElse(existing, request),
  ];
}

function canRead(role: Role, { prefix }: AccessRequest, bucket: string, context: Context): Finding {
  const arn = `arn:aws:s3:::${bucket}`;
  const check = `permissions: ${bucket}`;
  const decisions: [string, Decision][] = [
    ['s3:GetObject', roleMay(role, 's3:GetObject', `${arn}/${prefix}object`, { ...context, 's3:prefix': null })],
    ['s3:ListBucket', roleMay(role, 's3:ListBucket', arn, { ...context, 's3:prefix': prefix })],
    ['s3:GetBucketLocation', roleMay(role, 's3:GetBucketLocation', arn, context)],
  ];
  const refused = decisions.filter(([, decision]) => decision.endsWith('denied'));
  if (refused.length > 0) {
    const message = refused.map(([action, decision]) => `${action} is ${decision}`).join(', ');
    return fail(check, message, `Let the role read the bucket: ${rewrite}.`);
  }
  const open = decisions.filter(([, decision]) => decision === 'cannot be judged').map(([action]) => action);
  if (open.length > 0)
    return unjudged(check, `a condition on ${open.join(', ')} cannot be judged from here; read it yourself`);
  return pass(check, `the role may read, list and locate it${prefix ? ` below ${prefix}` : ''}`);
}

function nothingElse(role: Role, request: AccessRequest): Finding {
  const check = 'permissions: nothing else';
  const excesses = role.policies.flatMap(({ name, document }) =>
    statementsOf(document)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((statement) => excessOf(statement, request).map((excess) => `${excess} (policy ${name})`)),
  );
  if (excesses.length === 0) return pass(check, 'no write, no other bucket');
  const message = `the role may do more than read: ${[...new Set(excesses)].join('; ')}`;
  return fail(check, message, `Take that away from the role; ${policyHint}`);
}
const policyHint = '`labelwire access apply` restores its own policy, and leaves other policies alone.';

function excessOf(statement: Statement, request: AccessRequest): string[] {
  if (statement.NotAction !== undefined) return ['everything but some actions (NotAction)'];
  if (statement.NotResource !== undefined) return ['everything but some resources (NotResource)'];
  const others = listOf(statement.Action).filter(
    (action) => !reading.some((wanted) => wanted.toLowerCase() === action.toLowerCase()),
  );
  const actions = others.map((action) => {
    const writes = writing.some((known) => fits(action.toLowerCase(), known.toLowerCase()));
    return `${action}${writes ? ', which writes' : ''}`;
  });
  const resources = listOf(statement.Resource).filter((resource) => !isWanted(resource, statement, request));
  return [...actions, ...resources.map((resource) => `${listOf(statement.Action).join(', ')} on ${resource}`)];
}

/** Whether a resource is inside the buckets and the prefix. The condition of a statement limits listing to the prefix. */
function isWanted(resource: string, { Action, Condition }: Statement, request: AccessRequest): boolean {
  const { buckets, prefix, kmsKey } = request;
  const only = (action: string) => listOf(Action).every((name) => name.toLowerCase() === action.toLowerCase());
  if (resource.startsWith('arn:aws:kms:'))
    return only('kms:Decrypt') && (!kmsKey || resource === kmsKey) && !resource.includes('*');
  return buckets.some((bucket) => {
    const arn = `arn:aws:s3:::${bucket}`;
    if (resource.startsWith(`${arn}/${prefix}`)) return true;
    return resource === arn && (only('s3:GetBucketLocation') || isBelow(prefix, Condition));
  });
}

function isBelow(prefix: string, condition: Statement['Condition']): boolean {
  if (prefix === '') return true;
  const prefixes = ['StringLike', 'StringEquals'].flatMap((operator) => listOf(condition?.[operator]?.['s3:prefix']));
  return prefixes.length > 0 && prefixes.every((value) => String(value).startsWith(prefix));
}
