import { accountId, arnOf, region } from '../../local/aws/account.ts';
import { exportLabels } from '../../local/aws/definition.ts';
import { bucket, queues } from '../../local/aws/resources.ts';
import type { AwsCall } from '../../local/aws-calls.ts';
import { type AccessRequest, type Grant, grantsOf } from './iam-policy.ts';
import { listed, type Package, render, statementsOf } from './package-service.ts';

/** What this machine names otherwise than the stage `dev`. */
const deployedName = {
  queue: (name: string) => `labelwire-dev-${name}`,
  stateMachine: `labelwire-dev-${exportLabels.name}`,
  secret: (name: string) => name.replace(/^labelwire\/local\//, 'labelwire/dev/'),
};
const secretSuffix = 'AbCdEf';

/** The grants of a role, with the ARNs that CloudFormation would put in. */
export function grantsOfRole(made: Package, role: string): Grant[] {
  return statementsOf(made.resource(role)).flatMap(({ Resource, Condition = {}, ...rest }) => {
    const resources = (Array.isArray(Resource) ? Resource : [Resource]).map((resource) => arnIn(made, resource));
    const conditions = Object.entries(Condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, listed(value).map(inPlace)])),
    ]);
    return grantsOf({ ...rest, Resource: resources, Condition: Object.fromEntries(conditions) });
  });
}

const inPlace = (rendered: string): string =>
  rendered
    .replaceAll(`\${AWS::Partition}`, 'aws')
    .replaceAll(`\${AWS::Region}`, region)
    .replaceAll(`\${AWS::AccountId}`, accountId)
    .replaceAll(`\${AWS::URLSuffix}`, 'amazonaws.com');

/** `LabelEvents.Arn` and the like, as `render` writes them. */
function arnIn(made: Package, resource: unknown): string {
  const text = inPlace(render(resource)).replace(/^arn:aws:s3:::Bucket\b/, `arn:aws:s3:::${bucket}`);
  if (text === '*' || text.startsWith('arn:')) return text;
  const [logicalId = '', attribute] = text.split('.');
  const { Type, Properties } = made.resource(logicalId);
  const make = arnOfType[`${Type}${attribute ? `.${attribute}` : ''}`];
  if (!make) throw new Error(`This reader does not know what ${text} of a ${Type} is.`);
  return make(Properties as Record<string, string>);
}

const arnOfType: Readonly<Record<string, (properties: Record<string, string>) => string>> = {
  'AWS::SQS::Queue.Arn': ({ QueueName = '' }) => arnOf.queue(QueueName),
  'AWS::StepFunctions::StateMachine': ({ StateMachineName = '' }) => arnOf.stateMachine(StateMachineName),
  'AWS::SecretsManager::Secret': ({ Name = '' }) => arnOf.secret(Name, secretSuffix),
  'AWS::Lambda::Function.Arn': ({ FunctionName = '' }) => arnOf.function(FunctionName),
  'AWS::Logs::LogGroup.Arn': ({ LogGroupName = '' }) =>
    `arn:aws:logs:${region}:${accountId}:log-group:${LogGroupName}:*`,
};

type Input = AwsCall['input'];
const text = (value: unknown): string => String(value);
const queueArn = ({ QueueUrl }: Input) => arnOf.queue(deployedName.queue(text(QueueUrl).split('/').at(-1) ?? ''));
const object = ({ Bucket, Key }: Input) => `arn:aws:s3:::${text(Bucket)}/${text(Key)}`;
const isConditional = ({ IfMatch }: Input) => IfMatch !== undefined;

/** S3 answers 404 only to those who may list: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html#API_HeadObject_RequestSyntax */
const seesAbsence = ({ input, status }: AwsCall): AccessRequest[] =>
  status === 404
    ? [
        {
          action: 's3:ListBucket',
          resource: `arn:aws:s3:::${text(input.Bucket)}`,
          context: { 's3:prefix': text(input.Key) },
        },
      ]
    : [];

/** What the key of an encrypted bucket is asked for: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
const withKey = (action: string, kmsKeyArn = '', service = 's3'): AccessRequest[] =>
  kmsKeyArn
    ? [{ action, resource: kmsKeyArn, context: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } }]
    : [];

/** The keys of a deployment. */
export type Keys = Readonly<Partial<Record<'kmsKeyArn' | 'queuesKmsKeyArn' | 'secretsKmsKeyArn', string>>>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
const onQueue = (action: string, queuesKmsKeyArn: string | undefined, onKey: readonly string[]) => (call: AwsCall) => [
  { action, resource: queueArn(call.input) },
  ...onKey.flatMap((each) => withKey(each, queuesKmsKeyArn, 'sqs')),
];
const sending = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Which permissions a request needs, by its operation:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (HEAD is s3:GetObject) and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html (If-Match is s3:GetObject too).
 */
const needed = ({
  kmsKeyArn,
  queuesKmsKeyArn,
  secretsKmsKeyArn,
}: Keys): Readonly<Record<string, (call: AwsCall) => AccessRequest[]>> => ({
  HeadObject: (call) => [{ action: 's3:GetObject', resource: object(call.input) }, ...seesAbsence(call)],
  GetObject: (call) => [
    { action: 's3:GetObject', resource: object(call.input) },
    ...seesAbsence(call),
    ...(call.status === 404 ? [] : withKey('kms:Decrypt', kmsKeyArn)),
  ],
  ListObjectsV2: ({ input }) => [
    {
      action: 's3:ListBucket',
      resource: `arn:aws:s3:::${text(input.Bucket)}`,
      context: { 's3:prefix': text(input.Prefix) },
    },
  ],
  ListObjectVersions: ({ input }) => [
    {
      action: 's3:ListBucketVersions',
      resource: `arn:aws:s3:::${text(input.Bucket)}`,
      context: { 's3:prefix': text(input.Prefix) },
    },
  ],
  PutObject: ({ input }) => [
    { action: 's3:PutObject', resource: object(input) },
    ...(isConditional(input) ? [{ action: 's3:GetObject', resource: object(input) }] : []),
    ...withKey('kms:GenerateDataKey', kmsKeyArn),
  ],
  DeleteObject: ({ input }) => [
    { action: 's3:DeleteObject', resource: object(input) },
    ...(isConditional(input) ? [{ action: 's3:GetObject', resource: object(input) }] : []),
  ],
  SendMessage: onQueue('sqs:SendMessage', queuesKmsKeyArn, sending),
  SendMessageBatch: onQueue('sqs:SendMessage', queuesKmsKeyArn, sending),
  ReceiveMessage: onQueue('sqs:ReceiveMessage', queuesKmsKeyArn, ['kms:Decrypt']),
  DeleteMessageBatch: onQueue('sqs:DeleteMessage', queuesKmsKeyArn, []),
  GetSecretValue: ({ input }) => [
    {
      action: 'secretsmanager:GetSecretValue',
      resource: arnOf.secret(deployedName.secret(text(input.SecretId)), secretSuffix),
    },
    ...withKey('kms:Decrypt', secretsKmsKeyArn, 'secretsmanager'),
  ],
  PutEvents: ({ input }) =>
    (input.Entries as { EventBusName: string; Source: string }[]).map(({ EventBusName, Source }) => ({
      action: 'events:PutEvents',
      resource: `arn:aws:events:${region}:${accountId}:event-bus/${EventBusName}`,
      context: { 'events:source': Source },
    })),
  StartExecution: () => [{ action: 'states:StartExecution', resource: arnOf.stateMachine(deployedName.stateMachine) }],
  ListExecutions: () => [{ action: 'states:ListExecutions', resource: arnOf.stateMachine(deployedName.stateMachine) }],
  DescribeExecution: ({ input }) => [
    {
      action: 'states:DescribeExecution',
      resource: arnOf.execution(deployedName.stateMachine, text(input.executionArn).split(':').at(-1) ?? ''),
    },
  ],
});

export function requestsOf(call: AwsCall, deployed: Keys = {}): AccessRequest[] {
  const of = needed(deployed)[call.operation];
  if (!of) throw new Error(`${call.caller ?? 'AWS'} called ${call.operation}; say here which permissions that needs.`);
  return of(call);
}

/** Whether a request concerns this queue. */
export const isAbout = (queue: keyof typeof queues, call: AwsCall): boolean =>
  text(call.input.QueueUrl).endsWith(`/${queues[queue]}`);
