import type { Format } from './format.ts';
import * as registry from './registry.ts';

export type FormatId = keyof typeof registry;

/** Every format by its id; a registry name that is not the format's own id does not compile. */
export const formats: { readonly [Id in FormatId]: Format<Id, (typeof registry)[Id]['Options']> } = registry;

/** Those that a route takes, with their default options. */
export const liveFormats: readonly Format[] = Object.values<Format>(formats).filter((format) =>
  format.isLive(format.Options.parse({})),
);
