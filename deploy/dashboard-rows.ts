import type { logQueries } from '../cli/log-queries.ts';

export type Metric = {
  readonly namespace: string;
  readonly name: string;
  /** A value may name a part of the stack: `${ExportLabels}`. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: 'Sum' | 'Maximum' | 'SampleCount' | 'p50' | 'p95';
  readonly label: string;
};
export type Widget =
  | { readonly markdown: string }
  | { readonly title: string; readonly query: keyof typeof logQueries }
  | {
      readonly title: string;
      readonly metrics: readonly Metric[];
      /** Seconds. */
      readonly period?: number;
      readonly view?: 'timeSeries' | 'singleValue';
    };
export type Row = readonly Widget[];

type Shown = { readonly stack: string; readonly stage: string; readonly connections: readonly string[] };

/** The functions that work on labels, by their logical ids in the template. */
const functions = ['ReceiveWebhook', 'StartExport', 'FetchLabels', 'TransformLabel', 'WriteExport'];

const ofFunctions = (name: string, stat: Metric['stat']): Metric[] =>
  functions.map((label) => ({
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: `\${${label}LambdaFunction}` },
    stat,
    label,
  }));

const executions = (name: string, label: string): Metric => ({
  namespace: 'AWS/States',
  name,
  dimensions: { StateMachineArn: `\${ExportLabels}` },
  stat: 'Sum',
  label,
});

/** What the page shows, row by row. */
export function rows({ stack, stage, connections }: Shown): readonly Row[] {
  const own = (name: string, stat: Metric['stat'], label: string, connection?: string): Metric => ({
    namespace: 'Labelwire',
    name,
    dimensions: { service: stack, ...(connection ? { connection } : {}) },
    stat,
    label,
  });
  /** By its name: one that an earlier stack left is no part of this one. */
  const queue = (
    end: 'label-events' | 'label-events-dlq',
    name: string,
    stat: Metric['stat'],
    label: string,
  ): Metric => ({
    namespace: 'AWS/SQS',
    name,
    dimensions: { QueueName: `${stack}-${end}` },
    stat,
    label,
  });
  const each = (name: string, stat: Metric['stat'], what: string) =>
    connections.map((connection) => own(name, stat, `${connection} ${what}`, connection));
  return [
    [
      {
        markdown: `# ${stack}\nWebhooks become files in the bucket. What failed: \`npx labelwire dlq list --stage ${stage}\`. Where a label is: \`npx labelwire trace <label> --stage ${stage}\`. What is wrong with the deployment: \`npx labelwire doctor --stage ${stage}\`.`,
      },
      {
        title: 'Dead letters',
        view: 'singleValue',
        metrics: [
          queue('label-events-dlq', 'ApproximateNumberOfMessagesVisible', 'Maximum', 'are there'),
          queue('label-events-dlq', 'NumberOfMessagesSent', 'Sum', 'came'),
        ],
      },
    ],
    [
      { title: 'Webhooks accepted', metrics: each('DeliveryAccepted', 'Sum', 'webhooks') },
      { title: 'Labels written', metrics: each('LabelLatency', 'SampleCount', 'labels') },
      {
        title: 'From webhook to record, ms',
        metrics: [...each('LabelLatency', 'p50', 'p50'), ...each('LabelLatency', 'p95', 'p95')],
      },
    ],
    [
      {
        title: 'Waiting',
        metrics: [
          queue('label-events', 'ApproximateNumberOfMessagesVisible', 'Maximum', 'events in the queue'),
          queue('label-events', 'ApproximateNumberOfMessagesDelayed', 'Maximum', 'put back'),
          queue('label-events', 'ApproximateNumberOfMessagesNotVisible', 'Maximum', 'under way'),
          own('LabelsWaiting', 'Sum', 'labels that wait for their platform'),
        ],
      },
      {
        title: 'How long, s and minutes',
        metrics: [
          queue('label-events', 'ApproximateAgeOfOldestMessage', 'Maximum', 'oldest event, s'),
          own('WaitedMinutes', 'Maximum', 'waits for its platform, minutes'),
        ],
      },
      {
        title: 'What fails',
        metrics: [
          executions('ExecutionsFailed', 'executions with dead letters'),
          executions('ExecutionsTimedOut', 'executions that timed out'),
          own('StepFailed', 'Sum', 'steps that failed and may be tried again'),
          own('LabelRefused', 'Sum', 'labels refused'),
          own('DeliveryRefused', 'Sum', 'webhooks refused'),
          own('SignatureMismatch', 'Sum', 'wrong signatures'),
        ],
      },
    ],
    [
      { title: 'Dead letters by error', query: 'dead letters by error' },
      { title: 'Refusals by reason', query: 'refusals by reason' },
    ],
    [
      {
        title: 'Throttled',
        metrics: [...ofFunctions('Throttles', 'Sum'), executions('ExecutionThrottled', 'executions')],
      },
      { title: 'Duration p95, ms', metrics: ofFunctions('Duration', 'p95') },
      { title: 'Most memory', query: 'most memory' },
    ],
    [
      { title: 'Paid: calls of functions', period: 3600, metrics: ofFunctions('Invocations', 'Sum') },
      { title: 'Paid: executions', period: 3600, metrics: [executions('ExecutionsStarted', 'executions')] },
      {
        title: 'Paid: messages, bytes of log',
        period: 3600,
        metrics: [
          queue('label-events', 'NumberOfMessagesSent', 'Sum', 'messages sent'),
          queue('label-events', 'NumberOfEmptyReceives', 'Sum', 'empty receives'),
          ...functions.map(
            (label): Metric => ({
              namespace: 'AWS/Logs',
              name: 'IncomingBytes',
              dimensions: { LogGroupName: `\${${label}LogGroup}` },
              stat: 'Sum',
              label: `${label}, bytes`,
            }),
          ),
        ],
      },
    ],
  ];
}
