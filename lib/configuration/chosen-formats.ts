import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import type { Format } from '../formats/format.ts';
import { type FormatId, formats } from '../formats/formats.ts';
import { type Configuration, type Route, routeOf } from './configuration.ts';

export type ChosenFormat = { readonly format: Format; readonly options: unknown };

const isFormatId = (id: string): id is FormatId => Object.hasOwn(formats, id);

/** The formats of a route with their options, in the registry's order; InvalidConfiguration names what is wrong. */
export function chosenFormats(route: Route): readonly ChosenFormat[] {
  const given: Readonly<Record<string, unknown>> = route.formats;
  const unknown = Object.keys(given).find((id) => !isFormatId(id));
  if (unknown !== undefined) {
    throw new InvalidConfiguration(
      `labelwire.config.ts: "${unknown}" is no format. Known: ${Object.keys(formats).join(', ')}.`,
    );
  }
  const chosen = Object.values(formats).flatMap((format: Format) => {
    if (!Object.hasOwn(given, format.id)) return [];
    const wanted = given[format.id] ?? {};
    const options = format.Options.safeParse(wanted);
    if (!options.success) {
      throw new InvalidConfiguration(
        `labelwire.config.ts: the options of ${format.id}: ${explainIssues(options.error, wanted)}.`,
      );
    }
    return [{ format, options: options.data }];
  });
  if (chosen.length === 0)
    throw new InvalidConfiguration(`labelwire.config.ts: a route of ${route.platform} names no format.`);
  return chosen;
}

/** The formats wanted for an event; it may outlive the configuration it was accepted under. */
export function formatsFor(
  configuration: Configuration,
  event: { platform: string; project: string },
): readonly ChosenFormat[] {
  const route = routeOf(configuration, event);
  if (!route)
    throw new InvalidConfiguration(
      `labelwire.config.ts has no route for project ${event.project} of ${event.platform} any more.`,
    );
  return chosenFormats(route);
}
