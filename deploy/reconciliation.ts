import { parameters, stackName, type Variables } from './parameters.ts';
import { allow, arnOf, roleOf } from './role.ts';
import { connectionNames } from './secrets.ts';

const wholeWeekly = 'rate(7 days)';

/** Two schedules a connection: what has changed since the last run, and once a week everything. Nothing where it is off. */
export async function reconciliation(variables: Variables) {
  const { reconcile } = await parameters(variables);
  if (reconcile === 'off') return { Resources: {} };
  const stack = await stackName(variables);
  const schedules = (await connectionNames()).flatMap((connection) => [
    schedule(`${stack}-reconcile-${connection}`, reconcile, { connection, since: 'last', isAutomatic: true }),
    schedule(`${stack}-reconcile-all-${connection}`, wholeWeekly, { connection, files: true, isAutomatic: true }),
  ]);
  return {
    Resources: {
      ReconcileRole: roleOf('scheduler.amazonaws.com', 'schedule', [
        allow('StartSyncs', ['states:StartExecution'], { Ref: 'SyncConnection' }),
      ]),
      ...Object.fromEntries(schedules),
    },
  };
}

const logicalId = (name: string) =>
  `${name.replace(/(^|-)([a-z0-9])/g, (_match, _dash, letter: string) => letter.toUpperCase())}Schedule`;

/** The minutes are spread, so that not every deployment of the world asks a platform at once. */
const flexibleMinutes = 15;

function schedule(Name: string, ScheduleExpression: string, request: object): [string, object] {
  const Properties = {
    Name,
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: flexibleMinutes },
    Target: { Arn: { Ref: 'SyncConnection' }, RoleArn: arnOf('ReconcileRole'), Input: JSON.stringify(request) },
  };
  return [logicalId(Name.slice(Name.indexOf('-reconcile-') + 1)), { Type: 'AWS::Scheduler::Schedule', Properties }];
}
