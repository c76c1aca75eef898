import { describe, expect, it } from 'vitest';
import { configurationProblem } from '../../../lib/configuration/check-configuration.ts';
import type { Configuration, Route, ScheduledRelease } from '../../../lib/configuration/configuration.ts';
import { routeNeeds } from '../../../lib/configuration/route-needs.ts';
import { anEvent } from '../../support/events.ts';

const configurationWith = (route: Partial<Route>, releases: readonly ScheduledRelease[] = []): Configuration => ({
  platforms: { encord: {} },
  routes: [{ platform: 'encord', formats: { canonical: {} }, ...route }],
  releases,
});
const needsOf = (configuration: Configuration, project = 'p-1') =>
  routeNeeds(configuration, anEvent({ connection: 'encord', project }));
const release = (projects: readonly string[]): ScheduledRelease => ({
  name: 'drives-{date}',
  schedule: 'cron(0 3 * * ? *)',
  projects,
  formats: { mot: {}, conll: {} },
});

describe('what is read of a unit', () => {
  it('is what the formats of its route need, each thing once', () => {
    expect(needsOf(configurationWith({ formats: { coco: {}, masks: {}, conll: {}, csv: {} } }))).toEqual([
      'size',
      'text',
    ]);
  });

  it('is what the formats of releases of its project need, which no route takes', () => {
    const configuration = configurationWith({}, [release(['encord/p-1']), release(['encord/p-2'])]);
    expect(needsOf(configuration)).toEqual(['text', 'rate', 'frames', 'video-size']);
    expect(needsOf(configuration, 'p-3')).toEqual([]);
  });

  it('is what its route names, for releases that nobody has asked for yet', () => {
    const configuration = configurationWith({ formats: { cvat: {} }, needs: ['rate'] });
    expect(needsOf(configuration)).toEqual(['size', 'rate', 'frames', 'video-size']);
    expect(configurationProblem(configuration)).toBeUndefined();
  });

  it('is nothing where no route takes the project', () => {
    expect(needsOf(configurationWith({ projects: ['p-2'], needs: ['text'] }))).toEqual([]);
  });

  it('is refused by the name of what nothing needs', () => {
    const configuration = configurationWith({ needs: ['video' as 'rate'] });
    expect(configurationProblem(configuration)).toMatchObject({
      path: ['routes', 0, 'needs', 0],
      message: expect.stringContaining('"video" is not a value of this field'),
    });
  });
});
