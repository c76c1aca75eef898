import { accountId, arnOf, region } from '../../local/aws/account.ts';
import type { AwsCall } from '../../local/aws-calls.ts';
import type { AccessRequest } from './iam-policy.ts';

type Input = AwsCall['input'];
const text = (value: unknown): string => String(value);
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** What this machine names otherwise than the stage `dev`. */
const ofStage = (name: string) => (name.startsWith('labelwire-') ? name : `labelwire-dev-${name}`);
const queue = ({ QueueUrl, QueueName }: Input) =>
  arnOf.queue(ofStage(text(QueueName ?? text(QueueUrl).split('/').at(-1))));
const stateMachine = ({ stateMachineArn }: Input) =>
  arnOf.stateMachine(ofStage(text(stateMachineArn).split(':').at(-1) ?? ''));
const execution = ({ executionArn }: Input) => {
  const [machine = '', name = ''] = text(executionArn).split(':').slice(-2);
  return arnOf.execution(ofStage(machine), name);
};
const secret = ({ SecretId }: Input) =>
  arnOf.secret(text(SecretId).replace(/^labelwire\/local\//, 'labelwire/dev/'), 'AbCdEf');
const bucket = ({ Bucket }: Input) => `arn:aws:s3:::${text(Bucket)}`;
const object = (input: Input) => `${bucket(input)}/${text(input.Key)}`;
const lists = (input: Input, prefix: unknown) => ({
  action: 's3:ListBucket',
  resource: bucket(input),
  context: { 's3:prefix': text(prefix) },
});
/** S3 answers 404 only to those who may list. */
const reads = ({ input, status }: AwsCall<string>) => [
  { action: input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', resource: object(input) },
  ...(status === 404 ? [lists(input, input.Key)] : []),
];

const one =
  (action: string, resource: (input: Input) => string) =>
  ({ input }: AwsCall<string>): AccessRequest[] => [{ action, resource: resource(input) }];
const anything = () => '*';

/** Which rights a request of the command line needs, by its operation. */
const needed: Readonly<Record<string, (call: AwsCall<string>) => AccessRequest[]>> = {
  GetCallerIdentity: () => [], // everybody may
  DescribeStacks: one('cloudformation:DescribeStacks', ({ StackName }) =>
    arn('cloudformation', `stack/${text(StackName)}/1`),
  ),
  GetQueueUrl: one('sqs:GetQueueUrl', queue),
  GetQueueAttributes: one('sqs:GetQueueAttributes', queue),
  ReceiveMessage: one('sqs:ReceiveMessage', queue),
  ChangeMessageVisibilityBatch: one('sqs:ChangeMessageVisibility', queue),
  DeleteMessageBatch: one('sqs:DeleteMessage', queue),
  SendMessageBatch: one('sqs:SendMessage', queue),
  StartExecution: one('states:StartExecution', stateMachine),
  ListExecutions: one('states:ListExecutions', stateMachine),
  DescribeExecution: one('states:DescribeExecution', execution),
  GetSecretValue: one('secretsmanager:GetSecretValue', secret),
  PutSecretValue: one('secretsmanager:PutSecretValue', secret),
  DescribeSecret: one('secretsmanager:DescribeSecret', secret),
  HeadObject: reads,
  GetObject: reads,
  PutObject: one('s3:PutObject', object),
  DeleteObject: ({ input }) => [
    { action: 's3:DeleteObject', resource: object(input) },
    ...(input.IfMatch === undefined ? [] : [{ action: 's3:GetObject', resource: object(input) }]),
  ],
  DeleteObjects: ({ input }) =>
    (input.Delete as { Objects: { Key: string }[] }).Objects.map(({ Key }) => ({
      action: 's3:DeleteObject',
      resource: object({ ...input, Key }),
    })),
  ListObjectsV2: ({ input }) => [lists(input, input.Prefix)],
  ListObjectVersions: ({ input }) => [{ ...lists(input, input.Prefix), action: 's3:ListBucketVersions' }],
  GetBucketLifecycleConfiguration: one('s3:GetLifecycleConfiguration', bucket),
  GetBucketVersioning: one('s3:GetBucketVersioning', bucket),
  GetBucketEncryption: one('s3:GetEncryptionConfiguration', bucket),
  ListSubscriptionsByTopic: one('sns:ListSubscriptionsByTopic', ({ TopicArn }) => text(TopicArn)),
  GetFunctionConfiguration: one('lambda:GetFunctionConfiguration', ({ FunctionName }) =>
    arnOf.function(text(FunctionName)),
  ),
  GetAccountSettings: one('lambda:GetAccountSettings', anything),
  ListEventSourceMappings: one('lambda:ListEventSourceMappings', anything),
  GetMetricStatistics: one('cloudwatch:GetMetricStatistics', anything),
  GetMetricData: one('cloudwatch:GetMetricData', anything),
  DescribeAlarms: one('cloudwatch:DescribeAlarms', anything),
  SimulatePrincipalPolicy: one('iam:SimulatePrincipalPolicy', ({ PolicySourceArn }) => text(PolicySourceArn)),
};

export function operatorRequests(call: AwsCall<string>): AccessRequest[] {
  const of = needed[call.operation];
  if (!of) throw new Error(`${call.caller} called ${call.operation}; say here which rights that needs.`);
  return of(call);
}
