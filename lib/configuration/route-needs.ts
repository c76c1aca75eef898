import { everyNeed, type Need } from '../label/need.ts';
import { chosenFormats } from './chosen-formats.ts';
import { type Configuration, type Route, routeOf, type ScheduledRelease } from './configuration.ts';
import { projectIn } from './release-options.ts';
import { formatsOfRelease } from './scheduled-request.ts';

/**
 * What has to be known of the units of a project, beyond what a platform may say of them: for the formats of its route, for those of
 * the releases that a schedule makes of it, and whatever else the route names.
 */
export function routeNeeds(
  configuration: Configuration,
  { connection, project }: { readonly connection: string; readonly project: string },
): readonly Need[] {
  const route = routeOf(configuration, { connection, project });
  if (!route) return [];
  const isOf = (text: string) => {
    const named = projectIn(text);
    return named?.connection === connection && named.project === project;
  };
  const releases = (configuration.releases ?? []).filter(({ projects }) => projects.some(isOf));
  return needsOf([route], releases, configuration);
}

/** Of all projects together. */
export const configuredNeeds = (configuration: Configuration): readonly Need[] =>
  needsOf(configuration.routes, configuration.releases ?? [], configuration);

function needsOf(
  routes: readonly Route[],
  releases: readonly ScheduledRelease[],
  configuration: Configuration,
): readonly Need[] {
  const chosen = [
    ...routes.flatMap((route) => chosenFormats(route, configuration)),
    ...releases.flatMap((release) => formatsOfRelease(release, configuration)),
  ];
  const needs = new Set([
    ...routes.flatMap((route) => route.needs ?? []),
    ...chosen.flatMap(({ format, options }) => format.needsOf(options)),
  ]);
  return everyNeed.filter((need) => needs.has(need));
}
