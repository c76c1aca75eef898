/** `labelwire`: what a configuration with formats and platforms of your own is made of. */
export type { Configuration, ConnectionSettings, Route, ScheduledRelease } from './lib/configuration/configuration.ts';
export * from './lib/contracts/errors.ts';
export * from './lib/formats/format.ts';
export { unitPaths } from './lib/formats/unit-path.ts';
export * from './lib/label/label.ts';
export * from './lib/platforms/platform.ts';
