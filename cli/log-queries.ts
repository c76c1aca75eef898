import type { LogEventName } from '../lib/contracts/log-events.ts';

export type LogQuery = {
  /** Functions whose logs are searched. */
  readonly functions: readonly string[];
  /** The log events that it reads, each with the fields that it needs of it; compared with what is written by test. */
  readonly reads: Readonly<Partial<Record<LogEventName, readonly string[]>>>;
  readonly query: string;
};

const wayOfALabel = ['startExport', 'fetchLabels', 'transformLabel', 'writeExport', 'rescueExecution'] as const;
const givesUp = ['startExport', 'writeExport', 'rescueExecution', 'sweepExecutions'] as const;

const whose = ['connection', 'project', 'label'] as const;

/** Saved in CloudWatch Logs Insights under the name of the stack, and read by the dashboard. */
export const logQueries = {
  'way of a label': {
    functions: wayOfALabel,
    reads: {
      'label-put-back': [...whose, 'error', 'reason'],
      'label-refused': ['connection', 'label', 'error', 'reason'],
      'label-written': [...whose, 'revision', 'status', 'event', 'files', 'milliseconds'],
      'label-given-up': [...whose, 'event', 'error', 'status'],
    },
    query: `fields @timestamp, message, status, error, reason, revision, files, milliseconds, event
| filter label = 'THE ID OF THE LABEL'
| sort @timestamp asc
| limit 1000`,
  },
  'refusals by reason': {
    functions: ['fetchLabels', 'startExport'],
    reads: { 'label-refused': ['connection', 'label', 'error', 'reason'] },
    query: `filter message = 'label-refused'
| stats count(*) as refusals, count_distinct(label) as labels, max(@timestamp) as last by connection, error, reason
| sort refusals desc
| limit 100`,
  },
  'dead letters by error': {
    functions: givesUp,
    reads: { 'label-given-up': ['connection', 'error'] },
    query: `filter message = 'label-given-up'
| stats count(*) as letters, max(@timestamp) as last by connection, error
| sort letters desc`,
  },
  'slowest fetches': {
    functions: ['fetchLabels'],
    reads: { 'labels-fetched': ['connection', 'project', 'asked', 'fetched', 'putBack', 'later', 'milliseconds'] },
    query: `filter message = 'labels-fetched'
| fields @timestamp, connection, project, asked, fetched, putBack, later, milliseconds
| sort milliseconds desc
| limit 50`,
  },
  'most memory': {
    functions: [
      'fetchLabels',
      'transformLabel',
      'writeExport',
      'syncLabels',
      'planRelease',
      'surveyBatch',
      'settleRelease',
      'writeBatch',
      'assembleFile',
      'finishRelease',
    ],
    reads: { 'memory-grown': ['step', 'megabytes', 'of'] },
    query: `filter message = 'memory-grown'
| stats max(megabytes) as most, max(of) as available, max(100 * megabytes / of) as percent by step
| sort percent desc`,
  },
} as const satisfies Readonly<Record<string, LogQuery>>;

export const logGroupOf = (stack: string, name: string) => `/aws/lambda/${stack}-${name}`;
