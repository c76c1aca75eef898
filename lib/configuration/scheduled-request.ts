import { given } from '../contracts/given.ts';
import { releaseChoices, type ScheduledRequest, type Split } from '../contracts/release.ts';
import { type ChosenFormat, chosenFormats } from './chosen-formats.ts';
import type { Configuration, ScheduledRelease } from './configuration.ts';
import { projectIn } from './release-options.ts';

/** What is asked for at a time, `at`: ISO 8601, or what the scheduler puts it in for. Of a release that was checked. */
export function scheduledRequest(
  release: ScheduledRelease,
  configuration: Configuration,
  at: string,
): ScheduledRequest {
  const { name, projects, split, by, state } = release;
  const { labels = releaseChoices.labels[0], layout = releaseChoices.layout[0] } = release;
  return {
    schema: 1,
    schedule: { name, at },
    projects: projects.flatMap((text) => projectIn(text) ?? []),
    formats: formatsOfRelease(release, configuration).map(({ format, options }) => ({ id: format.id, options })),
    ...given({ split: split && { shares: [...sharesOfRelease(split)], ...given({ by }) }, state }),
    labels,
    layout,
  };
}

/** In the order that they are written in. */
export const formatsOfRelease = (
  { formats }: ScheduledRelease,
  configuration: Configuration,
): readonly ChosenFormat[] =>
  Object.entries(formats).flatMap(([id, options]) =>
    chosenFormats({ platform: '', formats: { [id]: options } }, configuration),
  );

export const sharesOfRelease = (split: NonNullable<ScheduledRelease['split']>): Split['shares'] =>
  Object.entries(split).map(([name, share]) => ({ name, share }));
