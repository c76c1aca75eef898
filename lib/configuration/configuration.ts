import type * as z from 'zod/mini';
import type { ReleaseRequest } from '../contracts/release.ts';
import type { Format } from '../formats/format.ts';
import type { FormatId, formats } from '../formats/formats.ts';
import type { Need } from '../label/need.ts';
import type { Platform } from '../platforms/platform.ts';
import type { PlatformId } from '../platforms/platforms.ts';

/** One account or server of a platform. */
export type ConnectionSettings = {
  /**
   * Which platform it is. Left out where the connection is named like its platform. A platform of your own is what
   * `definePlatform` returns.
   */
  readonly platform?: PlatformId | Platform | undefined;
  /** Where the platform's API answers, without a trailing slash: another region, a private deployment. */
  readonly apiUrl?: string | undefined;
  /** Hosts that the platform's answers may point to for downloads, besides the platform's own. */
  readonly downloadHosts?: readonly string[] | undefined;
  /**
   * What becomes of a label that has annotations of a kind that is not supported: it is refused (the default), or exported
   * without them, which its record reports.
   */
  readonly unknownKinds?: 'refuse' | 'leave-out' | undefined;
  /** The server has reviews, where not every server of the platform has: Label Studio's Enterprise edition. */
  readonly reviews?: boolean | undefined;
};

type OneOrSeveral<Options> = Options | readonly Options[];

type FormatsWithOptions = {
  readonly [Id in FormatId]?: OneOrSeveral<z.input<(typeof formats)[Id]['Options']>> | undefined;
} & {
  readonly [id: string]: unknown;
};

export type Route = {
  /** The name of a connection, as it is under `platforms`. */
  readonly platform: string;
  /** Ids of the platform's projects; left out: all of them. */
  readonly projects?: readonly string[] | undefined;
  /** The platform's own event types, e.g. `task_completed_event`; left out: every event about a label. */
  readonly events?: readonly string[] | undefined;
  /**
   * Which labels are exported, where several people labelled one data unit. `all` (the default): each of them; ground truth has
   * the unit's own file name, else the smallest label id. `newest`: each of them; the newest has the name. `ground-truth`: only
   * ground truth.
   */
  readonly labels?: 'all' | 'ground-truth' | 'newest' | undefined;
  /**
   * Which labels are exported, by how far the work on them is. `any` (the default): each that somebody labelled. `submitted`:
   * those that their annotator is done with. `approved`: those whose review is over.
   */
  readonly take?: 'any' | 'submitted' | 'approved' | undefined;
  /**
   * What becomes of an exported label that the route does not take any more, because it was sent back to work. `keep` (the
   * default): what is exported stays until the label is taken again. `withdraw`: its files are removed.
   */
  readonly onLeave?: 'keep' | 'withdraw' | undefined;
  /** Format id → its options, or a list of several whose trees differ. */
  readonly formats: FormatsWithOptions;
  /**
   * What is read from the file of a unit where the platform does not say it, besides what `formats` and the `releases` of the
   * configuration need: for releases that somebody asks for, in formats that no route takes.
   */
  readonly needs?: readonly Need[] | undefined;
};

/** Releases that a schedule builds, as `labelwire release create` builds one: the same choices, by the same names. */
export type ScheduledRelease = {
  /**
   * What each is called: a name with `{date}` in it, such as `harbour-{date}`, and with `{time}` where there are several a day.
   * They become `2026-11-28` and `0300`: when the release was due, in UTC.
   */
  readonly name: string;
  /**
   * When one is built, in UTC: `cron(0 3 * * ? *)`, with minutes, hours, day of the month, month, day of the week and year; or
   * `rate(7 days)`.
   */
  readonly schedule: string;
  /** Whose labels: `connection/project`. Their routes write `canonical`. */
  readonly projects: readonly string[];
  readonly formats: FormatsWithOptions;
  /** `{ train: 0.8, val: 0.2 }`: each unit by a hash of its group, or its id. The shares are 1 together. */
  readonly split?: { readonly [name: string]: number } | undefined;
  /** With `split`: what the first group of this regular expression finds in a unit's name goes together. */
  readonly by?: string | undefined;
  /** Where several people labelled a unit: its `newest` label (the default), `ground-truth` alone, or `all`. */
  readonly labels?: ReleaseRequest['labels'] | undefined;
  /** Only labels that are at least so far; left out: however far. */
  readonly state?: ReleaseRequest['state'];
  /**
   * `shards` (the default): files of units in tar files. `files`: each an object of its own. `webdataset`: in tar files which the
   * library of that name reads, of formats that have files of single units.
   */
  readonly layout?: ReleaseRequest['layout'] | undefined;
};

/** What a user writes in labelwire.config.ts. `labelwire config check` says what is wrong with it; the build does so too. */
export type Configuration = {
  /**
   * Connections by name: a word of your own in lower-case letters, digits and `-`, or the id of a platform. It is part of
   * webhook URLs, secrets and S3 keys: a new name is a new connection.
   */
  readonly platforms: { readonly [connection: string]: ConnectionSettings };
  /** The first route that fits a project wins. */
  readonly routes: readonly Route[];
  /** Formats of your own, besides those of Labelwire: what `defineFormat` returns. A route names them by their ids. */
  readonly formats?: readonly Format[] | undefined;
  /** Releases that are built by themselves; left out: none. */
  readonly releases?: readonly ScheduledRelease[] | undefined;
};

type RoutedEvent = { readonly connection: string; readonly project: string };

/** The first route that takes the project. */
export const routeOf = ({ routes }: Configuration, { connection, project }: RoutedEvent): Route | undefined =>
  routes.find((route) => route.platform === connection && (route.projects?.includes(project) ?? true));

export const isWanted = (configuration: Configuration, event: RoutedEvent & { readonly type: string }): boolean => {
  const route = routeOf(configuration, event);
  return route !== undefined && (route.events?.includes(event.type) ?? true);
};

/** The projects that the connection's routes name; undefined where a route takes all of them. */
export function routedProjects({ routes }: Configuration, connection: string): readonly string[] | undefined {
  const own = routes.filter(({ platform }) => platform === connection);
  const named = own.flatMap(({ projects = [] }) => projects);
  return own.every(({ projects }) => projects !== undefined) ? [...new Set(named)] : undefined;
}
