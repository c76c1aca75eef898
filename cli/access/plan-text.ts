import type { AccessPlatform } from '../../access/access-platform.ts';
import { jsonDiff } from '../../access/json-diff.ts';
import { type AccessPlan, type Difference, differences, roleArn } from '../../access/plan.ts';
import { type Asked, roleNameOf } from './options.ts';

const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}`.trimEnd()).join('\n');
const document = (value: unknown): string => indented(JSON.stringify(value, null, 2).split('\n'));

/**
 * What is to be changed by this command. A role that the stack makes is the stack's: a change beside it would be lost, or would
 * keep the stack from being deployed.
 */
export function changesOf(plan: AccessPlan, isStackRole: boolean): readonly Difference[] {
  const { roleName } = plan.request;
  if (isStackRole && !plan.role)
    throw new Error(`The role ${roleName} of the stack must be there, but is not. Deploy again: npx serverless deploy`);
  return differences(plan).filter(({ kind }) => !isStackRole || kind === 'cors');
}

/** Who gets access to what, and what only the person can check. */
export function requestText({ request, isStackRole }: Asked): string {
  const { title, where, unknown } = request.platform;
  const { rolePath, permissionsBoundary, tags = {} } = request;
  const rows = [
    ['platform', title],
    ['its AWS account', `${request.platformAccount}   ← compare with what ${title} shows at: ${where}`],
    ['external ID', request.externalId],
    ['buckets', request.buckets.join(', ')],
    ['below', request.prefix || '(the whole bucket)'],
    ...(request.kmsKey ? [['KMS key', request.kmsKey]] : []),
    ['role', `${request.roleName}${isStackRole ? ', which the stack makes: its parameters change it' : ''}`],
    ...(rolePath ? [['its path', rolePath]] : []),
    ...(permissionsBoundary ? [['its boundary', permissionsBoundary]] : []),
    ...Object.entries(tags).map(([name, value]) => ['its tag', `${name}=${value}`]),
  ];
  return [
    ...rows.map(([name = '', value = '']) => `${name.padEnd(16)} ${value}`),
    ...unknown.map((line) => `note             ${line}`),
  ].join('\n');
}

/** All documents in full, for a plan that was made without looking at the account. */
export function offlineText({ trust, permissions, buckets }: AccessPlan): string {
  return [
    `Trust policy of the role:\n${document(trust)}`,
    `Permission policy of the role:\n${document(permissions)}`,
    ...buckets.map(
      ({ bucket, rules }) =>
        `To add to the CORS rules of ${bucket} (PutBucketCors replaces all of them):\n${document(rules)}`,
    ),
    'The plan was made offline (--offline), so there is no diff.',
  ].join('\n\n');
}

/** Document by document, what would change. */
export function changesText(plan: AccessPlan, changes: readonly Difference[]): string {
  const regions = plan.buckets.map(({ bucket, region }) => `${bucket} (${region})`).join(', ');
  const head = `In the account ${plan.account}: ${regions}`;
  if (changes.length === 0) return `${head}\nEverything is as wanted: nothing to change.`;
  return [head, ...changes.map(changeText)].join('\n\n');
}

export const changeText = ({ title, before, after }: Difference): string =>
  `${before === undefined ? 'New' : 'Changed'}: ${title}\n${indented(jsonDiff(before, after))}`;

/** For a program. `changes`: undefined for a plan that was made without looking at the account. */
export const planJson = (plan: AccessPlan, changes: readonly Difference[] | undefined) => ({
  platform: plan.request.platform.id,
  platformAccount: plan.request.platformAccount,
  roleName: plan.request.roleName,
  rolePath: plan.request.rolePath ?? null,
  permissionsBoundary: plan.request.permissionsBoundary ?? null,
  tags: plan.request.tags ?? {},
  roleArn: plan.account === undefined ? null : roleArn(plan),
  trustPolicy: plan.trust,
  permissionPolicy: plan.permissions,
  cors: plan.buckets.map(({ bucket, region, rules }) => ({ bucket, region: region ?? null, rules })),
  changes: changes?.map(({ kind, title, before, after }) => ({ kind, title, before: before ?? null, after })) ?? null,
});

/** How to get an external ID where the platform asks for the role's ARN first. */
export function reserveText({ id, title, where, placeholderArn }: AccessPlatform, rolePath = '/'): string {
  if (!placeholderArn)
    return `${title} is not known to accept a placeholder. Find the account and the external ID at: ${where}.`;
  return `${title} asks for the ARN of a role that does not exist yet. Reserve the integration with a placeholder:

  1. In ${title}: ${where}. Any name; enter this as the role's ARN:
       ${placeholderArn}
  2. Copy the external ID and ${title}'s AWS account id (12 digits) from that page.
  3. npx labelwire access apply --platform ${id} --bucket <name> --external-id <id> --platform-account <id>
     It creates the role ${roleNameOf(id)}, whose ARN will be arn:aws:iam::<your account>:role${rolePath}${roleNameOf(id)}
  4. Later, in ${title}: put that ARN in place of the placeholder (apply does it where it has an API key).
  5. npx labelwire access validate, with the same options.`;
}
