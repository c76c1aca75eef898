import { describe, expect, it } from 'vitest';
import deployed from '../../../labelwire.config.ts';
import { checkConfiguration } from '../../../lib/configuration/check-configuration.ts';
import { type Configuration, isWanted, routeOf } from '../../../lib/configuration/configuration.ts';

const check = (input: unknown) => checkConfiguration(input as Configuration);
const aRoute = { platform: 'encord', formats: { yolo: {} } } as const;

it('is right as it stands in labelwire.config.ts', () => {
  expect(() => checkConfiguration(deployed)).not.toThrow();
});

describe('a wrong configuration', () => {
  it.each<[string, unknown, RegExp]>([
    ['no route', { platforms: { encord: {} }, routes: [] }, /routes must be at least 1/],
    ['a platform nobody knows', { platforms: { cvat: {} }, routes: [aRoute] }, /platforms has unknown keys: cvat/],
    [
      'a route of a platform nobody knows',
      { platforms: { encord: {} }, routes: [{ ...aRoute, platform: 'cvat' }] },
      /routes\[0\]\.platform expected .*"encord"/,
    ],
    [
      'a route of a platform not listed',
      { platforms: { labelbox: {} }, routes: [aRoute] },
      /a route wants encord, which is not under "platforms"/,
    ],
    [
      'a misspelt setting',
      { platforms: { encord: { apiURL: 'https://a.example.com' } }, routes: [aRoute] },
      /platforms\.encord has unknown keys: apiURL/,
    ],
    [
      'a URL that is none',
      { platforms: { encord: { apiUrl: 'api' } }, routes: [aRoute] },
      /platforms\.encord\.apiUrl is not a valid url/,
    ],
    [
      'an empty list of projects',
      { platforms: { encord: {} }, routes: [{ ...aRoute, projects: [] }] },
      /routes\[0\]\.projects must be at least 1/,
    ],
    [
      'a misspelt key of a route',
      { platforms: { encord: {} }, routes: [{ ...aRoute, project: 'a' }] },
      /routes\[0\] has unknown keys: project/,
    ],
    [
      'no address of a platform that has none of its own',
      { platforms: { encord: {}, 'label-studio': {} }, routes: [aRoute] },
      /platforms\.label-studio\.apiUrl is missing: say where your Label Studio answers/,
    ],
    ['no formats', { platforms: { encord: {} }, routes: [{ platform: 'encord' }] }, /routes\[0\]\.formats is missing/],
  ])('with %s is refused by the name of the field', (_what, input, message) => {
    expect(() => check(input)).toThrow(
      expect.objectContaining({ name: 'InvalidConfiguration', message: expect.stringMatching(message) }),
    );
  });
});

describe('routes', () => {
  const configuration: Configuration = {
    platforms: { encord: {}, labelbox: {} },
    routes: [
      { platform: 'encord', projects: ['narrow'], events: ['task_completed_event'], formats: { yolo: {} } },
      { platform: 'encord', formats: { coco: {} } },
    ],
  };
  const event = { platform: 'encord', project: 'narrow', type: 'task_completed_event' };

  it('are tried in their order, and the first that wants the project wins', () => {
    expect(routeOf(configuration, event)?.formats).toEqual({ yolo: {} });
    expect(routeOf(configuration, { ...event, project: 'another' })?.formats).toEqual({ coco: {} });
    expect(routeOf(configuration, { ...event, platform: 'labelbox' })).toBeUndefined();
  });

  it.each([
    ['an event the route names', event, true],
    ['an event it does not name, though a later route would', { ...event, type: 'another' }, false],
    ['every event where it names none', { ...event, project: 'another', type: 'another' }, true],
    ['no event without a route', { ...event, platform: 'labelbox' }, false],
  ])('want %s', (_what, given, wanted) => {
    expect(isWanted(configuration, given)).toBe(wanted);
  });
});
