import { loadConfiguration } from '../cli/load-configuration.ts';
import { type Alarm, alarmTable } from './alarm-table.ts';
import { Explained, type Parameters, parameters, stackName, type Variables } from './parameters.ts';
import { scheduleGroup } from './scheduled-releases.ts';
import { connectionNames, pascalCase } from './secrets.ts';

/** An alarm for each line of the table, all to one topic; nothing where no alarms are wanted. */
export async function alarms(variables: Variables) {
  const given = await parameters(variables);
  checkReceivers(given);
  if (given.alarms === 'off') return { Resources: {} };
  const stack = await stackName(variables);
  const { releases = [] } = await loadConfiguration();
  const table = alarmTable({
    stack,
    stage: String(await variables.resolveVariable('sls:stage')),
    ingress: given.ingress,
    connections: await connectionNames(),
    silenceHours: given.silenceHours,
    releaseSchedules: releases.length > 0 ? scheduleGroup(stack) : undefined,
  });
  const topic = given.alarmTopicArn || { Ref: 'AlarmTopic' };
  const entries = Object.entries(table).map(([name, alarm]) => [
    `${pascalCase(name)}Alarm`,
    cloudWatchAlarm(`${stack}-${name}`, alarm, topic),
  ]);
  return {
    Resources: {
      ...(given.alarmTopicArn ? {} : { AlarmTopic: topicOf(stack) }),
      ...(given.alarmEmail ? { AlarmEmail: subscription(given.alarmEmail) } : {}),
      ...Object.fromEntries(entries),
    },
    Outputs: { AlarmTopicArn: { Value: topic } },
  };
}

function checkReceivers({ alarms: wanted, alarmEmail, alarmTopicArn }: Parameters): void {
  if (alarmEmail && alarmTopicArn) {
    throw new Explained(
      'Fix the parameters of this stage: alarmEmail and alarmTopicArn exclude each other. Subscribe the address to your topic.',
    );
  }
  if (wanted === 'off' && (alarmEmail || alarmTopicArn)) {
    throw new Explained(
      'Fix the parameters of this stage: alarms must be on where alarmEmail or alarmTopicArn says who gets them.',
    );
  }
}

/** What packaging says where the alarms of the stack reach nobody; `resources` are those of the template. */
export function receiverWarning(resources: unknown): string | undefined {
  const { Resources = {} } = resources as { Resources?: Readonly<Record<string, unknown>> };
  if (!('AlarmTopic' in Resources) || 'AlarmEmail' in Resources) return undefined;
  return 'Nobody is alerted when labels fail: no one is subscribed to the alarms. Set alarmEmail or alarmTopicArn in serverless.yml (params), or alarms: off if that is intended.';
}

const topicOf = (stack: string) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName: `${stack}-alarms` } });

const subscription = (Endpoint: string) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint },
});

const cloudWatchAlarm = (AlarmName: string, alarm: Alarm, topic: unknown) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName,
    AlarmDescription: { 'Fn::Sub': alarm.means },
    ...whatOf(alarm),
    EvaluationPeriods: alarm.periods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.compare === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    TreatMissingData: alarm.noData,
    AlarmActions: [topic],
    ...(alarm.kind === 'condition' ? { OKActions: [topic] } : {}),
  },
});

/** One metric, or the sum of two. */
function whatOf({ namespace, metric, plus, dimensions, statistic, periodSeconds }: Alarm) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  if (plus === undefined)
    return {
      Namespace: namespace,
      MetricName: metric,
      Dimensions,
      ...(statistic === 'p95' ? { ExtendedStatistic: statistic } : { Statistic: statistic }),
      Period: periodSeconds,
    };
  const query = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: namespace, MetricName, Dimensions }, Stat: statistic, Period: periodSeconds },
  });
  return {
    Metrics: [query('first', metric), query('second', plus), { Id: 'sum', Expression: 'first + second' }],
  };
}
