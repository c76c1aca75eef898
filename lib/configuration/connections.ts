import { InvalidConfiguration } from '../contracts/errors.ts';
import type { LabelStage } from '../label/label.ts';
import type { Platform } from '../platforms/platform.ts';
import { isPlatformId, platforms } from '../platforms/platforms.ts';
import type { Configuration, ConnectionSettings } from './configuration.ts';

/** One account or server of a platform, by the name that the user gave it. */
export type Connection = {
  readonly name: string;
  readonly platform: Platform;
  readonly settings: ConnectionSettings;
};

/** How the labels of a connection are read. */
export const readingOf = ({ platform: { timePrecision, deletesUnits }, settings: { unknownKinds } }: Connection) => ({
  timePrecision,
  deletesUnits,
  settings: { unknownKinds },
});

/** The stages that the labels of a connection can have. */
function stagesOf({ platform, settings }: Connection): readonly LabelStage[] {
  const { stages = [], reviewsAreOptional } = platform;
  return reviewsAreOptional && settings.reviews !== true ? stages.filter((stage) => stage !== 'approved') : stages;
}

/**
 * Why no label of the connection is ever at this stage; undefined where there may be one. `remedy` says what to write instead, and
 * gets no stage where the platform has none.
 */
export function stageProblem(
  wanted: LabelStage,
  connection: Connection,
  remedy: (stage?: LabelStage) => string,
): string | undefined {
  if (stagesOf(connection).includes(wanted)) return undefined;
  const { name, platform } = connection;
  const { title, stages = [], reviewsAreOptional } = platform;
  if (stages.length === 0) return `${title} does not say how far the work on a label is. ${remedy()}.`;
  return reviewsAreOptional
    ? `no label would ever be ${wanted}: the Community edition of ${title} has no reviews. ${remedy('submitted')}; where your server has reviews, write reviews: true under platforms.${name}.`
    : `no label of ${title} is ever ${wanted}. Stages: ${stages.join(', ')}.`;
}

/** Every connection of the configuration, in its order. */
export const connectionsOf = ({ platforms: named }: Configuration): readonly Connection[] =>
  Object.entries(named).flatMap(([name, settings]) => {
    const platform = platformOf(name, settings);
    return platform ? [{ name, platform, settings }] : [];
  });

/** The connection of an event, which may outlive the configuration that it was accepted under. */
export function connectionOf(name: string, configuration: Configuration): Connection {
  const connection = findConnection(name, configuration);
  if (connection) return connection;
  throw new InvalidConfiguration(
    `labelwire.config.ts has no connection "${name}" any more. Add it under "platforms" and deploy, or purge this letter.`,
  );
}

export function findConnection(name: string, { platforms: named }: Configuration): Connection | undefined {
  const settings = Object.hasOwn(named, name) ? named[name] : undefined;
  const platform = settings && platformOf(name, settings);
  return platform && { name, platform, settings };
}

function platformOf(name: string, { platform = name as never }: ConnectionSettings): Platform | undefined {
  if (typeof platform !== 'string') return platform;
  return isPlatformId(platform) ? platforms[platform] : undefined;
}
