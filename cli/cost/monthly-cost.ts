import { labelsPerChild } from '../../lib/contracts/payloads.ts';
import { assumptions, recipeAssumptions } from './assumptions.ts';
import { at, type BatchRates } from './batch-counts.ts';
import { prices } from './prices.ts';

export type CostLine = {
  readonly service: string;
  readonly what: string;
  /** In a month. */
  readonly quantity: number;
  readonly usd: number;
};

export type Workload = {
  readonly labelsPerMonth: number;
  /** Labels of one project that come together; they make one execution. */
  readonly batch: number;
  /** Connections of labelwire.config.ts: each has its secrets. */
  readonly connections: number;
  /** labelwire.config.ts has releases that are built on a schedule. */
  readonly scheduledReleases?: boolean;
  /** The bucket is encrypted with a KMS key. */
  readonly kms?: boolean;
  /** X-Ray traces are on. */
  readonly tracing?: boolean;
  /** Labels are announced. */
  readonly notify?: boolean;
};

type FunctionName = keyof typeof assumptions.milliseconds;
const functionNames = Object.keys(assumptions.milliseconds) as FunctionName[];

const gigabyte = 1024 ** 3;
/** A line of the bill: so much of it, at this price. */
export const line = (service: string, what: string, quantity: number, price: number): CostLine => ({
  service,
  what,
  quantity,
  usd: quantity * price,
});

/** Executions that the Map of a batch starts. */
export const childrenOf = (batch: number): number => Math.ceil(batch / labelsPerChild);

/** A month of Labelwire: new labels, each announced by one delivery, all exported. */
export function monthlyCost(rates: BatchRates, workload: Workload): CostLine[] {
  const { labelsPerMonth, batch, kms = false, tracing = false, notify = false } = workload;
  const batches = labelsPerMonth / batch;
  const functions = functionNames.map((name) => {
    const counted = rates.functions[name];
    if (!counted) throw new Error(`Nothing was counted for ${name}. Count again: node bench/count-calls.ts`);
    return { name, counted, invocations: at(counted.invocations, batch) };
  });
  const perBatch = (read: (one: (typeof functions)[number]) => number) =>
    functions.reduce((sum, one) => sum + read(one), 0) * batches;
  const requests = (...operations: string[]) =>
    perBatch(({ counted }) =>
      operations.reduce(
        (sum, operation) => sum + (counted.calls[operation] ? at(counted.calls[operation], batch) : 0),
        0,
      ),
    );
  const invocations = perBatch((one) => one.invocations);
  const gbSeconds = perBatch(({ name, invocations: times }) => {
    const { invocation, label } = assumptions.milliseconds[name];
    return (times * (invocation + label * batch) * assumptions.memoryMb[name]) / 1024 / 1000;
  });
  const children = batches * childrenOf(batch);
  const childGbSeconds = (children * assumptions.childMilliseconds * assumptions.childMb) / 1024 / 1000;
  const logBytes = perBatch(({ counted }) => at(counted.logBytes, batch));
  const puts = requests('PutObject');
  const gets = requests('GetObject', 'HeadObject');
  const polls = batches * 2 * Math.ceil(batch / assumptions.messagesPerReceive);
  const traces = labelsPerMonth + 2 * batches; // a webhook's, and a batch's: startExport and the execution
  return [
    line('Lambda', 'requests', invocations, prices.lambdaRequest),
    line('Lambda', 'GB-seconds', gbSeconds, prices.lambdaArmGbSecond),
    line('SQS', 'requests to send', requests('SendMessage', 'SendMessageBatch'), prices.sqsRequest),
    line('SQS', 'requests to receive and delete', polls, prices.sqsRequest),
    line('Step Functions', 'transitions of executions', batches * (rates.states + 1), prices.standardTransition),
    line('Step Functions', 'transitions that start children', children, prices.standardTransition),
    line('Step Functions', 'Express requests', children, prices.expressRequest),
    line('Step Functions', 'Express GB-seconds', childGbSeconds, prices.expressGbSecond),
    line('S3', 'PUT', puts, prices.s3Put),
    line('S3', 'GET and HEAD', gets, prices.s3Get),
    line('S3', 'DELETE (free)', requests('DeleteObject'), 0),
    line('CloudWatch', 'GB of log', logBytes / gigabyte, prices.logGigabyte),
    line('EventBridge', 'events of AWS services (free)', batches, 0),
    ...(notify ? noticeLines(labelsPerMonth) : []),
    ...(tracing ? [line('X-Ray', 'traces recorded', recorded(traces), prices.traceRecorded)] : []),
    ...(kms ? keyLines(puts + gets) : []),
    ...standingLines(workload),
  ];
}

function recorded(traces: number): number {
  const first = Math.min(traces, assumptions.secondsPerMonth);
  return first + (traces - first) * assumptions.sampledBeyondFirst;
}

/** A PUT takes the mark off a record; the event, and both requests, lengthen WriteExport. */
const noticeLines = (labelsPerMonth: number): CostLine[] => [
  line('EventBridge', 'events of labels', labelsPerMonth, prices.customEvent),
  line('S3', 'PUT of what was announced', labelsPerMonth, prices.s3Put),
  line(
    'Lambda',
    'GB-seconds of announcing',
    (labelsPerMonth * assumptions.announcingMilliseconds * assumptions.memoryMb.writeExport) / 1024 / 1000,
    prices.lambdaArmGbSecond,
  ),
];

const keyLines = (s3Requests: number): CostLine[] => [
  line('KMS', 'requests', s3Requests / assumptions.s3RequestsPerKmsRequest, prices.kmsRequest),
  line('KMS', 'keys', 1, prices.kmsKeyMonth),
];

/** Paid also when nothing is labelled. */
const standingLines = ({ connections, scheduledReleases = false }: Workload): CostLine[] => [
  line('SQS', 'requests of idle polling', assumptions.idleReceivesPerMonth, prices.sqsRequest),
  line(
    'CloudWatch',
    'alarms',
    assumptions.alarmMetrics +
      assumptions.alarmMetricsPerConnection * connections +
      (scheduledReleases ? assumptions.alarmMetricsOfScheduledReleases : 0),
    prices.alarmMonth,
  ),
  line(
    'EventBridge',
    'schedules of reconciliation',
    assumptions.reconciliationsPerConnection * connections,
    prices.scheduledInvocation,
  ),
  line('CloudWatch', 'dashboards (three an account are free)', assumptions.dashboards, 0),
  line('CloudWatch', 'metrics', assumptions.metricsPerConnection * connections, prices.metricMonth),
  line('Secrets Manager', 'secrets', assumptions.secretsPerConnection * connections, prices.secretMonth),
  line(
    'Secrets Manager',
    'requests',
    (assumptions.containersReadingSecrets * assumptions.secondsPerMonth) / 300,
    prices.secretRequest,
  ),
];

/** A month of Encord's recipe: one Lambda a label, and nothing else. */
export const recipeCost = (labelsPerMonth: number): CostLine[] => {
  const { milliseconds, memoryMb, logBytes, puts, imageGigabytes } = recipeAssumptions;
  return [
    line('Lambda', 'requests', labelsPerMonth, prices.lambdaRequest),
    line('Lambda', 'GB-seconds', (labelsPerMonth * milliseconds * memoryMb) / 1024 / 1000, prices.lambdaX86GbSecond),
    line('S3', 'PUT', labelsPerMonth * puts, prices.s3Put),
    line('CloudWatch', 'GB of log', (labelsPerMonth * logBytes) / gigabyte, prices.logGigabyte),
    line('ECR', 'GB of image', imageGigabytes, prices.imageGigabyteMonth),
  ];
};

export const total = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

/** Service → USD, the dearest first. */
export function byService(lines: readonly CostLine[]): [string, number][] {
  const services = [...Map.groupBy(lines, ({ service }) => service)];
  return services.map(([service, own]): [string, number] => [service, total(own)]).sort(([, a], [, b]) => b - a);
}
