import { describe, expect, it } from 'vitest';
import { configurationProblem } from '../../../lib/configuration/check-configuration.ts';
import type { Configuration, ScheduledRelease } from '../../../lib/configuration/configuration.ts';
import { pathText } from '../../../lib/configuration/configuration-problem.ts';
import { scheduledRequest } from '../../../lib/configuration/scheduled-request.ts';
import { ScheduledRequest } from '../../../lib/contracts/release.ts';
import type { Platform } from '../../../lib/platforms/platform.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';

const nightly: ScheduledRelease = {
  name: 'harbour-{date}',
  schedule: 'cron(0 3 * * ? *)',
  projects: ['encord/harbour'],
  formats: { yolo: [{}, { shapes: 'boxes' }], coco: {} },
};

/** Platforms of which a server may be without reviews. */
const reviewless = Object.values<Platform>(platforms).flatMap(({ id, reviewsAreOptional }) =>
  reviewsAreOptional ? [id] : [],
);

const withReleases = (...releases: readonly object[]) => ({
  platforms: { encord: {}, studio: { platform: 'encord' } },
  routes: [
    { platform: 'encord', projects: ['harbour', 'quay'], formats: { canonical: {} } },
    { platform: 'encord', projects: ['plain'], formats: { coco: {} } },
    { platform: 'studio', formats: { canonical: {} } },
  ],
  releases,
});
const problemOf = (...releases: readonly object[]) => {
  const problem = configurationProblem(withReleases(...releases) as Configuration);
  return problem && [pathText(problem.path), problem.message];
};

describe('the releases of a configuration', () => {
  it('may be none, one or several, with every choice that there is', () => {
    expect(problemOf()).toBeUndefined();
    expect(problemOf(nightly)).toBeUndefined();
    const everything = {
      ...{ ...nightly, name: 'all-{date}-{time}', schedule: 'rate(6 hours)' },
      projects: ['encord/harbour', 'encord/quay', 'studio/a/b'],
      split: { train: 0.7, val: 0.2, test: 0.1 },
      ...{ by: '^(cam\\d+)/', labels: 'ground-truth', state: 'approved', layout: 'files' },
    };
    expect(problemOf(nightly, everything)).toBeUndefined();
  });

  it.each<[string, object, string, RegExp]>([
    [
      'a part that there is not',
      { name: 'harbour-{dat}' },
      'name',
      /"{dat}" is not a part of a name\. Did you mean "{date}"\?/,
    ],
    ['a part that is not closed', { name: 'harbour-{date' }, 'name', /"{date" is not a part of a name/],
    ['no date', { name: 'harbour' }, 'name', /must have {date} in it, or the second release .* 'harbour-{date}'\.$/],
    ['a time and no date', { name: 'harbour-{time}' }, 'name', /must have {date} in it/],
    [
      'no time, where there are several a day',
      { schedule: 'rate(6 hours)' },
      'name',
      /must have {time} in it, or the second release of rate\(6 hours\) has the name of the first/,
    ],
    [
      'capitals',
      { name: 'Harbour-{date}' },
      'name',
      /what it makes, such as "Harbour-2026-11-28", must be 1 to 60 lower-case/,
    ],
    ['a name that is too long', { name: `${'x'.repeat(51)}{date}` }, 'name', /must be 1 to 60 lower-case/],
    ['a schedule that is none', { schedule: 'cron(0 3 * * *)' }, 'schedule', /six fields/],
    ['no project', { projects: [] }, 'projects', /must not be empty/],
    [
      'a project without a connection',
      { projects: ['harbour'] },
      'projects[0]',
      /"harbour" does not name a project\. Write it like this: connection\/project\./,
    ],
    [
      'a connection that is not there',
      { projects: ['encrod/harbour'] },
      'projects[0]',
      /"encrod" is not under "platforms"\. Did you mean "encord"\?/,
    ],
    ['a project twice', { projects: ['encord/harbour', 'encord/harbour'] }, 'projects', /named once/],
    [
      'a project without a route',
      { projects: ['encord/far'] },
      'projects[0]',
      /no route in labelwire\.config\.ts takes project far of encord/,
    ],
    [
      'a project whose route does not write canonical labels',
      { projects: ['encord/harbour', 'encord/plain'] },
      'projects[1]',
      /which the route of project plain of encord does not write\. Add "canonical: {}".* sync encord --project plain --all --yes$/,
    ],
    ['no format', { formats: {} }, 'formats', /must name at least one format/],
    ['a misspelt format', { formats: { cocoo: {} } }, 'formats.cocoo', /Did you mean "coco"\?/],
    [
      'a misspelt option of a format',
      { formats: { yolo: { shape: 'boxes' } } },
      'formats.yolo.shape',
      /Did you mean "shapes"\?/,
    ],
    [
      'a format of the platform’s document',
      { formats: { native: {} } },
      'formats',
      /needs the platform's own documents/,
    ],
    [
      'two formats with one folder',
      { formats: { coco: [{}, {}] } },
      'formats',
      /two formats would write into the folder coco/,
    ],
    ['shares that are not 1', { split: { train: 0.5 } }, 'split', /must be 1 together, but are 0\.5/],
    ['a share that is a text', { split: { train: '1' } }, 'split.train', /must be a number, but is "1"/],
    ['a split that cannot be part of a path', { split: { 'Train set': 1 } }, '', /split\.shares\[0\]\.name/],
    ['a share below 0', { split: { train: 1.5, val: -0.5 } }, '', /split\.shares\[0\]\.share/],
    ['a pattern without splits', { by: '^(a)' }, 'by', /Add split/],
    ['a pattern without a group', { split: { train: 1 }, by: '^a' }, 'by', /must have a group in parentheses/],
    ['labels of another kind', { labels: 'gold' }, 'labels', /Values: newest, ground-truth, all/],
    ['a state that there is not', { state: 'aproved' }, 'state', /Did you mean "approved"\?/],
    ['a layout that there is not', { layout: 'shard' }, 'layout', /Did you mean "shards"\?/],
    [
      'a layout of samples, and a format that has none',
      { layout: 'webdataset', formats: { yolo: {}, imagefolder: {} } },
      'layout',
      /each format must have files of single units, but imagefolder has lists of units or frames\./,
    ],
    [
      'a layout of samples, and a file for each frame of a video',
      { layout: 'webdataset', formats: { coco: { frames: 'keys' } } },
      'layout',
      /but coco has lists of units or frames\./,
    ],
    [
      'a misspelt field',
      { project: ['encord/harbour'] },
      'project',
      /"project" is not a field\. Did you mean "projects"\? Fields: name, schedule/,
    ],
  ])('are refused for %s', (_what, change, path, message) => {
    expect(problemOf({ ...nightly, ...change })).toEqual([
      path === '' ? 'releases[0]' : `releases[0].${path}`,
      expect.stringMatching(message),
    ]);
  });

  it('are refused where two of them can make one name', () => {
    expect(problemOf({ ...nightly, name: '{date}-0300' }, { ...nightly, name: '{date}-{time}' })).toEqual([
      'releases[1].name',
      '"{date}-{time}" and "{date}-0300" can make the same name. Rename one.',
    ]);
  });
});

it('what a schedule asks for is what the build takes, in the order that it is written in', () => {
  const configuration = withReleases(nightly) as Configuration;
  const request = scheduledRequest(
    { ...nightly, split: { val: 0.5, train: 0.5 } },
    configuration,
    '2026-11-28T03:00:00Z',
  );
  expect(ScheduledRequest.parse(request)).toMatchObject({
    schedule: { name: 'harbour-{date}', at: '2026-11-28T03:00:00Z' },
    projects: [{ connection: 'encord', project: 'harbour' }],
    formats: [{ id: 'yolo' }, { id: 'yolo', options: { shapes: 'boxes' } }, { id: 'coco' }],
    split: {
      shares: [
        { name: 'val', share: 0.5 },
        { name: 'train', share: 0.5 },
      ],
    },
    labels: 'newest',
    layout: 'shards',
  });
});

it.each(reviewless)('the release of approved labels is refused on %s, whose labels nobody reviews', (platform) => {
  const connection = { platform, apiUrl: 'https://labels.example.com' };
  const problemWith = (settings: object, state: string) =>
    configurationProblem({
      platforms: { unreviewed: { ...connection, ...settings } },
      routes: [{ platform: 'unreviewed', formats: { canonical: {} } }],
      releases: [{ ...nightly, projects: ['unreviewed/1'], state }],
    });
  const problem = problemWith({}, 'approved');
  expect(problem && pathText(problem.path)).toBe('releases[0].state');
  expect(problem?.message).toMatch(
    /^no label would ever be approved: .* has no reviews\. Write state: 'submitted'; where your server has reviews, write reviews: true under platforms\.unreviewed\.$/,
  );
  expect(problemWith({}, 'submitted')).toBeUndefined();
  expect(problemWith({ reviews: true }, 'approved')).toBeUndefined();
});
