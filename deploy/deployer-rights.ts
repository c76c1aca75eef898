import { allow, type Place, partsOf, type Statement } from '../cli/rights/place.ts';

type Parts = ReturnType<typeof partsOf>;
type OfType = { readonly on: (parts: Parts) => Statement['Resource']; readonly actions: readonly string[] };

const api: OfType = {
  on: ({ partition, region }) => [`arn:${partition}:apigateway:${region}::/*`],
  actions: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TagResource', 'UntagResource'].map(
    (name) => `apigateway:${name}`,
  ),
};
/** The stack's own bucket, and that of `serverless`. */
const buckets = ({ partition, name }: Parts) => [
  `arn:${partition}:s3:::${name}-bucket-*`,
  `arn:${partition}:s3:::${name}-serverlessdeploymentbucket-*`,
];
const functions: OfType['on'] = (parts) => parts.functions;
const topics: OfType['on'] = (parts) => parts.topic;
const queues: OfType['on'] = (parts) => [parts.labelEvents, parts.deadLetters];
const named = (service: string, kind: string) => (parts: Parts) => parts.arn(service, `${kind}${parts.name}*`);

/**
 * What CloudFormation does with a type of resource in the deployer's name: to make it, change it, look at it and delete it, with
 * the properties that the template sets. The schema of each type says which actions those are (`handlers`):
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
export const byType: Readonly<Record<string, OfType>> = {
  'AWS::ApiGateway::BasePathMapping': api,
  'AWS::ApiGateway::Deployment': api,
  'AWS::ApiGateway::DomainName': api,
  'AWS::ApiGateway::Method': api,
  'AWS::ApiGateway::Resource': api,
  'AWS::ApiGateway::RestApi': api,
  'AWS::ApiGateway::Stage': api,
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::ApiMapping': api,
  'AWS::ApiGatewayV2::DomainName': {
    ...api,
    actions: [...api.actions, 'apigateway:AddCertificateToDomain', 'apigateway:RemoveCertificateFromDomain'],
  },
  'AWS::ApiGatewayV2::Integration': api,
  'AWS::ApiGatewayV2::Route': api,
  'AWS::ApiGatewayV2::Stage': api,
  'AWS::CloudWatch::Alarm': {
    on: named('cloudwatch', 'alarm:'),
    actions: [
      'PutMetricAlarm',
      'DescribeAlarms',
      'DeleteAlarms',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
    ].map((name) => `cloudwatch:${name}`),
  },
  'AWS::CloudWatch::Dashboard': {
    on: ({ partition, account, name }) => `arn:${partition}:cloudwatch::${account}:dashboard/${name}*`,
    actions: [
      'PutDashboard',
      'GetDashboard',
      'DeleteDashboards',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
    ].map((name) => `cloudwatch:${name}`),
  },
  'AWS::Events::Rule': {
    on: named('events', 'rule/'),
    actions: [
      ...['PutRule', 'DescribeRule', 'DeleteRule', 'PutTargets', 'ListTargetsByRule', 'RemoveTargets'],
      ...['ListTagsForResource', 'TagResource', 'UntagResource'],
    ].map((name) => `events:${name}`),
  },
  'AWS::IAM::Role': {
    on: ({ roles }) => roles,
    actions: [
      ...['CreateRole', 'GetRole', 'UpdateRole', 'UpdateRoleDescription', 'UpdateAssumeRolePolicy', 'DeleteRole'],
      ...['PutRolePolicy', 'GetRolePolicy', 'DeleteRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies'],
      ...['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary', 'TagRole', 'UntagRole'],
    ].map((name) => `iam:${name}`),
  },
  'AWS::Lambda::EventInvokeConfig': {
    on: functions,
    actions: ['Put', 'Get', 'Update', 'Delete'].map((verb) => `lambda:${verb}FunctionEventInvokeConfig`),
  },
  'AWS::Lambda::EventSourceMapping': {
    on: () => '*', // it has a name that Lambda chooses
    actions: ['Create', 'Get', 'Update', 'Delete'].map((verb) => `lambda:${verb}EventSourceMapping`),
  },
  'AWS::Lambda::Function': {
    on: functions,
    actions: [
      ...['CreateFunction', 'GetFunction', 'UpdateFunctionCode', 'UpdateFunctionConfiguration', 'DeleteFunction'],
      ...['PutFunctionConcurrency', 'DeleteFunctionConcurrency', 'GetFunctionCodeSigningConfig'],
      ...[
        'GetRuntimeManagementConfig',
        'GetFunctionRecursionConfig',
        'GetFunctionScalingConfig',
        'TagResource',
        'UntagResource',
      ],
    ].map((name) => `lambda:${name}`),
  },
  'AWS::Lambda::Permission': {
    on: functions,
    actions: ['lambda:AddPermission', 'lambda:GetPolicy', 'lambda:RemovePermission'],
  },
  'AWS::Lambda::Url': {
    on: functions,
    actions: ['Create', 'Get', 'Update', 'Delete'].map((verb) => `lambda:${verb}FunctionUrlConfig`),
  },
  'AWS::Logs::LogGroup': {
    on: ({ name, arn }) => [
      arn('logs', `log-group:/aws/lambda/${name}-*`),
      arn('logs', `log-group:/aws/vendedlogs/states/${name}-*`),
    ],
    actions: [
      ...['CreateLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'DeleteLogGroup', 'AssociateKmsKey'],
      ...['DisassociateKmsKey', 'GetDataProtectionPolicy', 'ListTagsForResource', 'TagResource', 'UntagResource'],
    ].map((name) => `logs:${name}`),
  },
  'AWS::S3::Bucket': {
    on: buckets,
    actions: [
      ...['CreateBucket', 'DeleteBucket', 'ListBucket', 'GetBucketTagging', 'PutBucketTagging'],
      ...['GetBucketVersioning', 'PutBucketVersioning', 'GetEncryptionConfiguration', 'PutEncryptionConfiguration'],
      ...['GetBucketPublicAccessBlock', 'PutBucketPublicAccessBlock'],
      ...['GetBucketOwnershipControls', 'PutBucketOwnershipControls'],
      ...['GetBucketCORS', 'PutBucketCORS', 'GetLifecycleConfiguration', 'PutLifecycleConfiguration'],
    ].map((name) => `s3:${name}`),
  },
  'AWS::S3::BucketPolicy': {
    on: buckets,
    actions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
  },
  'AWS::SNS::Subscription': {
    on: topics,
    actions: ['sns:Subscribe', 'sns:Unsubscribe', 'sns:GetSubscriptionAttributes', 'sns:SetSubscriptionAttributes'],
  },
  'AWS::SNS::Topic': {
    on: topics,
    actions: [
      ...['CreateTopic', 'DeleteTopic', 'GetTopicAttributes', 'SetTopicAttributes', 'ListSubscriptionsByTopic'],
      ...['GetDataProtectionPolicy', 'ListTagsForResource', 'TagResource', 'UntagResource'],
    ].map((name) => `sns:${name}`),
  },
  'AWS::SNS::TopicPolicy': { on: topics, actions: ['sns:SetTopicAttributes'] },
  'AWS::SQS::Queue': {
    on: queues,
    actions: [
      ...['CreateQueue', 'DeleteQueue', 'GetQueueAttributes', 'SetQueueAttributes', 'GetQueueUrl'],
      ...['ListQueueTags', 'TagQueue', 'UntagQueue'],
    ].map((name) => `sqs:${name}`),
  },
  'AWS::SQS::QueuePolicy': { on: queues, actions: ['sqs:SetQueueAttributes'] },
  'AWS::Scheduler::Schedule': {
    on: named('scheduler', 'schedule/*/'),
    actions: ['Create', 'Get', 'Update', 'Delete'].map((verb) => `scheduler:${verb}Schedule`),
  },
  'AWS::Scheduler::ScheduleGroup': {
    on: named('scheduler', 'schedule-group/'),
    actions: [
      ...['CreateScheduleGroup', 'GetScheduleGroup', 'DeleteScheduleGroup', 'ListTagsForResource'],
      ...['TagResource', 'UntagResource'],
    ].map((name) => `scheduler:${name}`),
  },
  'AWS::SecretsManager::Secret': {
    on: ({ secrets }) => secrets,
    actions: ['CreateSecret', 'DescribeSecret', 'UpdateSecret', 'DeleteSecret', 'TagResource', 'UntagResource'].map(
      (name) => `secretsmanager:${name}`,
    ),
  },
  'AWS::StepFunctions::StateMachine': {
    on: ({ stateMachine }) => stateMachine('*'),
    actions: [
      ...['Create', 'Describe', 'Update', 'Delete'].map((verb) => `states:${verb}StateMachine`),
      ...['ListTagsForResource', 'TagResource', 'UntagResource'].map((name) => `states:${name}`),
    ],
  },
};

/** What `serverless` itself calls, to deploy, to look and to remove. */
export function serverlessRights(place: Place): readonly Statement[] {
  const parts = partsOf(place);
  const bucket = `arn:${place.partition}:s3:::${parts.name}-serverlessdeploymentbucket-*`;
  return [
    allow(
      'Stack',
      [
        ...['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet', 'DeleteStack'],
        ...['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResource', 'ListStackResources', 'TagResource'],
      ].map((name) => `cloudformation:${name}`),
      parts.stack,
    ),
    allow('Template', ['cloudformation:ValidateTemplate'], '*'),
    allow('Code', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], `${bucket}/*`),
    allow('CodeBucket', ['s3:ListBucket'], bucket),
    allow('CodeOfFunctions', ['lambda:GetFunction'], parts.functions),
    allow('KeptQueues', ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'], [parts.labelEvents, parts.deadLetters]),
    allow('KeptSecrets', ['secretsmanager:DescribeSecret'], parts.secrets),
    allow('NoImages', ['ecr:DescribeRepositories'], parts.arn('ecr', `repository/serverless-labelwire-${place.stage}`)),
  ];
}

/** All that whoever deploys and removes a stack needs: what `serverless` calls, and what CloudFormation does for it. */
export function deployerRights(place: Place): readonly Statement[] {
  const parts = partsOf(place);
  const made = Object.entries(byType).map(([type, { on, actions }]) =>
    allow(type.replace(/^AWS|::/g, ''), actions, on(parts)),
  );
  const services = ['lambda', 'states', 'scheduler', 'events'].map((name) => `${name}.amazonaws.com`);
  return [
    ...serverlessRights(place),
    ...made,
    allow('PassRoles', ['iam:PassRole'], parts.roles, { StringEquals: { 'iam:PassedToService': services } }),
    allow(
      'ReadNetworkAndLogs',
      ['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs', 'logs:DescribeLogGroups'],
      '*',
    ),
  ];
}
