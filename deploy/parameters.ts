import * as z from 'zod/mini';
import { shown, valueAt } from '../lib/configuration/configuration-problem.ts';
import { explainIssues } from '../lib/contracts/explain-issues.ts';

/** What the resolver of serverless.yml hands to a file that makes part of the template. */
export type Variables = { resolveVariable(address: string): Promise<unknown> };

const whole = (from: number, to: number) => z.coerce.number().check(z.int(), z.gte(from), z.lte(to));
const matching = (pattern: RegExp, error: string) =>
  z.coerce.string().check(z.refine((text) => pattern.test(text), { error }));

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const keyArn = () =>
  matching(/^(arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+)?$/, 'must be the ARN of a key, not of an alias');
const commaList = (item: string, most: number, error: string) =>
  matching(new RegExp(`^(${item}(,${item}){0,${most - 1}})?$`), error);
const accountId = () => matching(/^(\d{12})?$/, 'must be an AWS account id of 12 digits');

/** The parameters of serverless.yml, which documents them; `''` is unset. Those of the command line come as text. */
const Parameters = z.strictObject({
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: matching(/^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/, 'must be the name of a bucket, not its ARN or URL'),
  bucketPrefix: matching(/^([^/].*\/)?$/, 'must be empty, or end with "/" and not begin with it'),
  kmsKeyArn: keyArn(),
  bucketEncryption: z.enum(['', 'AES256', 'aws:kms']),
  bucketOwner: accountId(),
  mediaBuckets: matching(
    /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^,*?$]+\/)?(,[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^,*?$]+\/)?)*)?$/,
    'must be names of buckets, or folders of them that end with "/", with commas between them: images,archive/2026/',
  ),
  noncurrentVersionDays: whole(1, 36_500),
  alarmEmail: matching(/^(\S+@\S+)?$/, 'must be one e-mail address'),
  alarmTopicArn: matching(
    /^(arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+)?$/,
    'must be the ARN of an SNS topic that is not FIFO',
  ),
  alarms: z.enum(['on', 'off']),
  // An alarm looks back seven days at most:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  silenceHours: whole(0, 7 * 24),
  logLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT']),
  logRetentionDays: z.coerce
    .number()
    .check(z.refine((days) => retentions.includes(days), { error: `must be one of ${retentions.join(', ')}` })),
  tracing: z.pipe(
    matching(/^(true|false)$/, 'must be true or false'),
    z.transform((text) => text === 'true'),
  ),
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
  maximumConcurrency: whole(2, 1000),
  // More than ten messages at a time need a window: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  batchingWindowSeconds: whole(1, 300),
  // A message waits for two weeks at most, and an execution for as long as its state machine lets it: four times the average.
  patienceHours: whole(1, 7 * 24),
  // The most that a child has: lib/contracts/payloads.ts
  labelsAtOnce: whole(1, 25),
  // Lambda has 10,240 MB at most, and a label takes a share of it: deploy/memory-sizes.ts
  largestLabelMiB: whole(12, 100),
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
  reconcile: matching(
    /^(off|rate\([1-9]\d* (minutes?|hours?|days?)\))$/,
    'must be off, or a rate such as rate(6 hours)',
  ),
  dashboard: z.enum(['on', 'off']),
  notify: z.enum(['on', 'off']),
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
  eventBus: matching(
    /^([\w.-]{1,256}|arn:[\w-]+:events:[\w-]+:\d{12}:event-bus\/[\w./-]{1,256})$/,
    'must be default, or the name or ARN of another event bus',
  ),
  ingress: z.enum(['functionUrl', 'httpApi', 'restApi']),
  domain: matching(/^([a-z0-9-]+(\.[a-z0-9-]+)+)?$/, 'must be a host name in lower case, not a URL'),
  certificateArn: matching(/^(arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+)?$/, 'must be the ARN of a certificate'),
  webhookReservedConcurrency: matching(/^([1-9]\d*)?$/, 'must be empty, or a whole number from 1'),
  fetchReservedConcurrency: matching(/^([1-9]\d*)?$/, 'must be empty, or a whole number from 1'),
  permissionsBoundaryArn: matching(
    /^(arn:[\w-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+)?$/,
    'must be the ARN of a policy of IAM',
  ),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  rolePath: matching(/^(\/([\w+=,.@-]+\/)+)?$/, 'must be empty, or begin and end with "/"'),
  // A resource has 50 at most, and the stack one of its own: STAGE.
  tags: commaList(
    '(?!aws:)[\\w.:/+@ -]{1,128}=[\\w.:/=+@ -]{0,256}',
    49,
    'must be up to 49 of name=value with commas between them, of letters, digits, spaces and any of _.:/+@-, and no name may begin with "aws:"',
  ),
  secretsKmsKeyArn: keyArn(),
  queuesKmsKeyArn: keyArn(),
  topicKmsKeyArn: keyArn(),
  logsKmsKeyArn: keyArn(),
  // https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
  vpcSubnets: commaList('subnet-[0-9a-f]{8,17}', 16, 'must be up to 16 ids of subnets, with commas between them'),
  vpcSecurityGroups: commaList(
    'sg-[0-9a-f]{8,17}',
    5,
    'must be up to 5 ids of security groups, with commas between them',
  ),
  delegatedAccessPlatformAccount: accountId(),
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  delegatedAccessExternalId: matching(
    /^([\w+=,.@:/-]{2,1224})?$/,
    'must be 2 to 1224 letters, digits and any of _+=,.@:/-',
  ),
  delegatedAccessBuckets: matching(
    /^((STACK|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(,(STACK|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]))*)?$/,
    'must be names of buckets, or STACK for the bucket of the stack, with commas between them and no spaces',
  ),
  delegatedAccessOrigins: matching(
    /^https:\/\/[^/,*]+(,https:\/\/[^/,*]+)*$/,
    'must be origins like https://app.example.com, with commas between them',
  ),
});
export type Parameters = z.infer<typeof Parameters>;
export type Ingress = Parameters['ingress'];

/** The parameters of this stage, checked: a wrong one ends the packaging, and names itself. */
export async function parameters({ resolveVariable }: Variables): Promise<Parameters> {
  const names = Object.keys(Parameters.shape);
  const given = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await resolveVariable(`param:${name}`)] as const)),
  );
  const parsed = Parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => parameterProblem(issue, given));
  throw new Explained(`Fix the parameters of this stage: ${problems.join('; ')}.`);
}

/** A parameter is no secret: its value is shown in place of the kind of it. */
function parameterProblem(issue: z.core.$ZodIssue, given: object): string {
  const problem = explainIssues({ issues: [issue] }, given).replace(/, but is .*$/, '');
  return `${problem}, but is ${shown(valueAt(given, issue.path))}`;
}

/** What the person who deploys can fix. Its message says all: osls shows the stack. */
export class Explained extends Error {
  override readonly name = 'Explained';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.stack = message;
  }
}

/** Null when it is unset: a property of serverless.yml that falls back to `null` is left out. */
const numberOrNull = (text: string): number | null => (text ? Number(text) : null);

export const webhookReservedConcurrency = async (variables: Variables): Promise<number | null> =>
  numberOrNull((await parameters(variables)).webhookReservedConcurrency);

/**
 * Six times startExport's time-out, and its batching window on top:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilityTimeoutSeconds = async (variables: Variables): Promise<number> =>
  6 * 60 + (await parameters(variables)).batchingWindowSeconds;

export const fetchReservedConcurrency = async (variables: Variables): Promise<number | null> =>
  numberOrNull((await parameters(variables)).fetchReservedConcurrency);

/** `labelwire-<stage>`: what every name of this stage begins with. */
export async function stackName({ resolveVariable }: Variables): Promise<string> {
  return `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
}
