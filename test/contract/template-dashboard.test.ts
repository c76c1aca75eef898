import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LogQuery, logGroupOf, logQueries } from '../../cli/log-queries.ts';
import { dashboard } from '../../deploy/dashboard.ts';
import { savedQueries } from '../../deploy/saved-queries.ts';
import { type LogEventName, logEvents } from '../../lib/contracts/log-events.ts';
import { type Package, packageService, packagingMilliseconds, render } from '../structure/package-service.ts';
import { root } from '../support/examples.ts';
import { aStage } from '../support/stage.ts';

type Shown = { readonly stat: string; readonly label: string };
type Widget = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly type: string;
  readonly properties: { readonly title?: string; readonly metrics?: unknown[][]; readonly query?: string };
};

/** What AWS counts, free of charge, with its dimensions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
const countedByAws = [
  'AWS/SQS ApproximateNumberOfMessagesVisible QueueName',
  'AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName',
  'AWS/SQS ApproximateNumberOfMessagesDelayed QueueName',
  'AWS/SQS ApproximateAgeOfOldestMessage QueueName',
  'AWS/SQS NumberOfMessagesSent QueueName',
  'AWS/SQS NumberOfEmptyReceives QueueName',
  'AWS/Lambda Throttles FunctionName',
  'AWS/Lambda Duration FunctionName',
  'AWS/Lambda Invocations FunctionName',
  'AWS/States ExecutionsFailed StateMachineArn',
  'AWS/States ExecutionsTimedOut StateMachineArn',
  'AWS/States ExecutionsStarted StateMachineArn',
  'AWS/States ExecutionThrottled StateMachineArn',
  'AWS/Logs IncomingBytes LogGroupName',
];

let made: Package;
let widgets: readonly Widget[];
/** What the functions print for CloudWatch when everything that is counted happens: `Labelwire Name dimension,…`. */
const emitted = new Set<string>();
beforeAll(async () => {
  made = packageService();
  const { DashboardBody } = made.resource('Dashboard').Properties as { DashboardBody: { 'Fn::Sub': string } };
  ({ widgets } = JSON.parse(DashboardBody['Fn::Sub']) as { widgets: Widget[] });
  await everythingCounted();
}, packagingMilliseconds);
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function everythingCounted(): Promise<void> {
  vi.spyOn(console, 'log').mockImplementation((line: string) => note(JSON.parse(line)));
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => undefined);
  vi.stubEnv('POWERTOOLS_DEV', 'true'); // writes to the global console
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'labelwire-dev');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Labelwire');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.resetModules(); // it reads the environment as it loads
  const { log, publishMetrics } = await import('../../lib/runtime/logger.ts');
  const amounts = { milliseconds: 1, labels: 1, minutes: 1, missing: 1, stale: 1, gone: 1, kept: 1 };
  for (const event of Object.keys(logEvents)) log(event as LogEventName, { connection: 'encord', ...amounts });
  publishMetrics();
}

type Embedded = {
  _aws?: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
};

function note({ _aws }: Embedded): void {
  for (const { Namespace, Dimensions, Metrics } of _aws?.CloudWatchMetrics ?? [])
    for (const { Name } of Metrics)
      for (const names of Dimensions) emitted.add(`${Namespace} ${Name} ${[...names].sort().join()}`);
}

const metrics = () => widgets.flatMap(({ properties }) => properties.metrics ?? []);
const dimensionsOf = (metric: readonly unknown[]) => metric.slice(2, -1) as string[];
const nameOf = (metric: readonly unknown[]): string => {
  const names = dimensionsOf(metric).filter((_name, index) => index % 2 === 0);
  return `${metric[0]} ${metric[1]} ${names.sort().join()}`;
};

describe('the dashboard', () => {
  it('shows metrics that are there: those that the functions emit, and those of AWS, with their dimensions', () => {
    expect(metrics().length).toBeGreaterThan(30);
    expect(emitted.size).toBeGreaterThan(10);
    for (const metric of metrics()) {
      const known = String(metric[0]) === 'Labelwire' ? [...emitted] : countedByAws;
      expect(known).toContain(nameOf(metric));
    }
  });

  it('asks for parts of the stack that there are, and for the metrics of this stage and its connections', () => {
    const text = JSON.stringify(widgets);
    const parts = [...text.matchAll(/\$\{(?!AWS::)(\w+)/g)].map(([, name = '']) => name);
    expect(parts.length).toBeGreaterThan(10);
    expect(Object.keys(made.template.Resources)).toEqual(expect.arrayContaining(parts));
    const queues = made.ofType('AWS::SQS::Queue').map(([, { Properties }]) => render(Properties.QueueName));
    for (const metric of metrics().filter(([namespace]) => namespace === 'AWS/SQS'))
      expect(queues).toContain(dimensionsOf(metric)[1]);
    for (const metric of metrics().filter(([namespace]) => namespace === 'Labelwire'))
      expect(dimensionsOf(metric).slice(0, 2)).toEqual(['service', 'labelwire-dev']);
    for (const connection of ['encord', 'label-studio', 'labelbox'])
      expect(text).toContain(`"connection","${connection}"`);
  });

  it('says of each metric how it is read and by what name, of one title only one widget', () => {
    for (const metric of metrics()) {
      const { stat, label } = metric.at(-1) as Shown;
      expect(stat).toMatch(/^(Sum|Maximum|SampleCount|p50|p95)$/);
      expect(label).toMatch(/\w/);
    }
    const titles = widgets.flatMap(({ properties }) => properties.title ?? []);
    expect(titles).toEqual([...new Set(titles)]);
  });

  it('lays its widgets out without overlap in the 24 columns that CloudWatch has', () => {
    for (const one of widgets) {
      expect(one.x + one.width).toBeLessThanOrEqual(24);
      for (const other of widgets)
        expect(
          one === other || one.y !== other.y || one.x + one.width <= other.x || other.x + other.width <= one.x,
        ).toBe(true);
    }
  });

  it('searches the logs as the saved queries do', () => {
    const searched = widgets.flatMap(({ properties }) => properties.query ?? []);
    expect(searched.length).toBeGreaterThan(2);
    const known = Object.values<LogQuery>(logQueries).map(({ query }) => query);
    for (const query of searched) expect(known).toContain(query.replace(/^(SOURCE '[^']+' \| )+/, ''));
  });

  it('and the queries are left out where they are not wanted', async () => {
    expect(await dashboard(aStage({ dashboard: 'off' }))).toEqual({ Resources: {} });
    expect(await savedQueries(aStage({ dashboard: 'off' }))).toEqual({ Resources: {} });
  });
});

describe('the saved queries', () => {
  it('search log groups of functions that there are', () => {
    const groups = made.ofType('AWS::Logs::LogGroup').map(([, { Properties }]) => render(Properties.LogGroupName));
    const queries = made.ofType('AWS::Logs::QueryDefinition');
    expect(queries).toHaveLength(Object.keys(logQueries).length);
    for (const [name, { Properties }] of queries) {
      const { LogGroupNames, Name } = Properties as { LogGroupNames: string[]; Name: string };
      expect(Name, name).toMatch(/^labelwire-dev\//);
      expect(groups, name).toEqual(expect.arrayContaining(LogGroupNames));
    }
    expect(logGroupOf('labelwire-dev', 'writeExport')).toBe('/aws/lambda/labelwire-dev-writeExport');
  });

  it.each(Object.entries<LogQuery>(logQueries))(
    '%s asks only for fields that it says it reads',
    (_name, { query, reads }) => {
      const fields = new Set(Object.values(reads).flat());
      const names = query
        .replace(/'[^']*'/g, '')
        .replace(/\bas \w+/g, '')
        .match(/[a-zA-Z]\w*/g);
      const words = /^(fields|filter|sort|limit|stats|by|asc|desc|count|count_distinct|max|timestamp|message)$/;
      const aliases = [...query.matchAll(/\bas (\w+)/g)].map(([, alias]) => alias);
      const asked = (names ?? []).filter((word) => !words.test(word) && !aliases.includes(word));
      expect(asked.length).toBeGreaterThan(0);
      for (const field of asked) expect([...fields]).toContain(field);
      for (const event of Object.keys(reads)) expect(Object.keys(logEvents)).toContain(event);
    },
  );

  it('are in the guide', () => {
    const guide = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');
    for (const name of Object.keys(logQueries)) expect(guide).toContain(`\`${name}\``);
  });
});
