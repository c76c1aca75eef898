import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import configuration from '#configuration';
import { SyncRequest } from '../../lib/contracts/sync.ts';
import {
  listed,
  type Package,
  packageService,
  packagingMilliseconds,
  render,
  statementsOf,
} from '../structure/package-service.ts';
import {
  buildRelease,
  exportLabels,
  functionsOf,
  invokesFunction,
  statesOf,
  stepOf,
  stepsOf,
  syncConnection,
} from '../structure/state-machine.ts';
import { filesBelow, root } from '../support/examples.ts';

const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
/** The connections of the packaged configuration. */
const connections = Object.keys(configuration.platforms);
const notify = { NOTIFY_BUS: '', STACK: 'labelwire-dev' };
const rescue = {
  ...notify,
  BUCKET: 'Bucket',
  BUCKET_PREFIX: '',
  DEAD_LETTER_QUEUE_URL: 'LabelEventsDeadLetters',
  LABEL_EVENTS_QUEUE_URL: 'LabelEvents',
};

const environment: Record<string, Record<string, string>> = {
  receiveWebhook: { LABEL_EVENTS_QUEUE_URL: 'LabelEvents', SECRETS_PREFIX: 'labelwire/dev' },
  startExport: {
    ...notify,
    BUCKET: 'Bucket',
    BUCKET_PREFIX: '',
    STATE_MACHINE_ARN: 'ExportLabels',
    DEAD_LETTER_QUEUE_URL: 'LabelEventsDeadLetters',
    PATIENCE_HOURS: '24',
  },
  fetchLabels: {
    BUCKET: 'Bucket',
    BUCKET_PREFIX: '',
    SECRETS_PREFIX: 'labelwire/dev',
    LABEL_EVENTS_QUEUE_URL: 'LabelEvents',
    LABELS_AT_ONCE: '25',
    LARGEST_LABEL_MIB: '12',
    MEDIA_BUCKETS: '',
  },
  transformLabel: { BUCKET: 'Bucket', BUCKET_PREFIX: '', LARGEST_LABEL_MIB: '12' },
  writeExport: { ...notify, BUCKET: 'Bucket', BUCKET_PREFIX: '', LABEL_EVENTS_QUEUE_URL: 'LabelEvents' },
  syncLabels: {
    BUCKET: 'Bucket',
    BUCKET_PREFIX: '',
    SECRETS_PREFIX: 'labelwire/dev',
    STATE_MACHINE_ARN: 'ExportLabels',
  },
  ...Object.fromEntries(functionsOf(buildRelease).map((name) => [name, { BUCKET: 'Bucket', BUCKET_PREFIX: '' }])),
  rescueExecution: rescue,
  sweepExecutions: {
    ...rescue,
    STATE_MACHINE_ARN: 'ExportLabels',
    LONGEST_EXECUTION_SECONDS: String(exportLabels.TimeoutSeconds),
  },
};

const memorySizes: Record<string, number> = {
  fetchLabels: 1024,
  syncLabels: 1769,
  surveyBatch: 1769,
  settleRelease: 3008,
  writeBatch: 1769,
  assembleFile: 1769,
  finishRelease: 3008,
};

let made: Package;
beforeAll(() => {
  made = packageService();
}, packagingMilliseconds);
const properties = <Shape = Record<string, unknown>>(name: string) => made.resource(name).Properties as Shape;

type Lambda = {
  Handler: string;
  Runtime: string;
  Architectures: string[];
  MemorySize: number;
  Timeout: number;
  Role: unknown;
  LoggingConfig?: unknown;
  ReservedConcurrentExecutions?: number;
  Environment: { Variables: Record<string, unknown> };
};
const lambda = (name: string) => properties<Lambda>(`${pascalCase(name)}LambdaFunction`);

it('has a function for each file of functions/', () => {
  const files = filesBelow(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''));
  const handlers = Object.keys(environment).map((name) => lambda(name).Handler);
  expect(handlers.toSorted()).toEqual(files.map((file) => `dist/${file}/index.handler`).toSorted());
});

describe.each(Object.keys(environment))('the function %s', (name) => {
  it('has its environment, and what all have', () => {
    const variables = Object.entries(lambda(name).Environment.Variables).map(([key, value]) => [key, render(value)]);
    expect(Object.fromEntries(variables)).toEqual({
      POWERTOOLS_SERVICE_NAME: 'labelwire-dev',
      POWERTOOLS_METRICS_NAMESPACE: 'Labelwire',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      NODE_OPTIONS: '--enable-source-maps',
      ...environment[name],
    });
  });

  it('runs on Node 24 on ARM, and keeps for a month its logs, which Lambda adds to only when something failed', () => {
    expect(lambda(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: memorySizes[name] ?? 512,
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
    });
    expect(properties(`${pascalCase(name)}LogGroup`)).toMatchObject({
      LogGroupName: `/aws/lambda/labelwire-dev-${name}`,
      RetentionInDays: 30,
    });
  });

  it('is packaged with its own bundle alone', () => {
    const { Handler } = lambda(name);
    const archive = made.archives[name];
    const entry = Handler.replace(/\.handler$/, '.mjs');
    expect(archive?.includes(entry)).toBe(true);
    const folders = new Set(
      archive?.toString('latin1').match(/dist\/[a-z-]+\/|node_modules\/|functions\/(?=[a-z-]+\.ts)/g),
    );
    expect([...folders]).toEqual([entry.replace(/index\.mjs$/, '')]);
  });
});

describe('the queues', () => {
  type Queue = {
    VisibilityTimeout?: number;
    MessageRetentionPeriod: number;
    SqsManagedSseEnabled: boolean;
    RedrivePolicy?: { deadLetterTargetArn: unknown; maxReceiveCount: number };
    RedriveAllowPolicy?: { redrivePermission: string; sourceQueueArns: unknown[] };
  };

  it('have a dead-letter queue each, or are one', () => {
    const queues = made.ofType('AWS::SQS::Queue').map(([name, { Properties }]) => [name, Properties as Queue] as const);
    const targets = queues.flatMap(([, { RedrivePolicy }]) =>
      RedrivePolicy ? [render(RedrivePolicy.deadLetterTargetArn)] : [],
    );
    for (const [name, { RedrivePolicy }] of queues) {
      if (!RedrivePolicy) expect(targets).toContain(`${name}.Arn`);
      else expect(RedrivePolicy.maxReceiveCount).toBe(100);
    }
    expect(targets).toEqual(['LabelEventsDeadLetters.Arn']);
  });

  it('keep dead letters for 14 days, longer than events, and take them from label-events alone', () => {
    const events = properties<Queue & { QueueName: string }>('LabelEvents');
    const dead = properties<Queue>('LabelEventsDeadLetters');
    expect(dead.MessageRetentionPeriod).toBe(14 * 24 * 3600);
    expect(events.MessageRetentionPeriod).toBeLessThan(dead.MessageRetentionPeriod);
    expect(dead.RedriveAllowPolicy?.redrivePermission).toBe('byQueue');
    expect(listed(dead.RedriveAllowPolicy?.sourceQueueArns)).toEqual([
      `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${events.QueueName}`,
    ]);
  });

  it('hide a message for six times the time its function has, and report failures one by one', () => {
    const [[, mapping] = []] = made.ofType('AWS::Lambda::EventSourceMapping');
    const { EventSourceArn, FunctionName, MaximumBatchingWindowInSeconds, ...how } = mapping?.Properties ?? {};
    expect([render(EventSourceArn), render(FunctionName)]).toEqual([
      'LabelEvents.Arn',
      'StartExportLambdaFunction.Arn',
    ]);
    expect(properties<Queue>('LabelEvents').VisibilityTimeout).toBeGreaterThanOrEqual(
      6 * lambda('startExport').Timeout + Number(MaximumBatchingWindowInSeconds),
    );
    expect(how).toMatchObject({
      BatchSize: 200,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });
});

describe('what is stored', () => {
  it('is encrypted', () => {
    for (const [name, { Properties }] of made.ofType('AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled, name).toBe(true);
    for (const [name, { Properties }] of made.ofType('AWS::S3::Bucket')) {
      expect(JSON.stringify(Properties.BucketEncryption), name).toMatch(/"SSEAlgorithm":"(AES256|aws:kms)"/);
    }
  });

  it('travels by TLS only', () => {
    const refusesPlain = (kind: string, property: string) =>
      made
        .ofType(kind)
        .flatMap(([, policy]) =>
          statementsOf(policy).some(
            ({ Effect, Principal, Condition, Action }) =>
              Effect === 'Deny' &&
              Principal === '*' &&
              /:\*$/.test(String(Action)) &&
              Condition?.Bool?.['aws:SecureTransport']?.toString() === 'false',
          )
            ? listed(policy.Properties[property])
            : [],
        );
    const names = (kind: string) =>
      made
        .ofType(kind)
        .map(([name]) => name)
        .toSorted();
    expect(refusesPlain('AWS::SQS::QueuePolicy', 'Queues').toSorted()).toEqual(names('AWS::SQS::Queue'));
    expect(refusesPlain('AWS::S3::BucketPolicy', 'Bucket').toSorted()).toEqual(names('AWS::S3::Bucket'));
  });

  it('is never public', () => {
    for (const [name, { Properties }] of made.ofType('AWS::S3::Bucket')) {
      expect(Properties.PublicAccessBlockConfiguration, name).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  it('outlives the stack, with its versions, while claim checks last a day and marks of executions a week', () => {
    expect(properties('Bucket')).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          { Prefix: 'staging/', ExpirationInDays: 1, Status: 'Enabled' },
          { Prefix: 'sync/runs/', ExpirationInDays: 30, Status: 'Enabled' },
          { Prefix: 'rescued/', ExpirationInDays: 7, Status: 'Enabled' },
          {
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            Status: 'Enabled',
          },
        ],
      },
    });
  });
});

it('the stack has two secrets for each connection, without a value', () => {
  const there = made.ofType('AWS::SecretsManager::Secret');

  expect(there.map(([, { Properties }]) => Properties.Name).toSorted()).toEqual(
    connections.flatMap((id) => [`labelwire/dev/${id}/api`, `labelwire/dev/${id}/webhook`]).toSorted(),
  );
  for (const [name, { Properties }] of there) {
    expect(Object.keys(Properties).toSorted(), name).toEqual(['Description', 'Name']);
  }
});

const whenItFails = (name: string) =>
  made
    .ofType('AWS::Lambda::EventInvokeConfig')
    .map(([, { Properties }]) => Properties)
    .find(({ FunctionName }) => render(FunctionName) === name);

/** The template leaves the partition to CloudFormation. */
const inPartitionAws = (definition: string) => definition.replaceAll(`\${Partition}`, 'aws');

describe('the state machine', () => {
  type StateMachine = { DefinitionString: string; DefinitionSubstitutions: Record<string, unknown> };
  const machine = () => properties<StateMachine>('ExportLabels');

  it('is the file, to the last null, for any partition', () => {
    expect(JSON.parse(inPartitionAws(machine().DefinitionString))).toEqual(exportLabels);
  });

  it('gets a function for each step, and every placeholder filled', () => {
    const placeholders = [...machine().DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    const filled = Object.entries(machine().DefinitionSubstitutions).map(([name, value]) => [name, render(value)]);
    expect(Object.keys(machine().DefinitionSubstitutions).toSorted()).toEqual([...new Set(placeholders)].toSorted());
    expect(Object.fromEntries(filled)).toEqual({
      Partition: 'AWS::Partition',
      LabelEventsQueueUrl: 'LabelEvents',
      DeadLetterQueueUrl: 'LabelEventsDeadLetters',
      ...Object.fromEntries(stepsOf(exportLabels).map((step) => [`${step}Arn`, `${step}LambdaFunction.Arn`])),
    });
  });

  // A note of a failure that comes after its state has given up is a conditional commit like any other, and harms nothing.
  it.each(statesOf(exportLabels).filter((state) => invokesFunction(state) && state[0] !== 'RecordFailure'))(
    'waits for %s longer than the function runs',
    (_name, state) => {
      expect(lambda(stepOf(state)).Timeout).toBeLessThan(state.TimeoutSeconds ?? 0);
    },
  );

  it('is STANDARD, and logs errors without the data', () => {
    expect(properties('ExportLabels')).toMatchObject({
      StateMachineType: 'STANDARD',
      StateMachineName: 'labelwire-dev-export-labels',
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    });
    expect(properties('ExportLabelsLogGroup')).toMatchObject({ RetentionInDays: 30 });
  });

  it('reports each bad end of an execution to rescueExecution, and keeps what that cannot rescue', () => {
    const [, rule] = made.ofType('AWS::Events::Rule').find(([, { Properties }]) => Properties.EventPattern) ?? [];
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ Ref: 'ExportLabels' }] },
    });
    const [target] = (rule?.Properties.Targets ?? []) as { Arn: unknown; DeadLetterConfig: { Arn: unknown } }[];
    expect(render(target?.Arn)).toBe('RescueExecutionLambdaFunction.Arn');
    expect(render(target?.DeadLetterConfig.Arn)).toBe('LabelEventsDeadLetters.Arn');
    expect(whenItFails('RescueExecutionLambdaFunction')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['LabelEvents', 'Arn'] } } },
    });
  });

  it('has its executions swept every hour, and a sweep that fails leaves no letter of its own', () => {
    const [, rule] = made.ofType('AWS::Events::Rule').find(([, { Properties }]) => Properties.ScheduleExpression) ?? [];
    expect(rule?.Properties).toMatchObject({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' });
    const [target] = (rule?.Properties.Targets ?? []) as { Arn: unknown }[];
    expect(render(target?.Arn)).toBe('SweepExecutionsLambdaFunction.Arn');
    const { DestinationConfig, MaximumRetryAttempts } = whenItFails('SweepExecutionsLambdaFunction') ?? {};
    expect([DestinationConfig ?? {}, MaximumRetryAttempts]).toEqual([{}, 0]);
  });
});

describe('the reconciliation', () => {
  type Schedule = {
    Name: string;
    ScheduleExpression: string;
    Target: { Arn: unknown; RoleArn: unknown; Input: string };
  };
  const schedules = () => made.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties as Schedule);

  it('compares what has changed on each connection every six hours, and once a week everything', () => {
    const found = schedules().map(({ Name, ScheduleExpression, Target: { Input } }) => [
      Name,
      ScheduleExpression,
      SyncRequest.parse(JSON.parse(Input)),
    ]);
    const expected = connections.flatMap((connection) => [
      [
        `labelwire-dev-reconcile-${connection}`,
        'rate(6 hours)',
        expect.objectContaining({ connection, since: 'last', isAutomatic: true, afterCounts: 'export' }),
      ],
      [
        `labelwire-dev-reconcile-all-${connection}`,
        'rate(7 days)',
        expect.objectContaining({ connection, files: true, isAutomatic: true, allowDeletions: false }),
      ],
    ]);
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  it('starts the state machine of its file, with a role of its own', () => {
    for (const { Target } of schedules()) {
      expect([render(Target.Arn), render(Target.RoleArn)]).toEqual(['SyncConnection', 'ReconcileRole.Arn']);
    }
    const { DefinitionString, DefinitionSubstitutions } = properties<{
      DefinitionString: string;
      DefinitionSubstitutions: Record<string, unknown>;
    }>('SyncConnection');
    expect(JSON.parse(inPartitionAws(DefinitionString))).toEqual(syncConnection);
    expect(render(DefinitionSubstitutions.SyncLabelsArn)).toBe('SyncLabelsLambdaFunction.Arn');
    expect(lambda('syncLabels').Timeout).toBeLessThan(syncConnection.States.SyncLabels?.TimeoutSeconds ?? 0);
  });
});

describe('the state machine of releases', () => {
  it('is that of its file, and has each of its functions, which ends before its state does', () => {
    const { DefinitionString, DefinitionSubstitutions, StateMachineType } = properties<{
      DefinitionString: string;
      DefinitionSubstitutions: Record<string, unknown>;
      StateMachineType: string;
    }>('BuildRelease');
    expect(StateMachineType).toBe('STANDARD');
    expect(JSON.parse(inPartitionAws(DefinitionString))).toEqual(buildRelease);
    for (const [, state] of statesOf(buildRelease).filter(invokesFunction)) {
      const step = stepOf(state);
      expect(render(DefinitionSubstitutions[`${step}Arn`])).toBe(`${step}LambdaFunction.Arn`);
      expect(lambda(step).Timeout).toBeLessThan(state.TimeoutSeconds ?? 0);
    }
  });
});

it('names what the command line looks for', () => {
  const value = (name: string) => render(made.template.Outputs[name]?.Value);
  expect(value('WebhookUrl')).toBe(`\${ReceiveWebhookLambdaFunctionUrl.FunctionUrl}webhooks`);
  expect(value('BucketName')).toBe('Bucket');
  expect(value('LabelEventsQueueUrl')).toBe('LabelEvents');
  expect(value('DeadLetterQueueUrl')).toBe('LabelEventsDeadLetters');
  expect(value('StateMachineArn')).toBe('ExportLabels');
  expect(value('SyncStateMachineArn')).toBe('SyncConnection');
  expect(value('ReleaseStateMachineArn')).toBe('BuildRelease');
  expect(value('Reconcile')).toBe('rate(6 hours)');
  expect(value('AlarmTopicArn')).toBe('AlarmTopic');
  expect(value('SecretsPrefix')).toBe('labelwire/dev');
  expect(properties('LabelEvents').QueueName).toBe('labelwire-dev-label-events');
  expect(properties('LabelEventsDeadLetters').QueueName).toBe('labelwire-dev-label-events-dlq');
});
