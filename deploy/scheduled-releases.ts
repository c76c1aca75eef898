import { createHash } from 'node:crypto';
import { loadConfiguration } from '../cli/load-configuration.ts';
import type { Configuration } from '../lib/configuration/configuration.ts';
import { scheduledRequest } from '../lib/configuration/scheduled-request.ts';
import { stackName, type Variables } from './parameters.ts';
import { allow, arnOf, roleOf } from './role.ts';
import { pascalCase } from './secrets.ts';

/** A schedule for each of the releases of labelwire.config.ts; nothing where it has none. */
export const scheduledReleases = async (variables: Variables) =>
  releaseSchedules(await loadConfiguration(), await stackName(variables));

/** CloudWatch counts what the scheduler gave up by the group. */
export const scheduleGroup = (stack: string): string => `${stack}-releases`;

export function releaseSchedules(configuration: Configuration, stack: string) {
  const { releases = [] } = configuration;
  if (releases.length === 0) return { Resources: {} };
  const schedules = releases.map((release) => {
    const name = resourceName(release.name);
    const Properties = {
      Name: name,
      GroupName: { Ref: 'ReleaseSchedules' },
      Description: `Builds the releases ${release.name}`,
      ScheduleExpression: release.schedule,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { Ref: 'BuildRelease' },
        RoleArn: arnOf('ReleaseScheduleRole'),
        Input: JSON.stringify(scheduledRequest(release, configuration, dueTime)),
      },
    };
    return [`${pascalCase(name)}ReleaseSchedule`, { Type: 'AWS::Scheduler::Schedule', Properties }] as const;
  });
  return {
    Resources: {
      ReleaseSchedules: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: scheduleGroup(stack) } },
      ReleaseScheduleRole: roleOf('scheduler.amazonaws.com', 'schedule', [
        allow('StartBuilds', ['states:StartExecution'], { Ref: 'BuildRelease' }),
      ]),
      ...Object.fromEntries(schedules),
    },
  };
}

/**
 * The time that the schedule was due at, the same for each delivery and each retry of it:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
const dueTime = '<aws.scheduler.scheduled-time>';

/** At most 64 characters, and different for every pattern: a digest follows what a person reads. */
function resourceName(pattern: string): string {
  const digest = createHash('sha256').update(pattern).digest('hex').slice(0, 8);
  const words = pattern.match(/[a-z0-9]+/g) ?? [];
  return `${words.join('-').slice(0, 48)}-${digest}`;
}
