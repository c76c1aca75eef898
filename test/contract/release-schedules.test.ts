import { describe, expect, it } from 'vitest';
import { alarmTable } from '../../deploy/alarm-table.ts';
import { releaseSchedules, scheduleGroup } from '../../deploy/scheduled-releases.ts';
import type { Configuration, ScheduledRelease } from '../../lib/configuration/configuration.ts';
import { ReleaseToPlan } from '../../lib/contracts/release.ts';
import { render } from '../structure/package-service.ts';

const releaseOf = (name: string): ScheduledRelease => ({
  ...{ name, schedule: 'cron(0 3 * * ? *)' },
  ...{ projects: ['encord/harbour'], formats: { coco: {} } },
});
const configurationOf = (...names: readonly string[]): Configuration => ({
  platforms: { encord: {} },
  routes: [{ platform: 'encord', formats: { canonical: {} } }],
  releases: names.map(releaseOf),
});

type Schedule = {
  readonly Type: string;
  readonly Properties: {
    readonly Name: string;
    readonly GroupName: unknown;
    readonly ScheduleExpression: string;
    readonly FlexibleTimeWindow: unknown;
    readonly Target: { readonly Arn: unknown; readonly RoleArn: unknown; readonly Input: string };
  };
};
const schedulesOf = (...names: readonly string[]) => {
  const { Resources } = releaseSchedules(configurationOf(...names), 'labelwire-dev');
  const all = Object.entries(Resources as Record<string, Schedule>);
  return all.filter(([, { Type }]) => Type === 'AWS::Scheduler::Schedule');
};

describe('the schedules of releases', () => {
  it('are none in a template without releases', () => {
    expect(releaseSchedules(configurationOf(), 'labelwire-dev')).toEqual({ Resources: {} });
    const { releases: _none, ...without } = configurationOf();
    expect(releaseSchedules(without, 'labelwire-dev')).toEqual({ Resources: {} });
  });

  it('start build-release to the minute, with a role of their own, and with what it takes once the time is put in', () => {
    const [schedule] = schedulesOf('harbour-{date}').map(([, { Properties }]) => Properties);
    if (!schedule) throw new Error('The template has no schedule.');
    const { Target, GroupName, ...how } = schedule;
    expect(how).toMatchObject({ ScheduleExpression: 'cron(0 3 * * ? *)', FlexibleTimeWindow: { Mode: 'OFF' } });
    expect([render(GroupName), render(Target.Arn), render(Target.RoleArn)]).toEqual([
      'ReleaseSchedules',
      'BuildRelease',
      'ReleaseScheduleRole.Arn',
    ]);
    const input = Target.Input.replaceAll('<aws.scheduler.scheduled-time>', '2026-11-28T03:00:00Z');
    const begun = { run: 'a', startedAt: '2026-11-28T03:00:01.000Z', request: JSON.parse(input) as unknown };
    expect(ReleaseToPlan.parse(begun).request).toMatchObject({ release: 'harbour-2026-11-28', layout: 'shards' });
  });

  it('have names of their own, however alike or long their patterns are', () => {
    const alike = ['a-date-{date}', 'a-{date}-date', 'a.date-{date}', `${'x'.repeat(50)}{date}`];
    const found = schedulesOf(...alike);
    expect(new Set(found.map(([logicalId]) => logicalId)).size).toBe(alike.length);
    expect(new Set(found.map(([, { Properties }]) => Properties.Name)).size).toBe(alike.length);
    for (const [logicalId, { Properties }] of found) {
      expect(logicalId).toMatch(/^[A-Za-z0-9]+$/);
      expect(Properties.Name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
    }
  });
});

describe('the alarm of a release that was not started', () => {
  const watched = {
    stage: 'dev',
    stack: 'labelwire-dev',
    ingress: 'functionUrl',
    connections: [],
    silenceHours: 0,
  } as const;

  it('watches the schedules where there are any', () => {
    const { ReleaseNotStarted } = alarmTable({ ...watched, releaseSchedules: scheduleGroup('labelwire-dev') });
    expect(ReleaseNotStarted).toMatchObject({
      ...{ namespace: 'AWS/Scheduler', metric: 'InvocationDroppedCount' },
      dimensions: { ScheduleGroup: 'labelwire-dev-releases' },
    });
    expect(alarmTable(watched)).not.toHaveProperty('ReleaseNotStarted');
  });
});
