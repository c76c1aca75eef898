import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Log, type LogEvent, type LogFields, logEvents } from '../contracts/log-events.ts';

/**
 * A line without what its log group says already (function, stage) and what never changes. By the id of the request it is
 * found among Lambda's own lines and in a trace.
 */
class BriefLines extends LogFormatter {
  override formatAttributes(
    { logLevel, message, timestamp, lambdaContext }: UnformattedAttributes,
    fields: LogAttributes,
  ): LogItem {
    const attributes = {
      level: logLevel,
      message,
      timestamp: this.formatTimestamp(timestamp),
      function_request_id: lambdaContext?.awsRequestId,
    };
    return new LogItem({ attributes }).addAttributes(fields);
  }
}

// Lambda's level, never above INFO (deploy/log-levels.ts), would count for more than POWERTOOLS_LOG_LEVEL.
delete process.env.AWS_LAMBDA_LOG_LEVEL;

export const logger = new Logger({ logFormatter: new BriefLines() });
const metrics = new Metrics();

/** Writes an event to the log and counts it, as the list of log events says. */
export const log: Log = (event, fields) => {
  const { level, metric, by, duration, amounts = {} }: LogEvent = logEvents[event];
  logger[level](event, fields);
  if (metric) counterOf(by, fields).addMetric(metric, MetricUnit.Count, 1);
  if (duration && fields[duration.field] !== undefined)
    counterOf(by, fields).addMetric(duration.metric, MetricUnit.Milliseconds, Number(fields[duration.field]));
  for (const [name, field] of Object.entries(amounts)) metrics.addMetric(name, MetricUnit.Count, Number(fields[field]));
};

/** What is counted by a field is written at once: a dimension holds for all metrics of a line. */
const counterOf = (by: string | undefined, fields: LogFields): Metrics =>
  by === undefined ? metrics : metrics.singleMetric().addDimension(by, String(fields[by]));

/** At the end of an invocation: one line for CloudWatch with all that was counted. */
export function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
