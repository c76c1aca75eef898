import { parameters, type Variables } from './parameters.ts';

const lambdaLevels: Readonly<Record<string, { readonly application: string; readonly system: string }>> = {
  TRACE: { application: 'TRACE', system: 'INFO' },
  DEBUG: { application: 'DEBUG', system: 'INFO' },
};

/**
 * What Lambda lets through to CloudWatch. Its own lines (start and report of each invocation) only for who looks closely:
 * they cost as much as ours, and AWS counts duration, errors and throttles anyway; failures it tells at WARN, too.
 * Of ours never less than INFO: a line without a level counts as INFO, and so do the metrics, on which alarms rest. What
 * is below `logLevel` the functions do not write in the first place.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export async function lambdaLogs(variables: Variables) {
  const { logLevel } = await parameters(variables);
  const { application, system } = lambdaLevels[logLevel] ?? { application: 'INFO', system: 'WARN' };
  return { logFormat: 'JSON', applicationLogLevel: application, systemLogLevel: system };
}
