import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Journal, journalEvents } from '../workflow/journal.ts';

export const logger = new Logger();
const metrics = new Metrics();

/** Writes an event to the log and counts it, as the list of journal events says. */
export const journal: Journal = (event, fields) => {
  const { level, metric } = journalEvents[event];
  logger[level](event, fields);
  if (metric) metrics.addMetric(metric, MetricUnit.Count, 1);
};

/** At the end of an invocation: one line for CloudWatch with all that was counted. */
export function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
