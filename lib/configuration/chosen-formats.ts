import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import type { Format } from '../formats/format.ts';
import { formats } from '../formats/formats.ts';
import { type Configuration, type Route, routeOf } from './configuration.ts';

export type ChosenFormat = { readonly format: Format; readonly options: unknown };

/** Every format that a route may name: Labelwire's, then the user's own. */
export const knownFormats = ({ formats: own = [] }: Pick<Configuration, 'formats'>): readonly Format[] => [
  ...Object.values(formats),
  ...own,
];

/** The options of one format of a route: once, or a list of those of several trees. */
export const variantsOf = (wanted: unknown): readonly unknown[] => (Array.isArray(wanted) ? wanted : [wanted ?? {}]);

/** The formats of a route with their options, in the order of `knownFormats`; InvalidConfiguration says what is wrong. */
export function chosenFormats(route: Route, configuration: Pick<Configuration, 'formats'>): readonly ChosenFormat[] {
  const known = knownFormats(configuration);
  const unknown = Object.keys(route.formats).find((id) => !known.some((format) => format.id === id));
  if (unknown !== undefined) {
    const ids = known.map(({ id }) => id).join(', ');
    throw new InvalidConfiguration(`labelwire.config.ts: "${unknown}" is not a format. Formats: ${ids}.`);
  }
  return known
    .filter(({ id }) => Object.hasOwn(route.formats, id))
    .flatMap((format) =>
      variantsOf(route.formats[format.id]).map((wanted) => ({ format, options: optionsOf(format, wanted) })),
    );
}

function optionsOf({ id, Options }: Format, wanted: unknown): unknown {
  const options = Options.safeParse(wanted);
  if (options.success) return options.data;
  throw new InvalidConfiguration(`labelwire.config.ts: the options of ${id}: ${explainIssues(options.error, wanted)}.`);
}

/** The formats of an event, which may outlive the configuration that it was accepted under. */
export function formatsFor(
  configuration: Configuration,
  event: { readonly connection: string; readonly project: string },
): readonly ChosenFormat[] {
  const route = routeOf(configuration, event);
  if (route) return chosenFormats(route, configuration);
  throw new InvalidConfiguration(
    `labelwire.config.ts has no route for project ${event.project} of ${event.connection} any more. Add one and deploy, or purge this letter.`,
  );
}

/** The trees of the formats of a project. */
export const rootsFor = (
  configuration: Configuration,
  project: { readonly connection: string; readonly project: string },
): readonly string[] => formatsFor(configuration, project).map(({ format, options }) => format.rootOf(options));

/**
 * Whether a format of the project reads the platform's document: one of the user's own may, unless it says that it does not.
 * Without a route nobody knows.
 */
export function readsDocument(
  configuration: Configuration,
  event: { readonly connection: string; readonly project: string },
): boolean {
  const route = routeOf(configuration, event);
  const formats = knownFormats(configuration).filter(({ id }) => !route || Object.hasOwn(route.formats, id));
  return formats.some((format) => format.readsDocument !== false);
}
