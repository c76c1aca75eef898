/** `labelwire`: what a configuration with formats and platforms of your own is made of. */
import type { Configuration } from './lib/configuration/configuration.ts';

/** What the `Options` of a format are written with: https://zod.dev/packages/mini, of the version that Labelwire runs with. */
export * as z from 'zod/mini';
export type { Configuration, ConnectionSettings, Route, ScheduledRelease } from './lib/configuration/configuration.ts';
export * from './lib/contracts/errors.ts';
export * from './lib/formats/format.ts';
export { unitPaths } from './lib/formats/unit-path.ts';
export * from './lib/label/label.ts';
export * from './lib/platforms/platform.ts';

/** A configuration as it is given, typed: what labelwire.config.ts exports as its default. `labelwire config check` checks it. */
export const defineConfig = (configuration: Configuration): Configuration => configuration;
