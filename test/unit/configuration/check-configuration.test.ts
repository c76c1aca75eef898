import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import configuration from '#configuration';
import { checkConfiguration, configurationProblem } from '../../../lib/configuration/check-configuration.ts';
import { connectionsProblem } from '../../../lib/configuration/check-connections.ts';
import { type Configuration, isWanted, routeOf } from '../../../lib/configuration/configuration.ts';
import { pathText } from '../../../lib/configuration/configuration-problem.ts';
import { connectionOf, connectionsOf } from '../../../lib/configuration/connections.ts';
import { defineFormat, everything } from '../../../lib/formats/format.ts';
import type { Platform } from '../../../lib/platforms/platform.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';

const aRoute = { platform: 'encord', formats: { yolo: {} } } as const;

it('the configuration of the samples has nothing wrong with it', () => {
  expect(configurationProblem(configuration)).toBeUndefined();
});

it('labels may be taken by every stage that their platform knows', () => {
  const studio = { platform: 'label-studio', apiUrl: 'https://a.example.com' } as const;
  const problemsOf = (platform: string, settings: object, take: string) =>
    configurationProblem({ platforms: { [platform]: settings }, routes: [{ ...aRoute, platform, take }] });
  for (const take of ['any', 'submitted', 'approved']) {
    expect(problemsOf('encord', {}, take)).toBeUndefined();
    expect(problemsOf('labelbox', {}, take)).toBeUndefined();
    expect(problemsOf('studio', { ...studio, reviews: true }, take)).toBeUndefined();
  }
  expect(problemsOf('studio', studio, 'submitted')).toBeUndefined();
  const { stages: _stages, ...ours } = Object.values(platforms)[0] as Platform;
  expect(problemsOf('ours', { platform: ours }, 'any')).toBeUndefined();
  expect(problemsOf('ours', { platform: ours }, 'submitted')?.message).toMatch(/does not say how far.*take: 'any'/);
});

describe('a wrong configuration', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['no route', { platforms: { encord: {} }, routes: [] }, 'routes', /must not be empty/],
    ['no connection', { platforms: {}, routes: [aRoute] }, 'platforms', /must name at least one connection/],
    [
      'a platform that does not exist',
      { platforms: { encrod: {} }, routes: [aRoute] },
      'platforms.encrod',
      /"encrod" is not a platform\. Did you mean "encord"\? Platforms: encord, .* says which platform it is/,
    ],
    [
      'a named connection of a platform that does not exist',
      { platforms: { ours: { platform: 'encrod' } }, routes: [aRoute] },
      'platforms.ours.platform',
      /"encrod" is not a platform\. Did you mean "encord"/,
    ],
    [
      'a name that cannot be part of a key',
      { platforms: { 'Studio Berlin': { platform: 'encord' } }, routes: [aRoute] },
      'platforms.Studio Berlin',
      /not a name of a connection/,
    ],
    [
      'two names that are one on AWS',
      { platforms: { 'en-cord': { platform: 'encord' }, encord: {} }, routes: [aRoute] },
      'platforms.encord',
      /differ only by "-"/,
    ],
    [
      'a route of a connection that is not listed',
      { platforms: { labelbox: {} }, routes: [aRoute] },
      'routes[0].platform',
      /"encord" is not under "platforms"\. Connections there: labelbox\./,
    ],
    [
      'a misspelt setting',
      { platforms: { encord: { apiURL: 'https://a.example.com' } }, routes: [aRoute] },
      'platforms.encord.apiURL',
      /"apiURL" is not a field\. Did you mean "apiUrl"\? Fields: platform, apiUrl, downloadHosts, unknownKinds, reviews\./,
    ],
    [
      'labels of a stage that Label Studio knows only where it has reviews',
      {
        platforms: { studio: { platform: 'label-studio', apiUrl: 'https://a.example.com' } },
        routes: [{ ...aRoute, platform: 'studio', take: 'approved' }],
      },
      'routes[0].take',
      /no label would ever be approved.*Write take: 'submitted'.*reviews: true under platforms\.studio\./,
    ],
    [
      'labels of a stage that does not exist',
      { platforms: { encord: {} }, routes: [{ ...aRoute, take: 'aproved' }] },
      'routes[0].take',
      /"aproved" is not a value of this field\. Did you mean "approved"\?/,
    ],
    [
      'reviews that are neither true nor false',
      { platforms: { encord: { reviews: 'yes' } }, routes: [aRoute] },
      'platforms.encord.reviews',
      /must be true or false, but is "yes"/,
    ],
    [
      'a setting with a value that it does not have',
      { platforms: { encord: { unknownKinds: 'leave_out' } }, routes: [aRoute] },
      'platforms.encord.unknownKinds',
      /"leave_out" is not a value of this field\. Did you mean "leave-out"\? Values: refuse, leave-out\./,
    ],
    [
      'an address without https',
      { platforms: { encord: { apiUrl: 'api.example.com' } }, routes: [aRoute] },
      'platforms.encord.apiUrl',
      /"api\.example\.com" is not a URL\. Begin it with https:\/\/: 'https:\/\/api\.example\.com'\./,
    ],
    [
      'an empty list of projects',
      { platforms: { encord: {} }, routes: [{ ...aRoute, projects: [] }] },
      'routes[0].projects',
      /must not be empty/,
    ],
    [
      'a project that is not in a list',
      { platforms: { encord: {} }, routes: [{ ...aRoute, projects: 'a' }] },
      'routes[0].projects',
      /must be a list, but is "a"\./,
    ],
    [
      'a misspelt key of a route',
      { platforms: { encord: {} }, routes: [{ ...aRoute, project: 'a' }] },
      'routes[0].project',
      /Did you mean "projects"/,
    ],
    [
      'no address of a platform that has none of its own',
      { platforms: { encord: {}, 'label-studio': {} }, routes: [aRoute] },
      'platforms.label-studio',
      /apiUrl is missing: say where your Label Studio answers/,
    ],
    ['no formats', { platforms: { encord: {} }, routes: [{ platform: 'encord' }] }, 'routes[0].formats', /is missing/],
    [
      'an empty set of formats',
      { platforms: { encord: {} }, routes: [{ ...aRoute, formats: {} }] },
      'routes[0].formats',
      /must name at least one format/,
    ],
    [
      'a format that does not exist',
      { platforms: { encord: {} }, routes: [{ ...aRoute, formats: { cocoo: {} } }] },
      'routes[0].formats.cocoo',
      /"cocoo" is not a format\. Did you mean "coco"\? Formats: .*\bcoco\b/,
    ],
    [
      'a value that an option does not have',
      { platforms: { encord: {} }, routes: [{ ...aRoute, formats: { yolo: { task: 'detct' } } }] },
      'routes[0].formats.yolo.task',
      /"detct" is not a value of this option\. Did you mean "detect"\?/,
    ],
    [
      'a wrong option in a list of trees',
      { platforms: { encord: {} }, routes: [{ ...aRoute, formats: { yolo: [{}, { shapes: 'box' }] } }] },
      'routes[0].formats.yolo[1].shapes',
      /"box" is not a value of this option\. Did you mean "boxes"\?/,
    ],
    [
      'two that write into one tree',
      { platforms: { encord: {} }, routes: [{ ...aRoute, formats: { yolo: [{}, { task: 'detect' }] } }] },
      'routes[0].formats.yolo[1]',
      /another format of the route writes to exports\/yolo\/, too\. Remove one\./,
    ],
    [
      'an empty list of trees',
      { platforms: { encord: {} }, routes: [{ ...aRoute, formats: { yolo: [] } }] },
      'routes[0].formats.yolo',
      /must have options of yolo, but is an empty list\./,
    ],
    [
      'an option of a format that has none',
      { platforms: { encord: {} }, routes: [{ ...aRoute, formats: { native: { task: 'detect' } } }] },
      'routes[0].formats.native.task',
      /native has no options\. Write native: \{\}\./,
    ],
    [
      'a format of the user’s own with an id that is taken',
      {
        platforms: { encord: {} },
        routes: [aRoute],
        formats: [
          defineFormat({
            id: 'yolo',
            title: '',
            specification: '',
            Options: z.strictObject({}),
            holds: everything,
            write: () => ({ files: [], omitted: [] }),
          }),
        ],
      },
      'formats[0]',
      /another format has the id "yolo" already/,
    ],
    [
      'options of a format that is not written label by label',
      {
        platforms: { encord: {} },
        routes: [{ ...aRoute, formats: { ours: [{}, { whole: true }] } }],
        formats: [
          defineFormat({
            id: 'ours',
            title: '',
            specification: '',
            Options: z.strictObject({ whole: z._default(z.boolean(), false) }),
            live: ({ whole }) => !whole,
            holds: everything,
            write: () => ({ files: [], omitted: [] }),
          }),
        ],
      },
      'routes[0].formats.ours[1]',
      /ours with these options is not written label by label.*labelwire convert --to ours/,
    ],
    [
      'a format that defineFormat did not make',
      { platforms: { encord: {} }, routes: [aRoute], formats: [{ id: 'ours' }] },
      'formats[0]',
      /must be what defineFormat returns/,
    ],
  ])('with %s is refused with the place and the way out', (_what, input, place, message) => {
    const problem = configurationProblem(input);
    expect(problem && pathText(problem.path)).toBe(place);
    expect(problem?.message).toMatch(message);
    expect(() => checkConfiguration(input as Configuration)).toThrow(
      expect.objectContaining({
        name: 'InvalidConfiguration',
        message: `labelwire.config.ts: ${place}: ${problem?.message}`,
      }),
    );
  });
});

describe('connections', () => {
  const [named, ours] = Object.values(platforms);
  const configured: Configuration = {
    platforms: {
      encord: {},
      'second-account': { platform: named?.id, apiUrl: 'https://second.example.com' },
      ours: { platform: ours, apiUrl: 'https://ours.example.com' },
    },
    routes: [aRoute],
  };

  it('are named by the user, and lead to the platform they say, or are named like', () => {
    expect(connectionsOf(configured).map(({ name, platform }) => [name, platform.id])).toEqual([
      ['encord', 'encord'],
      ['second-account', named?.id],
      ['ours', ours?.id],
    ]);
    expect(configurationProblem(configured)).toBeUndefined();
  });

  it('are checked alone for who needs nothing else: a wrong format stops them not, a wrong connection does', () => {
    const wrongFormat = { ...configured, routes: [{ platform: 'encord', formats: { cocoo: {} } }] };
    expect(configurationProblem(wrongFormat)).toBeDefined();
    expect(connectionsProblem(wrongFormat)).toBeUndefined();
    for (const wrong of [{ ...configured, platforms: { encrod: {} } }, { ...configured, routs: [] }, undefined]) {
      expect(connectionsProblem(wrong)).toBeDefined();
      expect(connectionsProblem(wrong)).toEqual(configurationProblem(wrong));
    }
  });

  it('that were removed are reported with what to do', () => {
    expect(() => connectionOf('constructor', configured)).toThrow(/has no connection "constructor" any more\. Add it/);
  });
});

describe('routes', () => {
  const routed: Configuration = {
    platforms: { encord: {}, labelbox: {} },
    routes: [
      { platform: 'encord', projects: ['narrow'], events: ['task_completed_event'], formats: { yolo: {} } },
      { platform: 'encord', formats: { coco: {} } },
    ],
  };
  const event = { connection: 'encord', project: 'narrow', type: 'task_completed_event' };

  it('are tried in their order, and the first that takes the project wins', () => {
    expect(routeOf(routed, event)?.formats).toEqual({ yolo: {} });
    expect(routeOf(routed, { ...event, project: 'another' })?.formats).toEqual({ coco: {} });
    expect(routeOf(routed, { ...event, connection: 'labelbox' })).toBeUndefined();
  });

  it.each([
    ['an event that the route names', event, true],
    ['an event that it does not name, though a later route would', { ...event, type: 'another' }, false],
    ['every event where it names none', { ...event, project: 'another', type: 'another' }, true],
    ['no event without a route', { ...event, connection: 'labelbox' }, false],
  ])('take %s', (_what, given, wanted) => {
    expect(isWanted(routed, given)).toBe(wanted);
  });
});
