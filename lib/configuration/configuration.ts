import type * as z from 'zod/mini';
import type { FormatId, formats } from '../formats/formats.ts';
import type { PlatformId } from '../platforms/platforms.ts';

export type PlatformSettings = {
  /** Where the platform's API answers, without a trailing slash: another region, a private deployment. */
  readonly apiUrl?: string | undefined;
  /** Hosts that the platform's answers may point to for downloads, besides the platform's own. */
  readonly downloadHosts?: readonly string[] | undefined;
};

export type Route = {
  readonly platform: PlatformId;
  /** Ids of the platform's projects; left out: all of them. */
  readonly projects?: readonly string[] | undefined;
  /** The platform's own event types, e.g. `task_completed_event`; left out: every event about a label. */
  readonly events?: readonly string[] | undefined;
  /** Format id → its options. */
  readonly formats: { readonly [Id in FormatId]?: z.input<(typeof formats)[Id]['Options']> | undefined };
};

/**
 * What a user writes in labelwire.config.ts. The compiler checks every word of it, and so does `checkConfiguration`
 * when it is built into the functions; they then take it as it is.
 */
export type Configuration = {
  readonly platforms: { readonly [Id in PlatformId]?: PlatformSettings | undefined };
  readonly routes: readonly Route[];
};

type RoutedEvent = { readonly platform: string; readonly project: string };

/** The first route that wants the project. */
export const routeOf = ({ routes }: Configuration, { platform, project }: RoutedEvent): Route | undefined =>
  routes.find((route) => route.platform === platform && (route.projects?.includes(project) ?? true));

export const isWanted = (configuration: Configuration, event: RoutedEvent & { readonly type: string }): boolean => {
  const route = routeOf(configuration, event);
  return route !== undefined && (route.events?.includes(event.type) ?? true);
};
