import type { Ingress } from './parameters.ts';

/**
 * `occurrence`: each is worth a mail, and its end is not. `condition`: it lasts, so a second mail says that it is over.
 */
type Kind = 'occurrence' | 'condition';

export type Alarm = {
  readonly kind: Kind;
  /** What happened, and what to do. `${AWS::Region}` is filled in by CloudFormation. */
  readonly means: string;
  readonly namespace: string;
  readonly metric: string;
  /** A second metric of the same source, which is added. */
  readonly plus?: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly statistic: 'Sum' | 'Maximum' | 'p95';
  readonly compare: 'above' | 'below';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** In so many periods, one after the other. */
  readonly periods: number;
  /** No data is good news, except for silence. */
  readonly noData: 'notBreaching' | 'breaching';
};

export type Watched = {
  readonly stage: string;
  /** `labelwire-<stage>` */
  readonly stack: string;
  readonly ingress: Ingress;
  readonly connections: readonly string[];
  readonly silenceHours: number;
  /** The group of the schedules that build releases; undefined where there are none. */
  readonly releaseSchedules?: string | undefined;
};

const minutes = 60;
const hours = 60 * minutes;

const occurrence = {
  kind: 'occurrence',
  statistic: 'Sum',
  compare: 'above',
  threshold: 0,
  periodSeconds: 5 * minutes,
  periods: 1,
  noData: 'notBreaching',
} as const;
const condition = { ...occurrence, kind: 'condition', statistic: 'Maximum' } as const;

const queue = (logicalId: string) => ({
  namespace: 'AWS/SQS',
  dimensions: { QueueName: { 'Fn::GetAtt': [logicalId, 'QueueName'] } },
});
const executions = { namespace: 'AWS/States', dimensions: { StateMachineArn: { Ref: 'ExportLabels' } } };
const builds = { namespace: 'AWS/States', dimensions: { StateMachineArn: { Ref: 'BuildRelease' } } };
const lambda = (logicalId: string) => ({ namespace: 'AWS/Lambda', dimensions: { FunctionName: { Ref: logicalId } } });

/** Who answers a platform with 5xx: the function URL, or the API in front of the function. */
const serverErrors = (
  stack: string,
): Readonly<Record<Ingress, Pick<Alarm, 'namespace' | 'metric' | 'dimensions'>>> => ({
  functionUrl: { ...lambda('ReceiveWebhookLambdaFunction'), metric: 'Url5xxCount' },
  httpApi: { namespace: 'AWS/ApiGateway', metric: '5xx', dimensions: { ApiId: { Ref: 'WebhookHttpApi' } } },
  restApi: { namespace: 'AWS/ApiGateway', metric: '5XXError', dimensions: { ApiName: `${stack}-webhooks` } },
});

/** docs/deploy.md says more about each. */
export function alarmTable({
  stage,
  stack,
  ingress,
  connections,
  silenceHours,
  releaseSchedules,
}: Watched): Record<string, Alarm> {
  const labelwire = (command: string) => `npx labelwire ${command} --stage ${stage} --region \${AWS::Region}`;
  const logOf = (name: string) => `aws logs tail /aws/lambda/${stack}-${name} --since 1h --region \${AWS::Region}`;
  /** What the functions count, in the names of the environment variables POWERTOOLS_*. */
  const own = (metric: string, dimensions: Readonly<Record<string, string>> = {}) => ({
    namespace: 'Labelwire',
    metric,
    dimensions: { service: stack, ...dimensions },
  });
  const list = `Look: ${labelwire('dlq list')}. Fix the reason, then: ${labelwire('dlq replay --all')}`;
  return {
    DeadLettersWaiting: {
      ...condition,
      ...queue('LabelEventsDeadLetters'),
      // Letters that somebody looks at are not visible meanwhile.
      metric: 'ApproximateNumberOfMessagesVisible',
      plus: 'ApproximateNumberOfMessagesNotVisible',
      means: `Labels are in the dead letters; each holds its reason. ${list}`,
    },
    DeadLettersGrowing: {
      ...occurrence,
      ...queue('LabelEventsDeadLetters'),
      metric: 'NumberOfMessagesSent',
      means: `More labels went to the dead letters. ${list}`,
    },
    DeadLettersOld: {
      ...condition,
      ...queue('LabelEventsDeadLetters'),
      // Not ApproximateAgeOfOldestMessage, which passes over letters that were looked at three times. The maximum of an
      // hour: a minute in which somebody looks at all letters does not count as an empty queue.
      metric: 'ApproximateNumberOfMessagesVisible',
      periodSeconds: hours,
      periods: 7 * 24,
      means: `There have been dead letters for a week; SQS deletes each after two. ${list}`,
    },
    LabelEventsOld: {
      ...condition,
      ...queue('LabelEvents'),
      metric: 'ApproximateAgeOfOldestMessage',
      threshold: hours / 4,
      means: `Label events wait for more than a quarter of an hour: startExport does not keep up. Look: ${labelwire('doctor')}`,
    },
    ExecutionsFailed: {
      ...occurrence,
      ...executions,
      metric: 'ExecutionsFailed',
      means: `An export ended in failure; its labels are in the dead letters. ${list}`,
    },
    ExecutionsTimedOut: {
      ...occurrence,
      ...executions,
      metric: 'ExecutionsTimedOut',
      means: `An export ran out of time: a group goes on in smaller ones, a single label is in the dead letters. ${list}`,
    },
    ExecutionsAborted: {
      ...occurrence,
      ...executions,
      metric: 'ExecutionsAborted',
      means: `Somebody stopped an export: a group goes on in smaller ones, a single label is in the dead letters. ${list}`,
    },
    SyncFailed: {
      ...occurrence,
      namespace: 'AWS/States',
      dimensions: { StateMachineArn: { Ref: 'SyncConnection' } },
      metric: 'ExecutionsFailed',
      means: `A reconciliation failed, could not compare a project, or would have withdrawn more than a tenth of one. Look: ${labelwire('sync <connection> --attach')}`,
    },
    ReleaseFailed: {
      ...occurrence,
      ...builds,
      metric: 'ExecutionsFailed',
      means: `A release was not built; no label is lost. Look: ${labelwire('release list')}`,
    },
    ReleaseTimedOut: {
      ...occurrence,
      ...builds,
      metric: 'ExecutionsTimedOut',
      means: `The build of a release ran out of time; no label is lost. Look: ${labelwire('release list')}`,
    },
    ReleaseAborted: {
      ...occurrence,
      ...builds,
      metric: 'ExecutionsAborted',
      means: `Somebody stopped the build of a release; no label is lost. Look: ${labelwire('release list')}`,
    },
    SweepExecutionsErrors: {
      ...occurrence,
      ...lambda('SweepExecutionsLambdaFunction'),
      metric: 'Errors',
      means: `Executions that ended badly could not be looked at, or not be rescued; the next sweeps try again. Look: ${logOf('sweepExecutions')}`,
    },
    WebhookServerErrors: {
      ...occurrence,
      ...serverErrors(stack)[ingress],
      means: `A webhook was answered with 5xx; the platform has to send it again. Look: ${logOf('receiveWebhook')}`,
    },
    WebhookThrottled: {
      ...occurrence,
      ...lambda('ReceiveWebhookLambdaFunction'),
      metric: 'Throttles',
      means: `Lambda had no room for a webhook, which was not stored. Raise the quota or webhookReservedConcurrency. Look: ${labelwire('doctor')}`,
    },
    WebhookRefused: {
      ...occurrence,
      ...own('DeliveryRefused'),
      means: `A webhook was refused for its path, type, size or content, and not stored. Look: ${logOf('receiveWebhook')}`,
    },
    WebhookSignatureMismatch: {
      ...occurrence,
      ...own('SignatureMismatch'),
      means: `A webhook was answered with 401: its secret is not the one in Secrets Manager. Store it: ${labelwire('connect <connection>')}`,
    },
    SecretMissing: {
      ...occurrence,
      ...own('SecretMissing'),
      means: `A secret has no value, so webhooks or labels of its connection fail. Store it: ${labelwire('connect <connection>')}`,
    },
    StartExportErrors: {
      ...occurrence,
      ...lambda('StartExportLambdaFunction'),
      metric: 'Errors',
      means: `startExport failed; its messages come back, and go to the dead letters after a hundred times. Look: ${logOf('startExport')}`,
    },
    StartExportThrottled: {
      ...occurrence,
      ...lambda('StartExportLambdaFunction'),
      metric: 'Throttles',
      means: `Lambda had no room for startExport; its messages come back, and go to the dead letters after a hundred times. Look: ${labelwire('doctor')}`,
    },
    RescueExecutionErrors: {
      ...occurrence,
      ...lambda('RescueExecutionLambdaFunction'),
      metric: 'Errors',
      means: `rescueExecution could not put a failed execution into the dead letters. Look: ${logOf('rescueExecution')}`,
    },
    PlatformRefused: {
      ...occurrence,
      ...own('PlatformRefused'),
      means: `A platform refused the credential, or it may not see the project. Look: ${labelwire('doctor')}. Then: ${labelwire('dlq replay --all')}`,
    },
    LabelsWaiting: {
      ...condition,
      ...own('WaitedMinutes'),
      threshold: 30,
      periodSeconds: 30 * minutes, // a label that waits is tried every quarter of an hour at least
      means: `Labels have waited for their platform, or for AWS, for more than half an hour; they go on by themselves. Look: ${labelwire('doctor')}`,
    },
    ...(releaseSchedules === undefined ? {} : { ReleaseNotStarted: notStarted(releaseSchedules) }),
    ...Object.fromEntries(connections.map(latenessOf)),
    ...(silenceHours > 0 ? Object.fromEntries(connections.map(silenceOf)) : {}),
  };

  function notStarted(ScheduleGroup: string): Alarm {
    return {
      ...occurrence,
      namespace: 'AWS/Scheduler',
      dimensions: { ScheduleGroup },
      // After it has tried for a day: https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
      metric: 'InvocationDroppedCount',
      means: `A release that was due was not started, and is not built. Look, and create it by hand: ${labelwire('release list')}`,
    };
  }

  function latenessOf(connection: string): [string, Alarm] {
    const alarm: Alarm = {
      ...condition,
      ...own('LabelLatency', { connection }),
      statistic: 'p95',
      threshold: 2 * minutes * 1000,
      periodSeconds: 15 * minutes,
      periods: 2,
      means: `For half an hour one label of ${connection} in twenty took more than two minutes from its webhook to S3. Look: ${labelwire('doctor')}`,
    };
    return [`LabelsLate-${connection}`, alarm];
  }

  function silenceOf(connection: string): [string, Alarm] {
    const alarm: Alarm = {
      ...condition,
      ...own('DeliveryAccepted', { connection }),
      statistic: 'Sum',
      compare: 'below',
      threshold: 1,
      periodSeconds: hours,
      periods: silenceHours,
      noData: 'breaching',
      means: `No webhook of ${connection} was accepted for ${silenceHours} hours: platforms switch failing webhooks off. Not connected yet, or switched off? ${labelwire(`connect ${connection}`)}`,
    };
    return [`Silence-${connection}`, alarm];
  }
}
