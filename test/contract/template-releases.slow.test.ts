import { beforeAll, describe, expect, it } from 'vitest';
import { fits } from '../../access/iam/wildcards.ts';
import { assumptions } from '../../cli/cost/assumptions.ts';
import { partsOf } from '../../cli/rights/place.ts';
import { resourceRights } from '../../deploy/resource-rights.ts';
import {
  listed,
  oneOfEach,
  type Package,
  packageService,
  packagingMilliseconds,
  render,
  statementsOf,
} from '../structure/package-service.ts';

const releases = `
  releases: [
    {
      name: 'harbour-{date}',
      schedule: 'cron(0 3 * * ? *)',
      projects: ['encord/harbour'],
      formats: { canonical: {} },
    },
  ],
};

export default`;

const aPlace = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

let made: Package;
beforeAll(() => {
  made = packageService({}, oneOfEach.replace(/};\s+export default/, releases));
}, packagingMilliseconds);

describe('a template with a scheduled release', () => {
  it('has its schedule besides those of the reconciliation, in a group of its own', () => {
    const schedules = made.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
    const own = schedules.filter(({ GroupName }) => GroupName !== undefined);
    expect(own).toMatchObject([
      { ScheduleExpression: 'cron(0 3 * * ? *)', Description: 'Builds the releases harbour-{date}' },
    ]);
    expect(schedules.length).toBeGreaterThan(own.length);
    expect(made.resource('ReleaseSchedules').Properties).toEqual({ Name: 'labelwire-dev-releases' });
  });

  it('has a role for it that may start builds of releases, and no more', () => {
    const role = made.resource('ReleaseScheduleRole');
    const allowed = statementsOf(role).map(({ Action, Resource }) => [Action, listed(Resource)]);
    expect(allowed).toEqual([[['states:StartExecution'], ['BuildRelease']]]);
    expect(JSON.stringify(role.Properties.AssumeRolePolicyDocument)).toContain('"scheduler.amazonaws.com"');
  });

  it('has an alarm for one that was not started', () => {
    const { Dimensions, MetricName, AlarmActions } = made.resource('ReleaseNotStartedAlarm').Properties;
    expect([MetricName, Dimensions]).toEqual([
      'InvocationDroppedCount',
      [{ Name: 'ScheduleGroup', Value: 'labelwire-dev-releases' }],
    ]);
    expect(listed(AlarmActions)).toEqual([render({ Ref: 'AlarmTopic' })]);
  });

  it('has schedules that whoever deploys may make, and each by its name', () => {
    const place = { ...aPlace, stage: 'dev', bucket: 'labels', bucketPrefix: '' };
    const on = [resourceRights['AWS::Scheduler::Schedule']?.on(partsOf(place)) ?? []].flat();
    const names = made.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => {
      const { Name, GroupName } = Properties as { Name: string; GroupName?: unknown };
      return `${GroupName === undefined ? 'default' : 'labelwire-dev-releases'}/${Name}`;
    });
    const allowed = (name: string) =>
      on.some((pattern) => fits(pattern, `arn:aws:scheduler:eu-central-1:111122223333:schedule/${name}`));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !allowed(name))).toEqual([]);
  });

  it('has the alarms that the calculator assumes, each metric paid', () => {
    const metrics = made
      .ofType('AWS::CloudWatch::Alarm')
      .flatMap(
        ([
          ,
          {
            Properties: { Metrics = [{}] },
          },
        ]) => Metrics as { Expression?: string }[],
      )
      .filter(({ Expression }) => Expression === undefined);
    const { alarmMetrics, alarmMetricsPerConnection, alarmMetricsOfScheduledReleases } = assumptions;
    expect(metrics).toHaveLength(alarmMetrics + 3 * alarmMetricsPerConnection + alarmMetricsOfScheduledReleases);
  });
});
