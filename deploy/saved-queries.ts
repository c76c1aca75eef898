import { type LogQuery, logGroupOf, logQueries } from '../cli/log-queries.ts';
import { parameters, stackName, type Variables } from './parameters.ts';

/** Free: a query is paid by what it searches when somebody runs it. They go with the dashboard. */
export async function savedQueries(variables: Variables) {
  const { dashboard } = await parameters(variables);
  if (dashboard === 'off') return { Resources: {} };
  const stack = await stackName(variables);
  const definitions = Object.entries<LogQuery>(logQueries).map(([name, { functions, query }]) => [
    `${pascalCase(name)}Query`,
    {
      Type: 'AWS::Logs::QueryDefinition',
      Properties: {
        Name: `${stack}/${name}`,
        LogGroupNames: functions.map((each) => logGroupOf(stack, each)),
        QueryString: query,
      },
    },
  ]);
  return { Resources: Object.fromEntries(definitions) };
}

const pascalCase = (text: string) =>
  text.replace(/(^| )([a-z])/g, (_match, _space, letter: string) => letter.toUpperCase());
