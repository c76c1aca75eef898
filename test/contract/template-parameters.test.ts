import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { assumptions } from '../../cli/cost/assumptions.ts';
import { bucket } from '../../deploy/bucket.ts';
import { lambdaLogs } from '../../deploy/log-levels.ts';
import { parameters } from '../../deploy/parameters.ts';
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

describe('with nothing chosen', () => {
  let made: Package;
  beforeAll(() => {
    made = packageService();
  }, packagingMilliseconds);

  it('starts as many reconciliations as the calculator assumes', () => {
    const hours = { 'rate(6 hours)': 6, 'rate(7 days)': 7 * 24 };
    const schedules = made.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
    const times = schedules.map(
      ({ ScheduleExpression }) => (30 * 24) / hours[ScheduleExpression as keyof typeof hours],
    );
    const sum = times.reduce((all, own) => all + own, 0);
    expect(sum).toBeCloseTo(3 * assumptions.reconciliationsPerConnection, 6);
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
