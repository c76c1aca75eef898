import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assumptions } from '../../cli/cost/assumptions.ts';
import { type LogEvent, logEvents } from '../../lib/contracts/log-events.ts';
import {
  everyParameter,
  listed,
  type Package,
  packageService,
  packagingMilliseconds,
  render,
} from '../structure/package-service.ts';
import { root } from '../support/examples.ts';

const guide = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');

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

describe('a stage that chooses nothing', () => {
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
});

it(
  'a stage with an address mails its alarms there, and takes silence for one',
  () => {
    const made = packageService(everyParameter);
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
  },
  packagingMilliseconds,
);
