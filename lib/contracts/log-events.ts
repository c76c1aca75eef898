/**
 * Every event the pipeline writes to its log, in one list: what operators search for. Fields are ids, counts and
 * reasons; never a label's contents, a secret, or a person's name.
 *
 * A metric, which costs a line more and a charge by the month, is there only where AWS counts nothing like it: executions are AWS/States
 * ExecutionsStarted, written labels AWS/Lambda Invocations
 * of writeExport.
 */
export const logEvents = {
  'delivery-accepted': { level: 'info', metric: 'DeliveryAccepted', by: 'connection' },
  'delivery-ignored': { level: 'info' },
  'method-not-allowed': { level: 'info' },
  'delivery-refused': { level: 'warn', metric: 'DeliveryRefused' },
  'signature-mismatch': { level: 'warn', metric: 'SignatureMismatch' },
  'secret-missing': { level: 'error', metric: 'SecretMissing' },
  'queue-failed': { level: 'error', metric: 'QueueFailed' },
  'message-unreadable': { level: 'error', metric: 'MessageUnreadable' },
  'execution-started': { level: 'info' },
  'execution-known': { level: 'info' },
  'execution-not-started': { level: 'error', metric: 'ExecutionNotStarted' },
  'group-split': { level: 'warn', metric: 'GroupSplit' },
  'letter-redriven': { level: 'info' },
  'labels-listed': { level: 'info' },
  'labels-fetched': { level: 'info' },
  'labels-waiting': {
    level: 'warn',
    amounts: { LabelsWaiting: 'labels', WaitedMinutes: 'minutes' },
  },
  'label-put-back': { level: 'info', metric: 'LabelPutBack' },
  'older-revision-exported': { level: 'warn', metric: 'OlderRevisionExported' },
  'label-not-labelled': { level: 'info' },
  'media-not-read': { level: 'warn' },
  'label-refused': { level: 'warn', metric: 'LabelRefused' },
  'platform-refused': { level: 'error', metric: 'PlatformRefused' },
  'credential-renewed': { level: 'warn' },
  'step-failed': { level: 'warn', metric: 'StepFailed' },
  'label-transformed': { level: 'debug' },
  'label-written': {
    level: 'info',
    by: 'connection',
    duration: { metric: 'LabelLatency', field: 'milliseconds' },
  },
  'label-given-up': { level: 'warn' },
  'failure-not-recorded': { level: 'warn' },
  'label-enqueued-again': { level: 'warn', metric: 'LabelEnqueuedAgain' },
  'sync-compared': {
    level: 'info',
    amounts: { LabelsMissing: 'missing', LabelsStale: 'stale', LabelsGone: 'gone', LabelsKept: 'kept' },
  },
  'sync-ended': { level: 'info', metric: 'SyncEnded' },
  'memory-grown': { level: 'info' },
  'execution-not-marked': { level: 'warn' },
  'execution-rescued': { level: 'error', metric: 'ExecutionRescued' },
  'execution-not-rescued': { level: 'error' },
  'executions-swept': { level: 'info' },
} as const satisfies Record<string, LogEvent>;

export type LogEvent = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly metric?: string;
  /** The field whose values the metric is counted by: a dimension of it. */
  readonly by?: string;
  /** A metric in milliseconds, counted by the same field; not counted where its own field is left out. */
  readonly duration?: { readonly metric: string; readonly field: string };
  /** More metrics, each with the field that holds its value. */
  readonly amounts?: Readonly<Record<string, string>>;
};

export type LogEventName = keyof typeof logEvents;
export type LogFields = Readonly<Record<string, string | number | undefined>>;
export type Log = (event: LogEventName, fields: LogFields) => void;
