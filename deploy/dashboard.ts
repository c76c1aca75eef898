import { type LogQuery, logGroupOf, logQueries } from '../cli/log-queries.ts';
import { type Metric, type Row, rows } from './dashboard-rows.ts';
import { parameters, stackName, type Variables } from './parameters.ts';
import { connectionNames } from './secrets.ts';

/** Of the grid of CloudWatch, which is 24 wide. */
const width = 24;
const height = 6;

/** One page of the flow, what fails, what waits, and what costs. Nothing where it is off. */
export async function dashboard(variables: Variables) {
  const given = await parameters(variables);
  if (given.dashboard === 'off') return { Resources: {} };
  const stack = await stackName(variables);
  const stage = String(await variables.resolveVariable('sls:stage'));
  const shown = rows({ stack, stage, connections: await connectionNames() });
  const widgets = shown.flatMap((row, index) => widgetsOf(row, index * height, stack));
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: stack, DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) } },
      },
    },
    Outputs: { DashboardName: { Value: stack } },
  };
}

function widgetsOf(row: Row, y: number, stack: string): object[] {
  const each = width / row.length;
  return row.map((widget, index) => {
    const place = { x: index * each, y, width: each, height };
    const region = `\${AWS::Region}`;
    if ('markdown' in widget) return { type: 'text', ...place, properties: { markdown: widget.markdown } };
    const { title } = widget;
    if ('query' in widget)
      return {
        type: 'log',
        ...place,
        properties: { title, region, view: 'table', query: searched(widget.query, stack) },
      };
    const { metrics, period = 300, view = 'timeSeries' } = widget;
    return { type: 'metric', ...place, properties: { title, region, view, period, metrics: metrics.map(metricOf) } };
  });
}

/** `[namespace, name, dimension, value, …, how it is shown]`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const metricOf = ({ namespace, name, dimensions, stat, label }: Metric) => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { stat, label },
];

const searched = (name: keyof typeof logQueries, stack: string): string => {
  const { functions, query }: LogQuery = logQueries[name];
  return `${functions.map((each) => `SOURCE '${logGroupOf(stack, each)}' | `).join('')}${query}`;
};
