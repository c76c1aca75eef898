import type { Configuration } from './lib/configuration/configuration.ts';

/** `labelwire/config`: what labelwire.config.ts is written with, and nothing that the functions would load with it. */
export type { Configuration, ConnectionSettings, Route, ScheduledRelease } from './lib/configuration/configuration.ts';

/** The configuration as it is given, typed: the default export of labelwire.config.ts. `labelwire config check` checks it. */
export const defineConfig = (configuration: Configuration): Configuration => configuration;
