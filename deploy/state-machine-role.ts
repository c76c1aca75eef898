import { bucketArn } from './bucket.ts';
import { announce } from './event-bus.ts';
import type { Parameters } from './parameters.ts';
import { allow, arnOf, roleOf, traces } from './role.ts';

const states = `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}`;

/**
 * A distributed Map starts executions of its own state machine. The ARNs are made from the name, since role and state
 * machine would need each other: https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
const runChildren = (stateMachine: string) => [
  allow('StartChildren', ['states:StartExecution'], { 'Fn::Sub': `${states}:stateMachine:${stateMachine}` }),
  allow('WatchChildren', ['states:DescribeExecution', 'states:StopExecution'], {
    'Fn::Sub': `${states}:execution:${stateMachine}:*`,
  }),
];

const deliverLogs = allow(
  'DeliverLogs',
  [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  '*',
);

const steps = ['FetchLabels', 'TransformLabel', 'WriteExport'];

/** All that the state machine may do. */
export const stateMachineRole = (given: Parameters, stateMachine: string) =>
  roleOf('states.amazonaws.com', 'state-machine', [
    allow(
      'InvokeFunctions',
      ['lambda:InvokeFunction'],
      steps.map((step) => arnOf(`${step}LambdaFunction`)),
    ),
    allow('SendEvents', ['sqs:SendMessage'], arnOf('LabelEvents')),
    allow('SendDeadLetters', ['sqs:SendMessage'], arnOf('LabelEventsDeadLetters')),
    ...runChildren(stateMachine),
    deliverLogs,
    ...traces(given, ['xray:GetSamplingRules', 'xray:GetSamplingTargets']),
  ]);

export const syncConnectionRole = (given: Parameters) =>
  roleOf('states.amazonaws.com', 'state-machine', [
    allow('InvokeFunctions', ['lambda:InvokeFunction'], [arnOf('SyncLabelsLambdaFunction')]),
    deliverLogs,
    ...traces(given, ['xray:GetSamplingRules', 'xray:GetSamplingTargets']),
  ]);

const releaseSteps = ['PlanRelease', 'SurveyBatch', 'SettleRelease', 'WriteBatch', 'AssembleFile', 'FinishRelease'];

/** Its Maps read the lists of their items themselves. */
export const buildReleaseRole = (given: Parameters, stateMachine: string) =>
  roleOf('states.amazonaws.com', 'state-machine', [
    allow(
      'InvokeFunctions',
      ['lambda:InvokeFunction'],
      releaseSteps.map((step) => arnOf(`${step}LambdaFunction`)),
    ),
    allow('ReadObjects', ['s3:GetObject'], [bucketArn(given, `/${given.bucketPrefix}staging/releases/*`)]),
    announce(given),
    ...(given.kmsKeyArn ? [allow('UseKey', ['kms:Decrypt'], given.kmsKeyArn)] : []),
    ...runChildren(stateMachine),
    deliverLogs,
    ...traces(given, ['xray:GetSamplingRules', 'xray:GetSamplingTargets']),
  ]);
