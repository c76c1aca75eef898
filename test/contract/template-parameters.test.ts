import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { assumptions } from '../../cli/cost/assumptions.ts';
import { bucket } from '../../deploy/bucket.ts';
import { lambdaLogs } from '../../deploy/log-levels.ts';
import { parameters } from '../../deploy/parameters.ts';
import { type LogEvent, logEvents } from '../../lib/contracts/log-events.ts';
import {
  everyParameter,
  listed,
  type Package,
  packageService,
  packagingMilliseconds,
  render,
  statementsOf,
} from '../structure/package-service.ts';
import { root } from '../support/examples.ts';

const serverless = readFileSync(join(root, 'serverless.yml'), 'utf8');
const guide = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');
const { params } = parse(serverless, { logLevel: 'silent' }) as { params: { default: Record<string, unknown> } };
const defaults = params.default;

/** A stage that gives these parameters, and leaves the others as they are. */
const stageThatGives = (given: Record<string, unknown>) => ({
  resolveVariable: async (address: string) => ({ ...defaults, ...given })[address.replace(/^param:/, '')],
});
const checked = (given: Record<string, unknown>) => parameters(stageThatGives(given));

describe('the parameters', () => {
  it.each(Object.keys(defaults))('%s is explained where it is set, and in the guide', (name) => {
    expect(serverless).toMatch(new RegExp(`\\n    # .{20,}\\n    ${name}: `));
    expect(guide).toContain(`| \`${name}\` |`);
  });

  it('are all checked, and their defaults are valid', async () => {
    expect(Object.keys(await checked({})).toSorted()).toEqual(Object.keys(defaults).toSorted());
  });

  it.each([
    ['bucket', 'arn:aws:s3:::labels'],
    ['bucketPrefix', 'no-slash'],
    ['bucketPrefix', '/leading/'],
    ['kmsKeyArn', 'alias/labels'],
    ['bucketEncryption', 'SSE-S3'],
    ['bucketOwner', '1234'],
    ['mediaBuckets', 's3://images'],
    ['mediaBuckets', 'images, archive'],
    ['mediaBuckets', 'archive/2026'],
    ['mediaBuckets', '*'],
    ['mediaBuckets', 'images/*/'],
    ['permissionsBoundaryArn', 'boundary'],
    ['rolePath', 'company/'],
    ['rolePath', '/company'],
    ['rolePath', '/'],
    ['tags', 'team'],
    ['tags', 'aws:team=labels'],
    ['tags', 'team=labels,'],
    ['tags', Array.from({ length: 50 }, (_, index) => `tag-${index}=x`).join()],
    ['secretsKmsKeyArn', 'alias/secrets'],
    ['queuesKmsKeyArn', '1234abcd'],
    ['topicKmsKeyArn', 'alias/aws/sns'],
    ['logsKmsKeyArn', 'alias/logs'],
    ['vpcSubnets', 'vpc-0123456789abcdef0'],
    ['vpcSubnets', 'subnet-01234567, subnet-01234568'],
    ['vpcSecurityGroups', 'default'],
    ['noncurrentVersionDays', 0],
    ['alarmEmail', 'nobody'],
    ['alarmTopicArn', 'my-topic'],
    ['alarms', 'none'],
    ['ingress', 'alb'],
    ['dashboard', 'none'],
    ['notify', 'default'],
    ['eventBus', ''],
    ['eventBus', 'arn:aws:events:eu-central-1:rule/x'],
    ['domain', 'https://hooks.example.org'],
    ['certificateArn', 'hooks.example.org'],
    ['webhookReservedConcurrency', 0],
    ['silenceHours', 169],
    ['silenceHours', 1.5],
    ['logLevel', 'LOUD'],
    ['logRetentionDays', 31],
    ['tracing', 'Active'],
    ['tracing', ''],
    ['maximumConcurrency', 1],
    ['largestLabelMiB', 11],
    ['largestLabelMiB', 101],
    ['fetchReservedConcurrency', 0],
    ['fetchReservedConcurrency', 'many'],
  ])('%s is refused when it is %j, by name', async (name, value) => {
    await expect(checked({ [name]: value })).rejects.toThrow(`Fix the parameters of this stage: ${name} `);
  });

  it('are taken as text, as the command line gives them', async () => {
    expect(
      await checked({ silenceHours: '24', logRetentionDays: '14', tracing: 'true', maximumConcurrency: '2' }),
    ).toMatchObject({
      silenceHours: 24,
      logRetentionDays: 14,
      tracing: true,
      maximumConcurrency: 2,
    });
  });
});

type Metric = { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: unknown }[] };
type Alarm = Metric & {
  AlarmDescription: { 'Fn::Sub': string };
  Metrics?: { MetricStat?: { Metric: Metric }; Expression?: string }[];
  Statistic: string;
  Threshold: number;
  ComparisonOperator: string;
  TreatMissingData: string;
  Period: number;
  EvaluationPeriods: number;
  AlarmActions: unknown;
  OKActions?: unknown;
};
const alarmsOf = (made: Package) =>
  Object.fromEntries(made.ofType('AWS::CloudWatch::Alarm').map(([name, found]) => [name, found.Properties as Alarm]));
const metricsOf = ({ Metrics = [], ...single }: Alarm): string[] => {
  const several = Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));
  return (several.length > 0 ? several : [single]).map(
    ({ Namespace, MetricName, Dimensions }) =>
      `${Namespace} ${MetricName} ${Dimensions.map(({ Name, Value }) => `${Name}=${render(Value)}`).join()}`,
  );
};
const watched = (alarm: Alarm) => metricsOf(alarm).join(' + ');

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
const countedByAws = [
  ...['Visible', 'NotVisible'].map((seen) => `AWS/SQS ApproximateNumberOfMessages${seen}`),
  ...['NumberOfMessagesSent', 'ApproximateAgeOfOldestMessage'].map((name) => `AWS/SQS ${name}`),
  ...['Failed', 'TimedOut', 'Aborted'].map((end) => `AWS/States Executions${end}`),
  ...['Errors', 'Throttles', 'Url5xxCount'].map((name) => `AWS/Lambda ${name}`),
];

describe('with nothing chosen', () => {
  let made: Package;
  beforeAll(() => {
    made = packageService();
  }, packagingMilliseconds);

  it('watches what can go wrong', () => {
    const watching = Object.entries(alarmsOf(made)).map(([name, alarm]) => [name, watched(alarm)]);
    expect(Object.fromEntries(watching)).toEqual({
      DeadLettersWaitingAlarm:
        'AWS/SQS ApproximateNumberOfMessagesVisible QueueName=LabelEventsDeadLetters.QueueName + AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName=LabelEventsDeadLetters.QueueName',
      DeadLettersGrowingAlarm: 'AWS/SQS NumberOfMessagesSent QueueName=LabelEventsDeadLetters.QueueName',
      DeadLettersOldAlarm: 'AWS/SQS ApproximateNumberOfMessagesVisible QueueName=LabelEventsDeadLetters.QueueName',
      LabelEventsOldAlarm: 'AWS/SQS ApproximateAgeOfOldestMessage QueueName=LabelEvents.QueueName',
      ExecutionsFailedAlarm: 'AWS/States ExecutionsFailed StateMachineArn=ExportLabels',
      SyncFailedAlarm: 'AWS/States ExecutionsFailed StateMachineArn=SyncConnection',
      ReleaseFailedAlarm: 'AWS/States ExecutionsFailed StateMachineArn=BuildRelease',
      ReleaseTimedOutAlarm: 'AWS/States ExecutionsTimedOut StateMachineArn=BuildRelease',
      ReleaseAbortedAlarm: 'AWS/States ExecutionsAborted StateMachineArn=BuildRelease',
      ExecutionsTimedOutAlarm: 'AWS/States ExecutionsTimedOut StateMachineArn=ExportLabels',
      ExecutionsAbortedAlarm: 'AWS/States ExecutionsAborted StateMachineArn=ExportLabels',
      WebhookServerErrorsAlarm: 'AWS/Lambda Url5xxCount FunctionName=ReceiveWebhookLambdaFunction',
      WebhookThrottledAlarm: 'AWS/Lambda Throttles FunctionName=ReceiveWebhookLambdaFunction',
      WebhookRefusedAlarm: 'Labelwire DeliveryRefused service=labelwire-dev',
      WebhookSignatureMismatchAlarm: 'Labelwire SignatureMismatch service=labelwire-dev',
      SecretMissingAlarm: 'Labelwire SecretMissing service=labelwire-dev',
      StartExportErrorsAlarm: 'AWS/Lambda Errors FunctionName=StartExportLambdaFunction',
      StartExportThrottledAlarm: 'AWS/Lambda Throttles FunctionName=StartExportLambdaFunction',
      RescueExecutionErrorsAlarm: 'AWS/Lambda Errors FunctionName=RescueExecutionLambdaFunction',
      SweepExecutionsErrorsAlarm: 'AWS/Lambda Errors FunctionName=SweepExecutionsLambdaFunction',
      PlatformRefusedAlarm: 'Labelwire PlatformRefused service=labelwire-dev',
      LabelsWaitingAlarm: 'Labelwire WaitedMinutes service=labelwire-dev',
      LabelsLateEncordAlarm: 'Labelwire LabelLatency service=labelwire-dev,connection=encord',
      LabelsLateLabelboxAlarm: 'Labelwire LabelLatency service=labelwire-dev,connection=labelbox',
      LabelsLateLabelStudioAlarm: 'Labelwire LabelLatency service=labelwire-dev,connection=label-studio',
      SilenceEncordAlarm: 'Labelwire DeliveryAccepted service=labelwire-dev,connection=encord',
      SilenceLabelboxAlarm: 'Labelwire DeliveryAccepted service=labelwire-dev,connection=labelbox',
      SilenceLabelStudioAlarm: 'Labelwire DeliveryAccepted service=labelwire-dev,connection=label-studio',
    });
  });

  it('watches only what the functions count, under the same names, and what AWS itself counts', () => {
    const { POWERTOOLS_METRICS_NAMESPACE: namespace, POWERTOOLS_SERVICE_NAME: service } = (
      made.resource('ReceiveWebhookLambdaFunction').Properties.Environment as { Variables: Record<string, string> }
    ).Variables;
    const counted = Object.values<LogEvent>(logEvents).flatMap(({ metric, by, duration, amounts = {} }) => [
      ...(duration ? [`${duration.metric} service=${service},${by}=`] : []),
      ...(metric ? [`${metric} service=${service}${by ? `,${by}=` : ''}`] : []),
      ...Object.keys(amounts).map((name) => `${name} service=${service}`),
    ]);
    const metrics = Object.values(alarmsOf(made)).flatMap(metricsOf);
    const own = metrics.filter((metric) => metric.startsWith(`${namespace} `));
    expect(own.length).toBeGreaterThan(0);
    expect(counted.map((metric) => `${namespace} ${metric}`)).toEqual(
      expect.arrayContaining(own.map((metric) => metric.replace(/(,\w+=).*$/, '$1'))),
    );
    for (const metric of metrics.filter((found) => !own.includes(found)))
      expect(countedByAws).toContain(metric.replace(/ \S+$/, ''));
  });

  it('sends each alarm to one topic, and takes no data for good news except from a silent connection', () => {
    for (const [name, alarm] of Object.entries(alarmsOf(made))) {
      expect(listed(alarm.AlarmActions), name).toEqual(['AlarmTopic']);
      expect([alarm.ComparisonOperator, alarm.TreatMissingData], name).toEqual(
        name.startsWith('Silence') ? ['LessThanThreshold', 'breaching'] : ['GreaterThanThreshold', 'notBreaching'],
      );
      expect(guide, name).toContain(`| \`${name.replace(/^(Silence|LabelsLate).*/, '$1').replace(/Alarm$/, '')}\` |`);
    }
  });

  it('costs what the calculator assumes', () => {
    const metrics = Object.values(alarmsOf(made)).flatMap(metricsOf);
    const { alarmMetrics, alarmMetricsPerConnection } = assumptions;
    expect(metrics).toHaveLength(alarmMetrics + 3 * alarmMetricsPerConnection);
    expect(made.ofType('AWS::CloudWatch::Dashboard')).toHaveLength(assumptions.dashboards);
    expect(made.ofType('AWS::SecretsManager::Secret')).toHaveLength(3 * assumptions.secretsPerConnection);
  });

  it('starts as many reconciliations as the calculator assumes', () => {
    const hours = { 'rate(6 hours)': 6, 'rate(7 days)': 7 * 24 };
    const schedules = made.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
    const times = schedules.map(
      ({ ScheduleExpression }) => (30 * 24) / hours[ScheduleExpression as keyof typeof hours],
    );
    const sum = times.reduce((all, own) => all + own, 0);
    expect(sum).toBeCloseTo(3 * assumptions.reconciliationsPerConnection, 6);
  });

  it('mails that it is over only for what lasts, not for what is counted', () => {
    const withEnd = Object.entries(alarmsOf(made)).filter(([, { OKActions }]) => OKActions !== undefined);
    expect(withEnd.map(([name]) => name)).toEqual([
      'DeadLettersWaitingAlarm',
      'DeadLettersOldAlarm',
      'LabelEventsOldAlarm',
      'LabelsWaitingAlarm',
      'LabelsLateEncordAlarm',
      'LabelsLateLabelStudioAlarm',
      'LabelsLateLabelboxAlarm',
      'SilenceEncordAlarm',
      'SilenceLabelStudioAlarm',
      'SilenceLabelboxAlarm',
    ]);
  });

  it('says in each alarm what to do, with a command that has its stage and its region', () => {
    for (const [name, { AlarmDescription }] of Object.entries(alarmsOf(made))) {
      const text = AlarmDescription['Fn::Sub'];
      expect(text, name).toMatch(
        /(npx labelwire [a-z][\w <>-]*--stage dev|aws logs tail \/aws\/lambda\/labelwire-dev-\w+ --since 1h) (--region|--all --stage dev --region) \$\{AWS::Region\}/,
      );
      expect(text.replaceAll(`\${AWS::Region}`, ''), name).not.toContain('$');
      expect(text.length, name).toBeLessThan(1024);
    }
  });

  it('sees letters that wait for a week also when somebody looks at them every day', () => {
    expect(alarmsOf(made).DeadLettersOldAlarm).toMatchObject({
      Statistic: 'Maximum',
      Period: 3600,
      EvaluationPeriods: 168,
      Threshold: 0,
    });
  });

  it('knows from the slowest of twenty labels that a connection is late', () => {
    expect(alarmsOf(made).LabelsLateEncordAlarm).toMatchObject({
      ExtendedStatistic: 'p95',
      Threshold: 120_000,
      Period: 900,
      EvaluationPeriods: 2,
    });
    expect(alarmsOf(made).LabelsLateEncordAlarm).not.toHaveProperty('Statistic');
  });

  it.each(['ExportLabels', 'BuildRelease'])('can alarm that %s timed out: it has a time-out', (machine) => {
    const { DefinitionString } = made.resource(machine).Properties as { DefinitionString: string };
    expect(JSON.parse(DefinitionString)).toMatchObject({ TimeoutSeconds: expect.any(Number) });
  });

  it('traces nothing, and lets nobody send traces', () => {
    expect(made.resource('ExportLabels').Properties.TracingConfiguration).toEqual({ Enabled: false });
    for (const [name, { Properties }] of made.ofType('AWS::Lambda::Function'))
      expect(Properties.TracingConfig, name).toBeUndefined();
    expect(JSON.stringify(made.template)).not.toContain('xray:');
  });

  it('sends no e-mail, reserves nothing, and uses no key', () => {
    expect(Object.values(made.template.Resources).map(({ Type }) => Type)).not.toContain('AWS::SNS::Subscription');
    expect(JSON.stringify(made.template)).not.toMatch(/ReservedConcurrentExecutions|kms:/);
  });
});

describe('with everything chosen, and a bucket of the user', () => {
  const { kmsKeyArn } = everyParameter;
  let made: Package;
  beforeAll(() => {
    made = packageService(everyParameter);
  }, packagingMilliseconds);
  const environmentOf = (name: string) =>
    (made.resource(`${name}LambdaFunction`).Properties.Environment as { Variables: object }).Variables;

  it('creates and changes no bucket but the one of the deployment itself', () => {
    const about = Object.entries(made.template.Resources).filter(([, { Type }]) => Type.startsWith('AWS::S3::'));
    expect(about.map(([name]) => name)).toEqual(['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy']);
    expect(made.template.Outputs.BucketName?.Value).toBe('labels-of-ours');
    for (const name of ['FetchLabels', 'TransformLabel', 'WriteExport']) {
      expect(environmentOf(name)).toMatchObject({ BUCKET: 'labels-of-ours', BUCKET_PREFIX: 'team-a/' });
    }
  });

  it('grants only what is below the prefix', () => {
    for (const [name, role] of made.ofType('AWS::IAM::Role')) {
      for (const { Sid, Action, Resource, Condition } of statementsOf(role)) {
        if (Sid === 'ReadMedia' || !listed(Action).some((action) => action.startsWith('s3:'))) continue;
        if (listed(Action).some((action) => action.startsWith('s3:List'))) {
          expect(listed(Resource), name).toEqual([`arn:\${AWS::Partition}:s3:::labels-of-ours`]);
          for (const prefix of listed(Condition?.StringLike?.['s3:prefix']))
            expect(prefix).toMatch(/^team-a\/[a-z]+\/\*$/);
        } else {
          for (const arn of listed(Resource))
            expect(arn).toMatch(/:s3:::labels-of-ours\/team-a\/[a-z]+(\/releases)?\/\*$/);
        }
      }
    }
  });

  it('lets the functions that touch S3 use the key, and no other', () => {
    const keyed = made.ofType('AWS::IAM::Role').filter(([, role]) => JSON.stringify(role).includes('kms:'));
    expect(keyed.map(([name]) => name).toSorted()).toEqual([
      'AssembleFileRole',
      'BuildReleaseRole',
      'FetchLabelsRole',
      'FinishReleaseRole',
      'PlanReleaseRole',
      'RescueExecutionRole',
      'SettleReleaseRole',
      'StartExportRole',
      'SurveyBatchRole',
      'SweepExecutionsRole',
      'SyncLabelsRole',
      'TransformLabelRole',
      'WriteBatchRole',
      'WriteExportRole',
    ]);
    const reads = 'BuildReleaseRole'; // its Maps write nothing
    expect(statementsOf(made.resource(reads))).toContainEqual(
      expect.objectContaining({ Action: ['kms:Decrypt'], Resource: kmsKeyArn }),
    );
    for (const [, role] of keyed.filter(([name]) => name !== reads)) {
      expect(statementsOf(role)).toContainEqual(
        expect.objectContaining({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: kmsKeyArn }),
      );
    }
  });

  it('lets the one function that reads media read them in these buckets and folders, and write none', () => {
    const objects = ['ship-images/*', 'archive/2026/*'].map((place) => `arn:\${AWS::Partition}:s3:::${place}`);
    const roles = made.ofType('AWS::IAM::Role').map(([name, role]) => {
      const named = statementsOf(role).filter(({ Resource }) =>
        listed(Resource).some((resource) => /ship-images|archive/.test(render(resource))),
      );
      return { name, named: named.map(({ Action, Resource }) => ({ Action, Resource: listed(Resource).map(render) })) };
    });
    expect(roles.filter(({ named }) => named.length > 0)).toEqual([
      { name: 'FetchLabelsRole', named: [{ Action: ['s3:GetObject'], Resource: objects }] },
    ]);
    expect(environmentOf('FetchLabels')).toMatchObject({ MEDIA_BUCKETS: 'ship-images,archive/2026/' });
  });

  it('sets every number and level', () => {
    expect(made.resource('FetchLabelsLambdaFunction').Properties.ReservedConcurrentExecutions).toBe(4);
    const [[, mapping] = []] = made.ofType('AWS::Lambda::EventSourceMapping');
    expect(mapping?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 25 });
    expect(mapping?.Properties.MaximumBatchingWindowInSeconds).toBe(20);
    expect(made.resource('LabelEvents').Properties.VisibilityTimeout).toBe(380);
    const retentions = made.ofType('AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.RetentionInDays);
    expect(new Set(retentions)).toEqual(new Set([90]));
    expect(environmentOf('StartExport')).toMatchObject({ POWERTOOLS_LOG_LEVEL: 'DEBUG' });
  });

  it('gives the functions that hold a label more memory for a larger one', () => {
    const memory = { FetchLabels: 2560, TransformLabel: 1280, WriteExport: 1280, StartExport: 512 };
    for (const [name, size] of Object.entries(memory)) {
      expect(made.resource(`${name}LambdaFunction`).Properties.MemorySize, name).toBe(size);
    }
    for (const name of ['FetchLabels', 'TransformLabel']) {
      expect(environmentOf(name)).toMatchObject({ LARGEST_LABEL_MIB: '30' });
    }
  });

  it('traces functions and state machine, whose roles may send the traces, and no more of X-Ray', () => {
    expect(made.resource('ExportLabels').Properties.TracingConfiguration).toEqual({ Enabled: true });
    for (const [name, { Properties }] of made.ofType('AWS::Lambda::Function'))
      expect(Properties.TracingConfig, name).toEqual({ Mode: 'Active' });
    const send = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
    for (const [name, role] of made.ofType('AWS::IAM::Role')) {
      const ofXRay = statementsOf(role).filter(({ Action }) =>
        listed(Action).some((action) => action.startsWith('xray')),
      );
      const isTraced = name !== 'ReconcileRole'; // EventBridge Scheduler sends no traces
      if (!isTraced) {
        expect(ofXRay, name).toEqual([]);
        continue;
      }
      const sample = ['BuildReleaseRole', 'ExportLabelsRole', 'SyncConnectionRole'].includes(name)
        ? ['xray:GetSamplingRules', 'xray:GetSamplingTargets']
        : [];
      expect(ofXRay, name).toEqual([expect.objectContaining({ Action: [...send, ...sample], Resource: '*' })]);
      expect(role.Metadata?.WildcardReasons, name).toHaveProperty('SendTraces'); // as it has for every other `*`
    }
  });

  it('lets Lambda tell of each invocation to who looks closely', () => {
    for (const [name, { Properties }] of made.ofType('AWS::Lambda::Function'))
      expect(Properties.LoggingConfig, name).toEqual({
        LogFormat: 'JSON',
        ApplicationLogLevel: 'DEBUG',
        SystemLogLevel: 'INFO',
      });
  });

  it('mails the alarms, and takes silence for one', () => {
    const [[, subscription] = []] = made.ofType('AWS::SNS::Subscription');
    expect(subscription?.Properties).toEqual({
      TopicArn: { Ref: 'AlarmTopic' },
      Protocol: 'email',
      Endpoint: 'operator@example.org',
    });
    expect(alarmsOf(made).SilenceEncordAlarm).toMatchObject({
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 48,
      Threshold: 1,
    });
    expect(guide).toContain('| `Silence` |');
  });
});

it.each([
  ['TRACE', 'TRACE', 'INFO'],
  ['INFO', 'INFO', 'WARN'],
  ['WARN', 'INFO', 'WARN'],
  ['SILENT', 'INFO', 'WARN'],
])(
  'at logLevel %s Lambda lets lines from %s on through, so that the metrics always pass',
  async (logLevel, application, system) => {
    expect(await lambdaLogs(stageThatGives({ logLevel }))).toEqual({
      logFormat: 'JSON',
      applicationLogLevel: application,
      systemLogLevel: system,
    });
  },
);

it('encrypts the bucket of the stack with the key, and keeps replaced versions as long as asked', async () => {
  const kmsKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const { Resources } = await bucket(stageThatGives({ kmsKeyArn, noncurrentVersionDays: 7, bucketPrefix: 'team-a/' }));
  expect(Resources.Bucket?.Properties).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyArn } },
      ],
    },
    LifecycleConfiguration: {
      Rules: [
        { Prefix: 'team-a/staging/' },
        { Prefix: 'team-a/sync/runs/' },
        { Prefix: 'team-a/rescued/', ExpirationInDays: 7 },
        { NoncurrentVersionExpiration: { NoncurrentDays: 7 } },
      ],
    },
  });
});
