import type { partsOf, Statement } from '../cli/rights/place.ts';

type Parts = ReturnType<typeof partsOf>;
type ResourceRights = {
  readonly on: (parts: Parts) => Statement['Resource'];
  /** Property that no template of ours sets → what CloudFormation would do for it. A test fails when one is set. */
  readonly unset?: Readonly<Record<string, readonly string[]>>;
  /** What is not in the statement of the type → where it is, or why it is not needed. */
  readonly elsewhere?: Readonly<Record<string, string>>;
};

const api: ResourceRights = { on: ({ partition, region }) => [`arn:${partition}:apigateway:${region}::/*`] };
/** The stack's own bucket, and that of `serverless`. */
const buckets = ({ partition, name }: Parts) => [
  `arn:${partition}:s3:::${name}-bucket-*`,
  `arn:${partition}:s3:::${name}-serverlessdeploymentbucket-*`,
];
const functions: ResourceRights['on'] = (parts) => parts.functions;
const topics: ResourceRights['on'] = (parts) => parts.topic;
const queues: ResourceRights['on'] = (parts) => [parts.labelEvents, parts.deadLetters];
const named = (service: string, kind: string) => (parts: Parts) => parts.arn(service, `${kind}${parts.name}*`);
const useOfKey = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'];

/** Which resources of a type are the stack's own, and what of deploy/handler-permissions.json is not needed for them. */
export const resourceRights: Readonly<Record<string, ResourceRights>> = {
  'AWS::ApiGateway::BasePathMapping': api,
  'AWS::ApiGateway::Deployment': api,
  'AWS::ApiGateway::DomainName': api,
  'AWS::ApiGateway::Method': api,
  'AWS::ApiGateway::Resource': api,
  'AWS::ApiGateway::RestApi': {
    ...api,
    unset: { BodyS3Location: ['s3:GetObject'], Policy: ['apigateway:UpdateRestApiPolicy'] },
  },
  'AWS::ApiGateway::Stage': api,
  'AWS::ApiGatewayV2::Api': { ...api, unset: { BodyS3Location: ['s3:getObject'] } },
  'AWS::ApiGatewayV2::ApiMapping': api,
  'AWS::ApiGatewayV2::DomainName': {
    ...api,
    unset: { MutualTlsAuthentication: ['s3:GetObject', 's3:GetObjectVersion'] },
  },
  'AWS::ApiGatewayV2::Integration': api,
  'AWS::ApiGatewayV2::Route': api,
  'AWS::ApiGatewayV2::Stage': api,
  'AWS::CloudWatch::Alarm': { on: named('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': {
    on: ({ partition, account, name }) => `arn:${partition}:cloudwatch::${account}:dashboard/${name}*`,
  },
  'AWS::Events::Rule': { on: named('events', 'rule/') },
  'AWS::IAM::Role': {
    on: ({ roles }) => roles,
    unset: { ManagedPolicyArns: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'] },
  },
  'AWS::Lambda::EventInvokeConfig': { on: functions },
  'AWS::Lambda::EventSourceMapping': {
    on: () => '*', // it has a name that Lambda chooses
    unset: { KmsKeyArn: useOfKey },
    elsewhere: Object.fromEntries(
      ['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource'].map((action) => [action, 'TagMappings']),
    ),
  },
  'AWS::Lambda::Function': {
    on: functions,
    unset: {
      CapacityProviderConfig: ['lambda:PassCapacityProvider'],
      CodeSigningConfigArn: [
        'lambda:DeleteFunctionCodeSigningConfig',
        'lambda:GetCodeSigningConfig',
        'lambda:PutFunctionCodeSigningConfig',
      ],
      FileSystemConfigs: ['elasticfilesystem:DescribeMountTargets', 's3files:ListMountTargets'],
      FunctionScalingConfig: ['lambda:PutFunctionScalingConfig'],
      KmsKeyArn: [...useOfKey, 'kms:CreateGrant', 'kms:Encrypt'],
      Layers: ['lambda:GetLayerVersion'],
      PublishToLatestPublished: ['lambda:PublishVersion'],
      RecursiveLoop: ['lambda:PutFunctionRecursionConfig'],
      RuntimeManagementConfig: ['lambda:AssociateRuntimeAlias', 'lambda:PutRuntimeManagementConfig'],
    },
    elsewhere: {
      's3:GetObject': 'Code',
      's3:GetObjectVersion': 'The bucket of the code keeps no versions that the template would name.',
    },
  },
  'AWS::Lambda::Permission': { on: functions },
  'AWS::Lambda::Url': { on: functions },
  'AWS::Logs::LogGroup': {
    on: ({ name, arn }) => [
      arn('logs', `log-group:/aws/lambda/${name}-*`),
      arn('logs', `log-group:/aws/vendedlogs/states/${name}-*`),
    ],
    unset: {
      BearerTokenAuthenticationEnabled: ['logs:PutBearerTokenAuthentication'],
      DataProtectionPolicy: [
        ...['firehose:TagDeliveryStream', 'logs:CreateLogDelivery', 'logs:DeleteDataProtectionPolicy'],
        ...['logs:PutDataProtectionPolicy', 's3:REST.PUT.OBJECT'],
      ],
      DeletionProtectionEnabled: ['logs:PutLogGroupDeletionProtection'],
      FieldIndexPolicies: ['logs:DeleteIndexPolicy', 'logs:PutIndexPolicy'],
      ResourcePolicyDocument: ['logs:DeleteResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:PutResourcePolicy'],
    },
  },
  // It is of an account, and has an id that CloudWatch chooses.
  'AWS::Logs::QueryDefinition': { on: () => '*' },
  'AWS::S3::Bucket': {
    on: buckets,
    unset: {
      AbacStatus: ['s3:PutBucketAbac'],
      AccelerateConfiguration: ['s3:PutAccelerateConfiguration'],
      AccessControl: ['s3:PutBucketAcl', 's3:PutObjectAcl'],
      AnalyticsConfigurations: ['s3:DeleteBucketAnalyticsConfiguration', 's3:PutAnalyticsConfiguration'],
      IntelligentTieringConfigurations: ['s3:PutIntelligentTieringConfiguration'],
      InventoryConfigurations: ['s3:PutInventoryConfiguration'],
      LoggingConfiguration: ['s3:PutBucketLogging'],
      MetadataConfiguration: [
        's3:UpdateBucketMetadataAnnotationTableConfiguration',
        's3:UpdateBucketMetadataInventoryTableConfiguration',
        's3:UpdateBucketMetadataJournalTableConfiguration',
      ],
      MetadataTableConfiguration: [
        ...['Create', 'Delete'].map((verb) => `s3:${verb}BucketMetadataTableConfiguration`),
        ...['CreateNamespace', 'CreateTable', 'CreateTableBucket', 'GetTable', 'GetTableMetadataLocation'],
        ...['PutTableBucketPolicy', 'PutTableEncryption', 'PutTablePolicy', 'UpdateTableMetadataLocation'],
      ].map((action) => (action.includes(':') ? action : `s3tables:${action}`)),
      MetricsConfigurations: ['s3:DeleteBucketMetricsConfiguration', 's3:PutMetricsConfiguration'],
      NotificationConfiguration: ['s3:PutBucketNotification'],
      ObjectLockConfiguration: ['s3:PutBucketObjectLockConfiguration', 's3:PutObjectLockConfiguration'],
      ReplicationConfiguration: [
        's3:DeleteBucketReplication',
        's3:PutBucketReplication',
        's3:PutReplicationConfiguration',
      ],
      WebsiteConfiguration: ['s3:DeleteBucketWebsite', 's3:PutBucketWebsite'],
    },
    elsewhere: { 's3:DeleteObject': 'A bucket that holds labels stays.' },
  },
  'AWS::S3::BucketPolicy': { on: buckets },
  'AWS::SNS::Subscription': { on: topics, unset: { SubscriptionRoleArn: ['iam:GetRole'] } },
  'AWS::SNS::Topic': {
    on: topics,
    unset: {
      DataProtectionPolicy: ['sns:PutDataProtectionPolicy'],
      DeliveryStatusLogging: ['iam:GetRole'],
      Subscription: ['sns:Subscribe', 'sns:Unsubscribe'],
    },
  },
  'AWS::SNS::TopicPolicy': { on: topics },
  'AWS::SQS::Queue': { on: queues },
  'AWS::SQS::QueuePolicy': { on: queues },
  'AWS::Scheduler::Schedule': {
    // Those of releases have names of their own in the group of the stack.
    on: ({ arn, name }) => [
      arn('scheduler', `schedule/default/${name}-*`),
      arn('scheduler', `schedule/${name}-releases/*`),
    ],
  },
  'AWS::Scheduler::ScheduleGroup': {
    on: named('scheduler', 'schedule-group/'),
    elsewhere: { 'scheduler:DeleteSchedule': 'SchedulerSchedule' },
  },
  'AWS::SecretsManager::Secret': {
    on: ({ secrets }) => secrets,
    unset: {
      GenerateSecretString: ['secretsmanager:GetRandomPassword'],
      ReplicaRegions: ['secretsmanager:RemoveRegionsFromReplication', 'secretsmanager:ReplicateSecretToRegions'],
      SecretString: ['secretsmanager:GetSecretValue'],
    },
  },
  'AWS::StepFunctions::StateMachine': {
    on: ({ stateMachine }) => stateMachine('*'),
    unset: {
      DefinitionS3Location: ['s3:GetObject', 's3:GetObjectVersion'],
      EncryptionConfiguration: useOfKey,
    },
  },
};
