import { parameters, stackName, type Variables } from './parameters.ts';

type Alarm = {
  readonly means: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly statistic: 'Sum' | 'Maximum';
  /** Alarms when the statistic of one period is above this. */
  readonly above: number;
  readonly periodSeconds: 60 | 300 | 1800;
};

const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

const queue = (logicalId: string) => ({
  namespace: 'AWS/SQS',
  dimensions: { QueueName: attribute(logicalId, 'QueueName') },
  statistic: 'Maximum' as const,
  periodSeconds: 60 as const,
});
const executions = {
  namespace: 'AWS/States',
  dimensions: { StateMachineArn: { Ref: 'ExportLabels' } },
  statistic: 'Sum',
  above: 0,
  periodSeconds: 60,
} as const;
const lambda = (logicalId: string) => ({
  namespace: 'AWS/Lambda',
  dimensions: { FunctionName: { Ref: logicalId } },
  statistic: 'Sum' as const,
  above: 0,
  periodSeconds: 60 as const,
});
/** What the functions count themselves, in the names of the environment variables POWERTOOLS_*. */
const own = (stack: string) =>
  ({
    namespace: 'Labelwire',
    dimensions: { service: stack },
    statistic: 'Sum',
    above: 0,
    periodSeconds: 60,
  }) as const;

const hours = 3600;
const days = 24 * hours;

/** docs/deploy.md says what an operator does about each. */
const table = (stack: string): Readonly<Record<string, Alarm>> => ({
  DeadLettersWaiting: {
    ...queue('LabelEventsDeadLetters'),
    means: 'Labels went to the dead letters; each holds its reason.',
    metric: 'ApproximateNumberOfMessagesVisible',
    above: 0,
  },
  DeadLettersOld: {
    ...queue('LabelEventsDeadLetters'),
    means: 'A dead letter has waited for a week; after two weeks SQS deletes it.',
    metric: 'ApproximateAgeOfOldestMessage',
    above: 7 * days,
    periodSeconds: 300,
  },
  LabelEventsOld: {
    ...queue('LabelEvents'),
    means: 'Label events wait for more than a quarter of an hour: startExport does not keep up.',
    metric: 'ApproximateAgeOfOldestMessage',
    above: hours / 4,
  },
  ExecutionsFailed: { ...executions, means: 'An export ended in failure.', metric: 'ExecutionsFailed' },
  SyncFailed: {
    ...executions,
    dimensions: { StateMachineArn: { Ref: 'SyncConnection' } },
    means:
      'A reconciliation failed, could not compare a project, or would have withdrawn more than a tenth of one: npx labelwire sync <connection> --attach says which.',
    metric: 'ExecutionsFailed',
  },
  ExecutionsTimedOut: { ...executions, means: 'An export ran out of time.', metric: 'ExecutionsTimedOut' },
  ExecutionsAborted: { ...executions, means: 'An export was stopped.', metric: 'ExecutionsAborted' },
  WebhookServerErrors: {
    ...lambda('ReceiveWebhookLambdaFunction'),
    means: 'A webhook was answered with 5xx; the platform has to send it again.',
    metric: 'Url5xxCount',
  },
  WebhookSignatureMismatch: {
    ...own(stack),
    means: 'A webhook was answered with 401: its secret is not the one in Secrets Manager.',
    metric: 'SignatureMismatch',
  },
  StartExportErrors: {
    ...lambda('StartExportLambdaFunction'),
    means: 'startExport failed; its messages come back, and go to the dead letters after a hundred times.',
    metric: 'Errors',
  },
  RescueExecutionErrors: {
    ...lambda('RescueExecutionLambdaFunction'),
    means: 'rescueExecution could not put a failed execution into the dead letters.',
    metric: 'Errors',
  },
  SweepExecutionsErrors: {
    ...lambda('SweepExecutionsLambdaFunction'),
    means: 'sweepExecutions could not look at the executions that ended badly, or not rescue one of them.',
    metric: 'Errors',
  },
  PlatformRefused: {
    ...own(stack),
    means: 'A platform refused the credential, or it may not see the project.',
    metric: 'PlatformRefused',
  },
  LabelsWaiting: {
    ...own(stack),
    means: 'Labels have waited for their platform, or for AWS, for more than half an hour; they go on by themselves.',
    metric: 'WaitedMinutes',
    statistic: 'Maximum',
    above: 30,
    periodSeconds: 1800, // a label that waits is tried every quarter of an hour at least
  },
});

/** One topic, an alarm for each line of the table, and the alarm for silence when it is asked for. */
export async function alarms(variables: Variables) {
  const { alarmEmail, silenceHours } = await parameters(variables);
  const stack = await stackName(variables);
  const entries = Object.entries(table(stack)).map(([name, alarm]) => [name, threshold(`${stack}-${name}`, alarm)]);
  return {
    Resources: {
      AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `${stack}-alarms` } },
      ...(alarmEmail ? { AlarmEmail: subscription(alarmEmail) } : {}),
      ...Object.fromEntries(entries.map(([name, resource]) => [`${name}Alarm`, resource])),
      ...(silenceHours > 0 ? { SilenceAlarm: silence(stack, silenceHours) } : {}),
    },
  };
}

const subscription = (Endpoint: string) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint },
});

function threshold(AlarmName: string, alarm: Alarm) {
  return cloudWatchAlarm(AlarmName, alarm, {
    Period: alarm.periodSeconds,
    EvaluationPeriods: 1,
    Threshold: alarm.above,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
}

/** An accepted delivery is what sends messages into label-events; a queue at rest reports no number at all after some hours. */
function silence(stack: string, silenceHours: number) {
  const means = `No webhook was accepted for ${silenceHours} hours: platforms switch failing webhooks off.`;
  return cloudWatchAlarm(
    `${stack}-Silence`,
    { ...queue('LabelEvents'), statistic: 'Sum', means, metric: 'NumberOfMessagesSent' },
    {
      Period: hours,
      EvaluationPeriods: silenceHours,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    },
  );
}

function cloudWatchAlarm(AlarmName: string, alarm: Omit<Alarm, 'above' | 'periodSeconds'>, rule: object) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName,
      AlarmDescription: alarm.means,
      Namespace: alarm.namespace,
      MetricName: alarm.metric,
      Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: alarm.statistic,
      ...rule,
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
    },
  };
}
